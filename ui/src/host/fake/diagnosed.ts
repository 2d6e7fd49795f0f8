// What the fake host says of the company as a whole: causes, the forecast, near names, the closing date.
import type {
  CauseItem,
  Commands,
  CompanyTroubleItem,
  ExplainResult,
  FindingItem,
  ListRow,
  RadarPart,
  TwinGroupItem,
} from '../generated';
import { causeId, causesByClass, fakeCauses, messageFor, whoFor, type FakeCause } from './causes';
import type { FakeDocument } from './company';
import { toRow } from './query';
import { time, type World } from './world';

type DiagnosedCommands = Pick<
  Commands,
  'causes' | 'explain' | 'explain_class' | 'forecast' | 'twins' | 'radar'
>;

const DAY = 86_400_000;

export function diagnosedCommands(world: World): DiagnosedCommands {
  const failed = (): FakeDocument[] => world.documents.filter((row) => row.state === 'failed');
  return {
    causes: () =>
      world.answer(() => ({
        as_of: world.asOf,
        causes: groupCauses(failed(), world.open?.fixed ?? new Set()),
        company: troubles(world),
      })),
    explain: ({ text }) =>
      world.answer(() => explain(fakeCauses.find((cause) => cause.sign.test(text)))),
    explain_class: (args) => world.answer(() => explain(causesByClass.get(args.class))),
    forecast: () =>
      world.answer(() => {
        const early = world.documents.filter(
          (row) =>
            row.state === 'not_due' && !['rejected', 'cancelled'].includes(row.procurement_status),
        );
        const foreseen = early
          .filter((row) => row.id % 4 !== 0)
          .map((row) => ({ ...row, cause: foreseenCause(row) }));
        return {
          as_of: world.asOf,
          looked_at: early.length,
          without_lines: early.filter((row) => row.id % 7 === 0).length,
          documents: foreseen.map((row) => ({
            ...toRow(row),
            headline: row.cause.headline,
            findings: [findingOf(row.cause, '', false)],
            lines_known: row.id % 7 !== 0,
          })),
          doubtful: [],
          causes: groupCauses(foreseen, new Set()),
          company: [],
        };
      }),
    twins: () =>
      world.answer(() => ({
        as_of: world.asOf,
        names: world.documents.length > 0 ? 187 : 0,
        groups: world.mode === 'clear' ? [] : twinGroups(world.documents),
      })),
    radar: ({ query }) =>
      world.answer(() => {
        const typed = world.here().settings.closing_date;
        const shown = world.mode === 'real' ? time(world.now - 60 * DAY).slice(0, 10) : null;
        const closing = shown ?? typed;
        const next = query.next_close ?? time(world.now + 4 * DAY).slice(0, 10);
        const invoices = world.documents.filter((row) => row.kind === 'invoice' && row.date);
        const open = invoices.filter((row) => ['failed', 'missing'].includes(row.state));
        const isClosed = (row: ListRow): boolean => closing !== null && (row.date ?? '') <= closing;
        return {
          as_of: world.asOf,
          closing_date: closing,
          closing_source: shown ? 'quickbooks' : typed ? 'typed' : null,
          next_close: next,
          closed: part(open.filter(isClosed)),
          before_next: part(open.filter((row) => !isClosed(row) && (row.date ?? '') <= next)),
          not_due: { ...part(invoices.filter((row) => row.state === 'not_due')), totals: [] },
        };
      }),
  };
}

/** The finding as a document shows it. */
export function findingOf(cause: FakeCause, raw: string, resolved: boolean): FindingItem {
  const { code, confidence, retry, headline, steps, culprit } = cause;
  const name = cause.class;
  return {
    code,
    class: name,
    confidence,
    retry,
    headline,
    cause: cause.cause,
    steps,
    culprit,
    error_text: raw || cause.errorText,
    resolved,
    ...whoFor(cause),
    message: messageFor(cause, 1),
  };
}

function groupCauses(rows: readonly FakeDocument[], fixed: ReadonlySet<string>): CauseItem[] {
  const groups = new Map<FakeCause, FakeDocument[]>();
  for (const row of rows) {
    if (row.cause) groups.set(row.cause, [...(groups.get(row.cause) ?? []), row]);
  }
  return [...groups]
    .map(([cause, held]) => ({
      id: causeId(cause),
      class: cause.class,
      headline: cause.headline,
      retry: cause.retry,
      culprit: cause.culprit,
      documents: held.map((row) => row.ref),
      totals: totals(held),
      oldest_days: oldest(held),
      steps: cause.steps,
      resolved: fixed.has(cause.class),
      ready: fixed.has(cause.class) ? held.map((row) => row.ref) : [],
      ...whoFor(cause),
      message: messageFor(cause, held.length),
    }))
    .sort((a, b) => b.documents.length - a.documents.length);
}

function oldest(rows: readonly FakeDocument[]): number | null {
  const ages = rows.flatMap((row) => row.age_days ?? []);
  return ages.length > 0 ? Math.max(...ages) : null;
}

function totals(rows: readonly ListRow[]): CauseItem['totals'] {
  const cents = new Map<string, number>();
  for (const row of rows) {
    const currency = row.currency ?? '';
    cents.set(currency, (cents.get(currency) ?? 0) + Math.round(Number(row.amount) * 100));
  }
  return [...cents].map(([currency, sum]) => ({ currency, amount: (sum / 100).toFixed(2) }));
}

function part(rows: readonly FakeDocument[]): RadarPart {
  const oldestFirst = [...rows].sort((a, b) => ((a.date ?? '') < (b.date ?? '') ? -1 : 1));
  return { documents: oldestFirst.map(toRow), totals: totals(rows) };
}

function foreseenCause(row: FakeDocument): FakeCause {
  const causes = fakeCauses.filter((cause) => cause.retry === 'after_fix');
  return causes[row.id % causes.length] as FakeCause;
}

function troubles(world: World): CompanyTroubleItem[] {
  const there = world.documents.filter((row) => row.state === 'synced').slice(0, 3);
  const over: CompanyTroubleItem = {
    class: 'QBO_UNAVAILABLE',
    confidence: 'likely',
    retry: 'transient',
    headline: 'QuickBooks Online was not available',
    cause: 'Intuit’s service answered with an error of its own.',
    steps: [
      { text: 'Wait until it is back, then resend.', url: 'https://status.developer.intuit.com' },
    ],
    over: true,
    documents: there.map((row) => row.ref),
    cause_id: null,
    first_at: time(world.now - 41 * DAY),
    last_at: time(world.now - 41 * DAY + 7_200_000),
    who: 'support',
    who_words: 'The support of ProcurementExpress',
    message: '',
  };
  if (world.mode !== 'failing') return there.length > 0 ? [over] : [];
  const held = world.documents.filter((row) => row.state === 'failed');
  const now: CompanyTroubleItem = {
    ...over,
    class: 'QBO_SUBSCRIPTION',
    confidence: 'confirmed',
    retry: 'hold_queue',
    headline: 'The QuickBooks Online subscription has ended',
    cause: 'Nothing can be written into the books while the subscription is suspended.',
    steps: [
      {
        text: 'Renew it under Account and settings → Billing.',
        url: 'https://qbo.intuit.com/app/billing',
      },
    ],
    over: false,
    documents: held.map((row) => row.ref),
    first_at: time(world.now - DAY),
    last_at: time(world.now - 3_600_000),
    who: 'administrator',
    who_words: 'The administrator of QuickBooks Online',
    message:
      'Hello,\n\nour subscription to QuickBooks Online has ended, so no invoice can be posted. Please renew it under Account and settings → Billing.\n\nThank you',
  };
  return [now, over];
}

function twinGroups(documents: readonly FakeDocument[]): TwinGroupItem[] {
  const of = (name: string): string[] =>
    documents.filter((row) => row.supplier === name).map((row) => row.ref);
  const side = (list: string, id: string, name: string, more: object = {}) => ({
    list,
    id,
    name,
    active: true,
    currency: list === 'supplier' ? null : 'USD',
    vendor: null,
    documents: [],
    url: `https://qbo.intuit.com/app/${list}detail?nameId=${id}`,
    ...more,
  });
  return [
    {
      id: 'vendor:42',
      likeness: 'same',
      action: 'reactivate',
      headline: 'Northgate Paper is inactive, and NORTHGATE  PAPER is there beside it',
      steps: [
        {
          text: 'Open the vendor Northgate Paper and choose Make active.',
          url: 'https://qbo.intuit.com/app/vendordetail?nameId=42',
        },
        { text: 'Make NORTHGATE  PAPER inactive, once nothing points at it.', url: null },
      ],
      twins: [
        side('vendor', '42', 'Northgate Paper', { active: false }),
        side('vendor', '61', 'NORTHGATE  PAPER'),
        side('supplier', '310', 'Northgate Paper', {
          vendor: '42',
          documents: of('Northgate Paper'),
        }),
      ],
    },
    {
      id: 'customer:77',
      likeness: 'same',
      action: 'rename',
      headline: 'Castell Cleaning is a customer, so no vendor can have this name',
      steps: [
        {
          text: 'Rename the customer to “Castell Cleaning (customer)”.',
          url: 'https://qbo.intuit.com/app/customerdetail?nameId=77',
        },
      ],
      twins: [
        side('customer', '77', 'Castell Cleaning'),
        side('supplier', '322', 'Castell Cleaning', { documents: of('Castell Cleaning') }),
      ],
    },
    {
      id: 'vendor:48',
      likeness: 'spelling',
      action: 'link',
      headline: 'Birch and Stone Interiors Ltd may be the vendor of Birch & Stone Interiors',
      steps: [
        {
          text: 'Open the supplier in ProcurementExpress and choose this vendor.',
          url: 'https://app.procurementexpress.com/suppliers',
        },
      ],
      twins: [
        side('vendor', '48', 'Birch and Stone Interiors Ltd'),
        side('supplier', '331', 'Birch & Stone Interiors', {
          documents: of('Birch & Stone Interiors'),
        }),
      ],
    },
    {
      id: 'vendor:52',
      likeness: 'slip',
      action: 'merge',
      headline: '<img src=x onerror="window.__xss=1"> and Coastal Telecomm may be one vendor',
      steps: [
        {
          text: 'Give both the same name; QuickBooks Online then asks whether to merge them.',
          url: null,
        },
      ],
      twins: [
        side('vendor', '52', '<img src=x onerror="window.__xss=1">', {
          documents: of('Coastal Telecom'),
        }),
        side('vendor', '53', 'Coastal Telecomm', { currency: 'EUR' }),
      ],
    },
  ];
}

function explain(cause: FakeCause | undefined): ExplainResult {
  if (!cause) {
    return {
      class: 'UNKNOWN',
      confidence: 'possible',
      headline: 'This text is not known',
      cause: 'No pattern fits it. Nothing is guessed.',
      steps: [{ text: 'Write to support@procurementexpress.com and quote the text.', url: null }],
      retry: 'never_automatic',
      alternatives: [],
      who: 'support',
      who_words: 'The support of ProcurementExpress',
      detected: '',
    };
  }
  const { headline, steps, retry } = cause;
  const alternatives =
    cause.class === 'VENDOR_INACTIVE' ? [{ class: 'ACCOUNT_AP_AR', confidence: 'possible' }] : [];
  return {
    class: cause.class,
    confidence: 'likely',
    headline,
    cause: cause.cause,
    steps,
    retry,
    alternatives,
    ...whoFor(cause),
    detected: 'By the flags of both sides.',
  };
}
