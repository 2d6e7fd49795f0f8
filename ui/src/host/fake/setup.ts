// The fake connection assistant: it holds slots, not secrets, and ends in a new company.
import type {
  Commands,
  ErrorBody,
  KeychainItem,
  SetupBooks,
  SetupQuickBooks,
  SetupResult,
} from '../generated';
import { fakeCompany } from './company';
import { connection, error, time, wait, type FakeConnection, type World } from './world';

type SetupCommands = Pick<
  Commands,
  | 'setup'
  | 'setup_begin'
  | 'setup_paste'
  | 'setup_procurement'
  | 'setup_company'
  | 'setup_quickbooks'
  | 'setup_open_browser'
  | 'setup_without_quickbooks'
  | 'setup_confirm'
  | 'setup_cancel'
>;

const user = 'Maya Lindqvist';
const choices = [
  { id: '7310', name: 'Wrenfield Timber Ltd', quickbooks_connected: true },
  { id: '7311', name: 'Wrenfield Hire Ltd', quickbooks_connected: false },
  { id: '7312', name: 'Wrenfield Holdings', quickbooks_connected: null },
];

/** How long the fake user needs to sign in at Intuit. */
const SIGN_IN = 1_200;

export function setupCommands(world: World): SetupCommands {
  let held = new Set<string>();
  let step: SetupResult['step'] = 'procurement';
  let keychain: KeychainItem | null = null;
  let signedIn = false;
  let company: string | null = null;
  let books: SetupBooks | null = null;
  let asked: SetupQuickBooks | null = null;
  let failed: ErrorBody | null = null;
  let waitingUntil: string | null = null;
  /** The company that gets a new sign-in. */
  let existing: FakeConnection | null = null;
  let signIn: ReturnType<typeof setTimeout> | undefined;

  const chosen = () => choices.find((choice) => choice.id === company) ?? null;

  function forget(): void {
    clearTimeout(signIn);
    [existing, held, step, signedIn, company, books, asked, failed] = [
      null,
      new Set(),
      'procurement',
      false,
      null,
      null,
      null,
      null,
    ];
  }

  const result = (): SetupResult => ({
    step,
    keychain: keychain ?? world.keychain(),
    held: [...held],
    procurement: signedIn ? { user, companies: choices, chosen: company } : null,
    quickbooks: books,
    redirect_url:
      asked?.method === 'pasted_callback' ? asked.redirect_url : 'http://localhost:47113/callback',
    waiting_until: step === 'waiting' ? waitingUntil : null,
    warnings:
      step !== 'confirm' || !books
        ? []
        : books.name.startsWith('Wrenfield')
          ? []
          : [`“${chosen()?.name}” and “${books.name}” are very different names.`],
    error: failed,
  });

  /** Takes a secret out of its slot, as the host does: also one that is then refused. */
  function take(slot: string, what: string): void {
    if (held.delete(slot)) return;
    throw error('invalid_input', `The ${what} is still missing.`, 'Copy it, then press Paste.');
  }

  function connect(environment: string, realm: string): void {
    const name = world.stumbles('names_differ') ? 'Sandbox Company_US_1' : 'Wrenfield Timber';
    books = { environment, realm, name, country: 'US', home_currency: 'USD' };
    step = 'confirm';
  }

  /** What the browser comes back with, some time later. */
  function awaitBrowser(query: SetupQuickBooks): void {
    clearTimeout(signIn);
    waitingUntil = time(Date.now() + 600_000);
    step = 'waiting';
    if (world.stumbles('no_answer') || query.method !== 'browser') return;
    signIn = setTimeout(() => {
      if (world.stumbles('access_denied')) {
        step = 'quickbooks';
        failed = error(
          'permission_denied',
          'The access was refused at Intuit.',
          'Sign in again as an administrator of the company and choose Connect.',
        );
      } else {
        connect(query.environment, '9130777');
      }
      world.changed();
    }, SIGN_IN);
  }

  function signedInAnew(known: FakeConnection, colour: string): FakeConnection {
    const { name, realm, environment } = books ?? {
      name: known.item.quickbooks_name,
      realm: known.item.realm,
      environment: known.item.environment,
    };
    const sides = { quickbooks_name: name, realm, environment };
    known.item = { ...known.item, ...sides, colour, state: 'connected', why: null };
    return known;
  }

  function newCompany(colour: string): FakeConnection {
    const made = connection(
      {
        key: `${company}/${books?.realm ?? '-'}`,
        name: chosen()?.name ?? '',
        quickbooks_name: books?.name ?? null,
        procurement_company: company ?? '',
        realm: books?.realm ?? null,
        environment: books?.environment ?? null,
        colour,
        demonstration: false,
        state: 'connected',
        why: null,
      },
      [],
      null,
      world.now,
    );
    world.companies = [...world.companies, made];
    return made;
  }

  /** The host reads a new company by itself. */
  async function read(made: FakeConnection): Promise<void> {
    world.cancelled = false;
    await world.work('refresh', ['Reading orders', 'Reading invoices'], 20);
    made.documents = fakeCompany(180, world.now, 77);
    made.asOf = time(Date.now());
    world.changed();
  }

  return {
    setup: () => world.answer(result),
    setup_begin: async ({ key }) => {
      await wait(40);
      forget();
      keychain = world.triedKeychain();
      existing = world.companies.find((one) => one.item.key === key) ?? null;
      if (key !== null && !existing)
        throw error('not_connected', 'This connection is not stored.', 'Connect it anew.');
      if (existing) step = 'quickbooks';
      return result();
    },
    setup_paste: async ({ slot }) => {
      await wait(60);
      if (world.stumbles('empty_clipboard'))
        throw error(
          'invalid_input',
          'The clipboard holds no text.',
          'Copy the text where you see it, then press Paste again.',
        );
      held.add(slot);
      if (slot === 'quickbooks_callback' && asked) {
        held.delete(slot);
        if (world.stumbles('expired_code')) {
          step = 'quickbooks';
          throw error(
            'sign_in_needed',
            'The code in this address has expired or was used before.',
            'Sign in at Intuit again, and paste the new address within a few minutes.',
          );
        }
        connect(asked.environment, '9130777');
      }
      return result();
    },
    setup_procurement: async ({ query }) => {
      await wait(350);
      if (query.method === 'token') take('procurement_token', 'API token');
      else take('procurement_client_secret', 'client secret');
      if (query.method === 'password') take('procurement_password', 'password');
      if (world.stumbles('unreachable'))
        throw error(
          'unreachable',
          `${query.url} could not be reached.`,
          'Check the address and the network connection.',
        );
      if (world.stumbles('token_refused'))
        throw error(
          'sign_in_needed',
          'ProcurementExpress does not accept this token.',
          'Copy the token again, whole and without spaces, then press Paste.',
        );
      signedIn = true;
      step = 'company';
      return result();
    },
    setup_company: async ({ company: id }) => {
      await wait(120);
      company = id;
      step = 'quickbooks';
      return result();
    },
    setup_quickbooks: async ({ query }) => {
      await wait(300);
      [asked, failed] = [query, null];
      if (!held.has('quickbooks_client_secret'))
        throw error('invalid_input', 'The client secret is missing.', 'Copy it, then press Paste.');
      if (world.stumbles('wrong_keys'))
        throw error(
          'wrong_company',
          'Intuit refuses these keys for this company (403, code 3100).',
          'Development keys reach only sandbox companies, production keys only real ones.',
        );
      if (query.method === 'refresh_token') {
        take('quickbooks_refresh_token', 'refresh token');
        connect(query.environment, query.realm ?? '');
      } else {
        awaitBrowser(query);
      }
      return result();
    },
    setup_open_browser: async () => {
      await wait(30);
      if (asked) awaitBrowser(asked);
      return result();
    },
    setup_without_quickbooks: async () => {
      await wait(60);
      clearTimeout(signIn);
      [books, step, failed] = [null, 'confirm', null];
      return result();
    },
    setup_confirm: async ({ colour }) => {
      await wait(200);
      const made = existing ? signedInAnew(existing, colour) : newCompany(colour);
      world.open = made;
      forget();
      world.changed();
      if (made.asOf === null) void read(made);
      return world.status();
    },
    setup_cancel: async () => {
      forget();
      return null;
    },
  };
}
