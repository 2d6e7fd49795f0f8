// The accountant's words for the contract's vocabulary. One place, so that no view invents its own.
import { day, digits, plural } from './format';

export interface StateWords {
  word: string;
  meaning: string;
  tone: Tone;
}

export type Tone = 'good' | 'bad' | 'warn' | 'calm' | 'busy';

/** In the order in which an accountant wants to see them. */
export const states: ReadonlyMap<string, StateWords> = new Map([
  [
    'failed',
    { word: 'Failed', meaning: 'Due, not there, and the sync reported an error', tone: 'bad' },
  ],
  [
    'missing',
    { word: 'Missing', meaning: 'Due, not there, and nothing reports an error', tone: 'bad' },
  ],
  ['differs', { word: 'Differs', meaning: 'In QuickBooks Online, but not equal', tone: 'warn' }],
  ['unknown', { word: 'Unknown', meaning: 'Cannot be decided from what was read', tone: 'warn' }],
  [
    'pending',
    { word: 'Pending', meaning: 'Changed or resent a moment ago; wait for it', tone: 'busy' },
  ],
  [
    'synced',
    { word: 'In QuickBooks', meaning: 'There, and every compared field agrees', tone: 'good' },
  ],
  ['not_due', { word: 'Not due', meaning: 'Not in a status that syncs', tone: 'calm' }],
  ['handled', { word: 'Set aside', meaning: 'You set it aside, with a reason', tone: 'calm' }],
]);

export function stateWords(state: string): StateWords {
  return states.get(state) ?? { word: plain(state), meaning: '', tone: 'calm' };
}

const kinds: Record<string, [string, string, string]> = {
  order: ['Order', 'order', 'orders'],
  invoice: ['Invoice', 'invoice', 'invoices'],
};

export function kindWord(kind: string): string {
  return kinds[kind]?.[0] ?? plain(kind);
}

export function kindOf(reference: string): string {
  return reference.slice(0, Math.max(0, reference.indexOf(':')));
}

/** "Invoice 771", for a document of which only the reference is known. */
export function referenceWord(reference: string): string {
  return `${kindWord(kindOf(reference))} ${reference.slice(reference.indexOf(':') + 1)}`;
}

/** "14 invoices and 2 orders". */
export function documentCount(references: readonly string[]): string {
  const parts: string[] = [];
  for (const kind of ['invoice', 'order']) {
    const found = references.filter((reference) => kindOf(reference) === kind).length;
    const names = kinds[kind];
    if (found > 0 && names) parts.push(plural(found, names[1], names[2]));
  }
  return parts.length > 0 ? parts.join(' and ') : plural(references.length, 'document');
}

export const sourceWord = (source: string): string =>
  ({
    procurement: 'ProcurementExpress',
    quickbooks: 'QuickBooks Online',
    clearpost: 'Clearpost',
  })[source] ?? plain(source);

export const confidenceWord = (confidence: string): string =>
  ({
    confirmed: 'Confirmed by your data',
    likely: 'Likely, from the error text',
    possible: 'Possible',
  })[confidence] ?? plain(confidence);

export const retryWord = (retry: string): string =>
  ({
    after_fix: 'Resend once this is fixed',
    transient: 'Resending alone can be enough',
    never_automatic: 'Resend only after you have looked',
    hold_queue: 'Nothing can be sent until this is solved',
    after_parent: 'Resend the order first, then this',
    never: 'Resending does not help',
  })[retry] ?? plain(retry);

export const dueEventWord = (event: string | null): string =>
  event === null
    ? ''
    : ({
        approved: 'since it was approved',
        edited: 'since its last edit',
        resent: 'since it was resent',
      }[event] ?? plain(event));

export const routeWord = (route: string): string =>
  ({
    edit: 'by an unchanged edit',
    call: 'by the agreed call',
    browser: 'in the browser',
  })[route] ?? plain(route);

export const entityWord = (entity: string): string =>
  ({ PurchaseOrder: 'Purchase order entity', Bill: 'Bill', VendorCredit: 'Vendor credit' })[
    entity
  ] ?? plain(entity);

export const statusWord = (status: string): string => plain(status);

const fieldWords: Record<string, string> = {
  vendor: 'Vendor',
  number: 'Number',
  date: 'Date',
  due_date: 'Due date',
  currency: 'Currency',
  total: 'Total',
  tax: 'Tax',
  status: 'Status',
  link: 'Link to the purchase order entity',
  line_count: 'Number of lines',
};

/** "Line 2, account" for `line.2.account`. */
export function fieldWord(field: string): string {
  const line = /^line\.(\d+)\.(\w+)$/.exec(field);
  if (line) return `Line ${line[1]}, ${line[2]}`;
  return fieldWords[field] ?? plain(field);
}

/** A field's value as it is read: amounts and dates in the user's locale, everything else as it is. */
export function fieldValue(field: string, value: string | null): string {
  if (value === null) return '—';
  if (/^(total|tax|line\.\d+\.amount)$/.test(field)) return digits(value);
  return field === 'date' || field === 'due_date' ? day(value) : value;
}

const initials = new Map([
  ['po', 'PO'],
  ['ap', 'AP'],
  ['ar', 'AR'],
  ['qbo', 'QuickBooks'],
  ['txn', 'transaction'],
  ['ref', 'reference'],
  ['auth', 'sign-in'],
  ['doc', 'document'],
]);

/** "VENDOR_INACTIVE" becomes "Vendor inactive". */
export function plain(code: string): string {
  const words = code
    .toLowerCase()
    .split(/[_\s]+/)
    .filter(Boolean)
    .map((word) => initials.get(word) ?? word)
    .join(' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
