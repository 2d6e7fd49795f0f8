// The fake company: a few hundred plausible documents in every state. For development and tests only.
import type { DifferenceItem, ListRow } from '../generated';
import { causesByClass, type FakeCause } from './causes';
import { random } from './random';

export interface FakeDocument extends ListRow {
  id: number;
  cause: FakeCause | null;
  differences: DifferenceItem[];
  handledReason: string | null;
  raw: string;
}

const suppliers = [
  'Northgate Paper',
  'Harbour Logistics',
  'Birch & Stone Interiors',
  'Kestrel Office Supply',
  'Meridian Energy',
  'Alder Print Works',
  'Castell Cleaning',
  'Riverside Catering',
  'Oakfield Hardware',
  'Summit IT Partners',
  'Lumen Electrical',
  'Fairway Couriers',
  'Pinewood Furniture',
  'Delta Water Treatment',
  'Atlas Safety Gear',
  'Bright & Sons Joinery',
  'Coastal Telecom',
  'Evergreen Landscaping',
  'Juniper Health',
  'Quarry Lane Motors',
];

const dueStatuses = {
  order: ['approved', 'approved', 'paid'],
  invoice: ['ready_to_pay', 'ready_to_pay', 'settled'],
};
const earlyStatuses = {
  order: ['draft', 'pending_approval', 'rejected', 'cancelled'],
  invoice: ['awaiting_review', 'outstanding'],
};

const failing = [
  'VENDOR_INACTIVE',
  'VENDOR_INACTIVE',
  'ACCOUNT_AP_AR',
  'VENDOR_NAME_CONFLICT',
  'BILL_BEFORE_PO',
  'PERIOD_CLOSED',
  'TAX_CODE_MISSING',
  'RATE_LIMIT',
];

export const hostileTexts = [
  '<img src=x onerror="window.__xss=1">',
  '<script>window.__xss=1</script>',
  '"><svg onload=window.__xss=1>',
  "javascript:window.__xss=1//'",
  '{@html "<b>bold</b>"} {{constructor.constructor("window.__xss=1")()}}',
  'Ünïcode 発注 \u202Etxet desrever\u202C \u200B Co.',
];

const iso = (time: number): string => new Date(time).toISOString().slice(0, 19) + 'Z';
const dayMs = 86_400_000;

export function fakeCompany(size: number, now: number, seed = 20_260_302): FakeDocument[] {
  const roll = random(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(roll() * items.length)] as T;
  const documents: FakeDocument[] = [];
  for (let index = 0; index < size; index += 1) {
    const kind = roll() < 0.42 ? 'order' : 'invoice';
    const id = 400 + index;
    const days = index < 60 ? Math.floor(roll() * 24) : Math.floor(roll() * 150);
    const state = pickState(index, roll());
    const hostile =
      index % 67 === 5 ? hostileTexts[Math.floor(index / 67) % hostileTexts.length] : undefined;
    const cause = state === 'failed' ? (causesByClass.get(pick(failing)) ?? null) : null;
    const supplier =
      hostile ?? (cause?.culprit?.kind === 'vendor' ? cause.culprit.name : pick(suppliers));
    const due = state !== 'not_due';
    const number =
      index % 113 === 50
        ? null
        : kind === 'order'
          ? `PO-${10_200 + index}`
          : `INV-${2_000 + index * 3}`;
    const amount = (Math.floor(roll() * roll() * 1_200_000) + 1_995) / 100;
    const there = state === 'synced' || state === 'differs';
    const entity = kind === 'order' ? 'PurchaseOrder' : 'Bill';
    const qid = String(3_100 + index);
    const dueSince = now - days * dayMs - Math.floor(roll() * dayMs);
    const reference = `${kind}:${id}`;
    documents.push({
      id,
      ref: reference,
      kind,
      number,
      supplier,
      amount: amount.toFixed(2),
      currency: roll() < 0.88 ? 'USD' : pick(['EUR', 'GBP']),
      date: iso(dueSince - 2 * dayMs).slice(0, 10),
      procurement_status: pick((due ? dueStatuses : earlyStatuses)[kind]),
      state,
      proof:
        state === 'not_due' || state === 'unknown'
          ? roll() < 0.5
            ? 'reported'
            : 'none'
          : state === 'failed' && roll() < 0.3
            ? 'reported'
            : 'verified',
      classes: cause ? [cause.class] : state === 'missing' ? ['TXN_DELETED'] : [],
      headline: cause ? cause.headline : headline(state, number ?? reference),
      quickbooks: there
        ? {
            entity,
            id: qid,
            url: `https://qbo.intuit.com/app/${entity.toLowerCase()}?txnId=${qid}`,
          }
        : null,
      due_since: due ? iso(state === 'pending' ? now - 240_000 : dueSince) : null,
      due_event: due ? pick(['approved', 'approved', 'edited', 'resent']) : null,
      age_days: due ? (state === 'pending' ? 0 : days) : null,
      archived: index % 41 === 7 && state === 'synced',
      cause,
      differences: state === 'differs' ? differences(amount, supplier, index) : [],
      handledReason:
        state === 'handled' ? 'Entered by hand in QuickBooks Online before the switch' : null,
      raw: hostile ?? '',
    });
  }
  return documents;
}

function pickState(index: number, value: number): string {
  // The first rows show every state, so that the first screen tells the whole story.
  const first = [
    'failed',
    'synced',
    'failed',
    'differs',
    'missing',
    'synced',
    'unknown',
    'pending',
    'synced',
    'not_due',
    'handled',
    'failed',
  ];
  if (index < first.length) return first[index] as string;
  if (value < 0.07) return 'failed';
  if (value < 0.09) return 'missing';
  if (value < 0.12) return 'differs';
  if (value < 0.135) return 'unknown';
  if (value < 0.145) return 'pending';
  if (value < 0.23) return 'not_due';
  if (value < 0.24) return 'handled';
  return 'synced';
}

function headline(state: string, number: string): string | null {
  switch (state) {
    case 'missing':
      return `${number} was in QuickBooks Online and has been deleted there`;
    case 'differs':
      return 'The total in QuickBooks Online is not the approved total';
    case 'unknown':
      return 'Two bills in QuickBooks Online fit equally well';
    default:
      return null;
  }
}

function differences(amount: number, supplier: string, index: number): DifferenceItem[] {
  const items = [
    { field: 'total', procurement: amount.toFixed(2), quickbooks: (amount - 100).toFixed(2) },
  ];
  if (index % 2 === 0)
    items.push({ field: 'vendor', procurement: supplier, quickbooks: `${supplier} Ltd` });
  items.push({
    field: 'line.1.account',
    procurement: '6100 Office Supplies',
    quickbooks: '6400 Repairs',
  });
  return items;
}
