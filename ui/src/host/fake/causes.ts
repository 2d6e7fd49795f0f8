// What can hold the fake company's documents back.
import type { CulpritItem, StepItem } from '../generated';

export interface FakeCause {
  class: string;
  code: string;
  confidence: string;
  retry: string;
  headline: string;
  cause: string;
  steps: StepItem[];
  culprit: CulpritItem | null;
  errorText: string | null;
  /** A fragment of an error text by which the explanation is found. */
  sign: RegExp;
}

const quickbooks = 'https://qbo.intuit.com/app';
const procurement = 'https://app.procurementexpress.com';

export const fakeCauses: readonly FakeCause[] = [
  {
    class: 'VENDOR_INACTIVE',
    code: 'VEN001',
    confidence: 'confirmed',
    retry: 'after_fix',
    headline: 'Vendor Northgate Paper is inactive in QuickBooks',
    cause:
      'Bills and purchase orders can only be created for active vendors. Vendor 42, Northgate Paper, was made inactive in QuickBooks Online on 9 February.',
    steps: [
      {
        text: 'Open the vendor Northgate Paper in QuickBooks Online and choose Make active.',
        url: `${quickbooks}/vendordetail?nameId=42`,
      },
      {
        text: 'If it is not in the list, switch on Include inactive in the list of vendors.',
        url: `${quickbooks}/vendors`,
      },
      { text: 'Come back here and resend.', url: null },
    ],
    culprit: { kind: 'vendor', id: '42', name: 'Northgate Paper' },
    errorText:
      "Invalid Reference Id : Something you're trying to use has been made inactive. Check the fields with accounts, customers, items, vendors or employees.",
    sign: /inactive/i,
  },
  {
    class: 'ACCOUNT_AP_AR',
    code: 'ACC001',
    confidence: 'confirmed',
    retry: 'after_fix',
    headline: 'Line 2 uses the account 2000 Accounts Payable',
    cause:
      'A line of a purchase order or bill cannot be posted to an Accounts Payable or Accounts Receivable account.',
    steps: [
      {
        text: 'Edit the order in ProcurementExpress and choose another account on line 2.',
        url: `${procurement}/purchase_orders`,
      },
      {
        text: 'Approve it again if your settings ask for that; it then syncs by itself.',
        url: null,
      },
    ],
    culprit: { kind: 'account', id: '33', name: '2000 Accounts Payable' },
    errorText:
      'Business Validation Error: When you use Accounts Payable, you must choose a vendor in the Name field.',
    sign: /accounts? (payable|receivable)/i,
  },
  {
    class: 'VENDOR_NAME_CONFLICT',
    code: 'VEN003',
    confidence: 'likely',
    retry: 'after_fix',
    headline: 'The name Castell Cleaning is taken by a customer',
    cause:
      'QuickBooks Online keeps one list of names for vendors, customers and employees. The customer Castell Cleaning stands in the way of creating the vendor.',
    steps: [
      {
        text: 'Open the customer Castell Cleaning and change its display name, for example to “Castell Cleaning (customer)”.',
        url: `${quickbooks}/customerdetail?nameId=77`,
      },
      { text: 'Come back here and resend.', url: null },
    ],
    culprit: { kind: 'customer', id: '77', name: 'Castell Cleaning' },
    errorText:
      'The name supplied already exists. : Another customer, vendor or employee is already using this name. Please use a different name.',
    sign: /name supplied already exists|already using this name/i,
  },
  {
    class: 'BILL_BEFORE_PO',
    code: 'DAT001',
    confidence: 'confirmed',
    retry: 'after_fix',
    headline: 'The issue date is before the order’s PO date',
    cause:
      'The invoice is dated 9 February, its order PO-10213 is dated 12 February. QuickBooks Online does not link a bill to a later purchase order.',
    steps: [
      { text: 'Correct the invoice’s issue date if it is wrong.', url: `${procurement}/invoices` },
      {
        text: 'Or switch on Enable Editing of PO Date under Company Settings → Purchase Orders, and correct the order’s date.',
        url: `${procurement}/company_settings`,
      },
    ],
    culprit: { kind: 'order', id: '613', name: 'PO-10213' },
    errorText: null,
    sign: /date.*(before|earlier)/i,
  },
  {
    class: 'PERIOD_CLOSED',
    code: 'PER001',
    confidence: 'confirmed',
    retry: 'after_fix',
    headline: 'The books are closed up to 31 January',
    cause:
      'The document is dated in a period that was closed in QuickBooks Online. Nothing can be posted there without the closing password.',
    steps: [
      {
        text: 'Ask whoever closed the books, or move the closing date for the time of the resend.',
        url: `${quickbooks}/settings?p=advanced`,
      },
      { text: 'Or date the document into the open period.', url: null },
    ],
    culprit: { kind: 'setting', id: 'closing_date', name: 'Closing date 31 January' },
    errorText: 'Account Period Closed, Cannot Update Through Services API',
    sign: /period closed|closing date/i,
  },
  {
    class: 'TAX_CODE_MISSING',
    code: 'TAX001',
    confidence: 'likely',
    retry: 'after_fix',
    headline: 'A line has no tax code, and QuickBooks asks for one',
    cause: 'Automated sales tax is on in QuickBooks Online; every line of a bill needs a tax code.',
    steps: [
      {
        text: 'Edit the document in ProcurementExpress and choose a tax code on every line.',
        url: `${procurement}/invoices`,
      },
    ],
    culprit: null,
    errorText:
      'Business Validation Error: Make sure all your transactions have a tax rate before you save.',
    sign: /tax (rate|code)/i,
  },
  {
    class: 'RATE_LIMIT',
    code: 'SVC002',
    confidence: 'likely',
    retry: 'transient',
    headline: 'QuickBooks Online was asked too often at that moment',
    cause:
      'The service refused the request because too many arrived at once. Nothing is wrong with the document.',
    steps: [{ text: 'Resend.', url: null }],
    culprit: null,
    errorText: 'ThrottleExceeded: statusCode=429',
    sign: /throttle|429|too many requests/i,
  },
];

export const causesByClass = new Map(fakeCauses.map((cause) => [cause.class, cause]));

export const causeId = (cause: FakeCause): string =>
  cause.culprit ? `${cause.class}:${cause.culprit.kind}:${cause.culprit.id}` : cause.class;

const people: Record<string, [string, string]> = {
  ACCOUNT_AP_AR: ['requester', 'Whoever requested the document'],
  TAX_CODE_MISSING: ['requester', 'Whoever requested the document'],
  BILL_BEFORE_PO: ['finance', 'Finance'],
  RATE_LIMIT: ['finance', 'Finance'],
};

export function whoFor(cause: FakeCause): { who: string; who_words: string } {
  const [who, who_words] = people[cause.class] ?? [
    'administrator',
    'The administrator of QuickBooks Online',
  ];
  return { who, who_words };
}

export function messageFor(cause: FakeCause, size: number): string {
  const steps = cause.steps.map((step) => `- ${step.text}`).join('\n');
  const held = size === 1 ? '1 document waits' : `${size} documents wait`;
  return `Hello,\n\n${held} for this: ${cause.headline}.\n\n${steps}\n\nThank you`;
}
