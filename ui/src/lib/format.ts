// Numbers, money, dates and times in the user's locale. Money stays a decimal string throughout.

/** The user's locale, if it is one: a POSIX name such as "C" is not. */
export function usableLocale(name: string | undefined): string {
  try {
    return Intl.getCanonicalLocales(name)[0] ?? 'en-US';
  } catch {
    return 'en-US';
  }
}

const chosen = usableLocale(typeof navigator === 'undefined' ? undefined : navigator.language);
const locale = (): string => chosen;

const numberFormat = new Intl.NumberFormat(locale());
const moneyFormats = new Map<string, Intl.NumberFormat>();

export function count(value: number): string {
  return numberFormat.format(value);
}

/** "1 invoice", "14 invoices". */
export function plural(value: number, one: string, many: string = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** The amount with its digits kept exactly as they are, grouped for the locale. */
export function money(amount: string | null, currency: string | null): string {
  if (amount === null) return '';
  const plain = /^-?\d+(?:\.(\d+))?$/.exec(amount);
  if (!plain) return currency ? `${amount} ${currency}` : amount;
  const decimals = plain[1]?.length ?? 0;
  const key = `${currency ?? ''}/${decimals}`;
  let format = moneyFormats.get(key);
  if (!format) {
    format = moneyFormat(currency, decimals);
    moneyFormats.set(key, format);
  }
  // A string is formatted exactly; TypeScript's library allows numeric literals only.
  return format.format(amount as `${number}`);
}

function moneyFormat(currency: string | null, decimals: number): Intl.NumberFormat {
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  if (!currency || !/^[A-Z]{3}$/.test(currency)) return new Intl.NumberFormat(locale(), digits);
  const unit = { style: 'currency', currency, currencyDisplay: 'code' } as const;
  return new Intl.NumberFormat(locale(), { ...unit, ...digits });
}

/** The digits alone, for columns where the currency has its own place. */
export function digits(amount: string | null): string {
  return money(amount, null);
}

const dateFormat = new Intl.DateTimeFormat(locale(), {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const momentFormat = new Intl.DateTimeFormat(locale(), {
  dateStyle: 'medium',
  timeStyle: 'medium',
});
const shortMomentFormat = new Intl.DateTimeFormat(locale(), {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const clockFormat = new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit' });

/** A calendar day; never shifted by the time zone. */
export function day(date: string | null): string {
  if (!date) return '';
  const parsed = new Date(`${date}T00:00:00Z`);
  return Number.isNaN(parsed.getTime()) ? date : dateFormat.format(parsed);
}

/** A moment in full, for tooltips. */
export function moment(time: string | null): string {
  return formatTime(time, momentFormat);
}

/** A moment in short: the time alone if it is today. */
export function shortMoment(time: string | null, now: Date = new Date()): string {
  const parsed = parse(time);
  if (!parsed) return time ?? '';
  const today = parsed.toDateString() === now.toDateString();
  return (today ? clockFormat : shortMomentFormat).format(parsed);
}

const relativeFormat = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
const steps: Array<[Intl.RelativeTimeFormatUnit, number]> = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** "2 hours ago". */
export function ago(time: string | null, now: Date = new Date()): string {
  const parsed = parse(time);
  if (!parsed) return time ?? '';
  const seconds = Math.max(0, Math.round((now.getTime() - parsed.getTime()) / 1000));
  for (const [unit, length] of steps) {
    if (seconds >= length) return relativeFormat.format(-Math.floor(seconds / length), unit);
  }
  return 'just now';
}

/** An age in days, short enough for a column. */
export function age(days: number | null): string {
  if (days === null) return '';
  return days === 0 ? 'today' : `${count(days)} d`;
}

function parse(time: string | null): Date | null {
  if (!time) return null;
  const parsed = new Date(time);
  return Number.isNaN(parsed.getTime()) ? null : parsed;
}

function formatTime(time: string | null, format: Intl.DateTimeFormat): string {
  const parsed = parse(time);
  return parsed ? format.format(parsed) : (time ?? '');
}
