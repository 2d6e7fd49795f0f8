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
import { connection, error, time, wait, type World } from './world';

type SetupCommands = Pick<
  Commands,
  | 'setup'
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
  let keychain: KeychainItem = world.keychain();
  let signedIn = false;
  let company: string | null = null;
  let books: SetupBooks | null = null;
  let asked: SetupQuickBooks | null = null;
  let failed: ErrorBody | null = null;
  let waitingUntil: string | null = null;
  let signIn: ReturnType<typeof setTimeout> | undefined;

  const chosen = () => choices.find((choice) => choice.id === company) ?? null;

  function forget(): void {
    clearTimeout(signIn);
    [held, step, signedIn, company, books, asked, failed] = [
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
    keychain,
    held: [...held],
    procurement: signedIn ? { user, companies: choices, chosen: company } : null,
    quickbooks: books,
    redirect_url:
      asked?.method === 'pasted_callback' ? asked.redirect_url : 'http://localhost:8414/callback',
    waiting_until: step === 'waiting' ? waitingUntil : null,
    warnings:
      step !== 'confirm' || !books
        ? []
        : books.name.startsWith('Wrenfield')
          ? []
          : [`“${chosen()?.name}” and “${books.name}” are very different names.`],
    error: failed,
  });

  function need(slot: string, what: string): void {
    if (held.has(slot)) return;
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

  return {
    setup: () => {
      keychain = world.keychain();
      return world.answer(result);
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
      return result();
    },
    setup_procurement: async ({ query }) => {
      await wait(350);
      if (query.method === 'token') need('procurement_token', 'API token');
      else need('procurement_client_secret', 'client secret');
      if (query.method === 'password') need('procurement_password', 'password');
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
      held.delete('procurement_password');
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
      need('quickbooks_client_secret', 'client secret');
      if (world.stumbles('wrong_keys'))
        throw error(
          'wrong_company',
          'Intuit refuses these keys for this company (403, code 3100).',
          'Development keys reach only sandbox companies, production keys only real ones.',
        );
      if (query.method === 'refresh_token') {
        need('quickbooks_refresh_token', 'refresh token');
        connect(query.environment, query.realm ?? '');
      } else if (held.delete('quickbooks_callback')) {
        if (world.stumbles('expired_code'))
          throw error(
            'sign_in_needed',
            'The code in this address has expired or was used before.',
            'Open the browser again, sign in, and paste the new address within a few minutes.',
          );
        connect(query.environment, '9130777');
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
      const name = chosen()?.name ?? '';
      const made = connection(
        {
          key: `${company}-${books?.realm ?? 'none'}`,
          name,
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
      made.toRead = () => fakeCompany(180, world.now, 77);
      world.companies = [...world.companies, made];
      world.open = made;
      forget();
      world.changed();
      return world.status();
    },
    setup_cancel: async () => {
      forget();
      return null;
    },
  };
}
