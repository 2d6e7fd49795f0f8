// Everything the fake host remembers: its companies, which of them is open, and who listens.
import type {
  AttemptItem,
  BannerItem,
  CompanyItem,
  ErrorBody,
  FieldItem,
  KeychainItem,
  Progress,
  SettingsResult,
  StatusResult,
} from '../generated';
import { fakeCauses } from './causes';
import { fakeCompany, type FakeDocument } from './company';
import type { Asked, FakeMode, Stumble } from './modes';
import { countStates } from './query';
import { firstReceipts, type KeptReceipt } from './receipts';
import { firstAttempts } from './resend';

export type Kept = Omit<SettingsResult, 'company' | 'colour' | 'fields'>;

export interface FakeConnection {
  item: Omit<CompanyItem, 'open'>;
  documents: FakeDocument[];
  attempts: AttemptItem[];
  receipts: KeptReceipt[];
  asOf: string | null;
  settings: Kept;
  /** Classes whose cause is gone. */
  fixed: ReadonlySet<string>;
  fields: FieldItem[];
}

export const error = (code: string, message: string, help: string): ErrorBody => ({
  code,
  message,
  help,
});
export const wait = (milliseconds: number): Promise<void> =>
  new Promise((done) => setTimeout(done, milliseconds));
export const time = (at: number): string => new Date(at).toISOString().slice(0, 19) + 'Z';

const locked: KeychainItem = {
  state: 'locked',
  text: 'The keychain is locked.',
  help: 'Unlock it with the password of your computer, then look again.',
};

export class World {
  readonly mode: FakeMode;
  readonly now = Date.now();
  readonly opened: string[] = [];
  readonly progressListeners = new Set<(progress: Progress) => void>();
  readonly changedListeners = new Set<() => void>();
  companies: FakeConnection[] = [];
  open: FakeConnection | null = null;
  cancelled = false;
  #stumble: Stumble | null;

  constructor({ mode, stumble }: Asked) {
    this.mode = mode;
    this.#stumble = stumble;
    if (mode === 'unconnected') return;
    this.companies = [first(mode, this.now)];
    if (mode === 'several') this.companies.push(...further(this.now));
    this.open = this.companies[0] ?? null;
  }

  /** True once, if this is where the host was asked to stumble. */
  stumbles(here: Stumble): boolean {
    if (this.#stumble !== here) return false;
    this.#stumble = null;
    return true;
  }

  /** Opening the page of a cause's first step counts as mending it; the next refresh sees that. */
  recheck(): void {
    const mended = fakeCauses.filter((cause) => this.opened.includes(cause.steps[0]?.url ?? ''));
    this.here().fixed = new Set(mended.map((cause) => cause.class));
  }

  async answer<T>(make: () => T): Promise<T> {
    await wait(this.mode === 'slow' ? 1_500 : 8);
    return make();
  }

  report(progress: Progress): void {
    this.progressListeners.forEach((listener) => listener(progress));
  }

  changed(): void {
    this.changedListeners.forEach((listener) => listener());
  }

  get documents(): FakeDocument[] {
    return this.open?.documents ?? [];
  }

  get asOf(): string | null {
    return this.open?.asOf ?? null;
  }

  /** The open company, which most commands are about. */
  here(): FakeConnection {
    if (this.open) return this.open;
    throw error('not_connected', 'No company is open.', 'Connect one first.');
  }

  find(reference: string): FakeDocument {
    const row = this.documents.find((candidate) => candidate.ref === reference);
    if (row) return row;
    throw error('not_found', `${reference} is not in the cache.`, 'Refresh, then look again.');
  }

  async work(job: string, phases: string[], total: number): Promise<void> {
    for (const phase of phases) {
      for (let done = 0; done <= total; done += Math.max(1, Math.ceil(total / 5))) {
        if (this.cancelled) {
          // A request that is under way ends first.
          await wait(150);
          throw error('cancelled', 'Stopped as you asked.', 'What was read so far is kept.');
        }
        this.report({ job, phase, done, total });
        await wait(this.mode === 'slow' ? 700 : 45);
      }
    }
  }

  /** At the start of the assistant it can be locked; the user then unlocks it at once. */
  triedKeychain(): KeychainItem {
    return this.stumbles('keychain_locked') ? locked : this.keychain();
  }

  keychain(): KeychainItem {
    if (this.mode === 'keychain_missing') {
      return {
        state: 'missing',
        text: 'This computer has no keychain that Clearpost can use.',
        help: 'Credentials are kept in memory until Clearpost is closed. Start a keyring service to keep them.',
      };
    }
    return {
      state: 'available',
      text: 'Credentials are kept in the keychain of this computer.',
      help: 'Only Clearpost reads them there; they are never written to a file.',
    };
  }

  status(): StatusResult {
    const { mode, now } = this;
    const open = this.here();
    const { item } = open;
    return {
      company: item.name,
      demonstration: item.demonstration,
      connected: item.state !== 'cache_only',
      quickbooks_connected: item.quickbooks_name !== null,
      as_of: this.asOf,
      sources: ['procurement', 'quickbooks'].map((name) => ({
        name,
        last_tried: mode === 'offline' ? time(now - 60_000) : this.asOf,
        last_succeeded: this.asOf,
        last_error: mode === 'offline' ? 'The host name could not be resolved.' : null,
      })),
      documents: { total: this.documents.length, by_state: countStates(this.documents) },
      archived: this.documents.filter((row) => row.archived).length,
      quarantined: mode === 'partial' ? 3 : 0,
      requests_this_month: { procurement: 702, quickbooks: 110 },
      route: open.settings.route,
      version: '0.1.0',
      key: item.key,
      colour: item.colour,
      quickbooks_company: item.quickbooks_name,
      keychain: mode === 'keychain_missing' ? 'missing' : item.demonstration ? null : 'available',
      banners: this.#banners(),
    };
  }

  #banners(): BannerItem[] {
    const banners: BannerItem[] = [];
    if (this.mode === 'keychain_missing') {
      banners.push({
        name: 'keychain',
        state: 'notice',
        text: 'There is no keychain.',
        help: 'You are signed in until Clearpost is closed; then it asks again.',
      });
    }
    if (this.open?.item.state === 'sign_in_needed') {
      banners.push({
        name: 'sign_in_needed',
        state: 'fails',
        text: 'QuickBooks Online no longer accepts the sign-in.',
        help: 'Nothing is sent until you connect it again. What was read stays.',
      });
    }
    return banners;
  }
}

export function connection(
  item: Omit<CompanyItem, 'open'>,
  documents: FakeDocument[],
  asOf: string | null,
  now: number,
): FakeConnection {
  const example = documents.find((row) => row.state === 'synced')?.ref ?? null;
  return {
    item,
    documents,
    attempts: firstAttempts(documents, now),
    receipts: firstReceipts(documents, now),
    asOf,
    fixed: new Set(),
    settings: {
      tolerance: '0.00',
      sync_start: null,
      proposed_sync_start: documents.length > 0 ? '2025-05-04' : null,
      not_synced: [],
      route: 'edit',
      call_order: null,
      call_invoice: null,
      route_verified: true,
      routes: routes(documents),
      route_from_environment: false,
      automatic_retry: false,
      closing_date: null,
      read_only: false,
      learned: learned(example),
      requests_this_month: { procurement: 1_312, quickbooks: 812 },
    },
    fields: item.demonstration
      ? []
      : [
          { key: 'qbo_sync_state', documents: 118, example: 'synced', meaning: null },
          { key: 'quickbooks_ref', documents: 96, example: '3104', meaning: 'quickbooks_id' },
        ],
  };
}

function routes(documents: readonly FakeDocument[]): Kept['routes'] {
  const proved = documents.find((row) => row.state === 'synced');
  const route = (name: string, text: string) => {
    const known = name === 'edit' && proved !== undefined;
    return {
      route: name,
      text,
      state: known ? 'verified' : 'unverified',
      since: known ? '2026-02-14T10:21:00Z' : null,
      by: known ? proved.ref : null,
    };
  };
  return [
    route(
      'edit',
      'The document is saved as it is, which is the documented trigger of a sync. The service may not count that as an edit: then no proof comes.',
    ),
    route('call', 'Verb and path as their support wrote them to you, with {id} for the document.'),
    route(
      'browser',
      'Its page opens in your browser, where you press Resend; Clearpost watches for the proof and opens the next one. It changes nothing itself.',
    ),
  ];
}

function learned(example: string | null): Kept['learned'] {
  const item = (name: string, text: string | null, agreeing: number, contradicting: number) => ({
    name,
    text,
    agreeing,
    contradicting,
    example: text === null ? null : example,
  });
  return [
    item('number', 'QuickBooks’ bill number is the invoice number', 212, 0),
    item('date', 'QuickBooks’ bill date is the invoice’s issue date', 209, 3),
    item('due_date', null, 4, 3),
    item('total', 'Totals arrive with tax', 212, 0),
    item('tax', null, 0, 0),
  ];
}

function first(mode: FakeMode, now: number): FakeConnection {
  const empty = mode === 'empty';
  const real = ['real', 'signed_out', 'keychain_missing', 'failing'].includes(mode);
  let documents = empty ? [] : fakeCompany(mode === 'large' ? 200_000 : 420, now);
  if (mode === 'clear') documents = documents.filter((row) => row.state === 'synced');
  const age = mode === 'stale' ? 3 * 86_400_000 : mode === 'offline' ? 7_200_000 : 720_000;
  return connection(
    {
      key: real ? '7301-9130357' : 'demonstration',
      name: real ? 'Larkspur Building Supplies Ltd' : 'Harbour & Vale Trading',
      quickbooks_name:
        mode === 'partial' ? null : real ? 'Larkspur Building Supplies' : 'Harbour & Vale Trading',
      procurement_company: real ? '7301' : '7001',
      realm: mode === 'partial' ? null : real ? '9130357' : '4620816365',
      environment: mode === 'partial' ? null : real ? 'production' : 'sandbox',
      colour: real ? 'teal' : 'purple',
      demonstration: !real,
      state: mode === 'signed_out' ? 'sign_in_needed' : 'connected',
      why: mode === 'signed_out' ? 'QuickBooks Online no longer accepts the sign-in.' : null,
    },
    documents,
    empty ? null : time(now - age),
    now,
  );
}

function further(now: number): FakeConnection[] {
  const more = (
    key: string,
    name: string,
    colour: string,
    state: string,
    why: string | null,
    seed: number,
  ): FakeConnection =>
    connection(
      {
        key,
        name,
        quickbooks_name: state === 'disconnected' ? null : name.replace(' Ltd', ''),
        procurement_company: key.slice(0, 4),
        realm: state === 'disconnected' ? null : key.slice(5),
        environment: state === 'disconnected' ? null : 'production',
        colour,
        demonstration: false,
        state,
        why,
      },
      fakeCompany(140, now, seed),
      time(now - 5_400_000),
      now,
    );
  return [
    more('7301-9130357', 'Larkspur Building Supplies Ltd', 'teal', 'connected', null, 11),
    more(
      '7302-9130412',
      'Osprey Marine Ltd',
      'amber',
      'sign_in_needed',
      'QuickBooks Online no longer accepts the sign-in.',
      12,
    ),
    more(
      '7303-9130500',
      'Tamarisk Clinics',
      'green',
      'disconnected',
      'QuickBooks Online is not connected, so nothing can be proved.',
      13,
    ),
  ];
}
