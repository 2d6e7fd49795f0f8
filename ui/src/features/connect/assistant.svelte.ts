// The connection assistant's model: which step is shown, what was typed, what the host answered.
// Secrets never come here: Rust takes them from the clipboard, and says only which slots hold one.
import { createContext } from 'svelte';
import type { ErrorBody, KeychainItem, SetupQuickBooks, SetupResult } from '../../host/generated';
import { asErrorBody } from '../../lib/errors';
import { colours } from '../../lib/connection';
import type { Desk, Known } from '../shell/desk.svelte';

export type Step = 'welcome' | 'procurement' | 'company' | 'quickbooks' | 'waiting' | 'confirm';

/** The steps in the user's count; waiting is a part of QuickBooks Online. */
export const steps: ReadonlyArray<{ step: Step; text: string }> = [
  { step: 'procurement', text: 'ProcurementExpress' },
  { step: 'company', text: 'Company' },
  { step: 'quickbooks', text: 'QuickBooks Online' },
  { step: 'confirm', text: 'Confirm' },
];

const before: Partial<Record<Step, Step>> = {
  procurement: 'welcome',
  company: 'procurement',
  quickbooks: 'company',
  waiting: 'quickbooks',
  confirm: 'quickbooks',
};

const isStep = (text: string): text is Step => text in before;

/** Intuit's own page, which works as a redirect address for production keys. */
const PLAYGROUND = 'https://developer.intuit.com/v2/OAuth2Playground/RedirectUrl';

export class Assistant {
  step = $state<Step>('welcome');
  answer = $state.raw<SetupResult | null>(null);
  keychain = $state.raw<KeychainItem | null>(null);
  error = $state.raw<ErrorBody | null>(null);
  /** The command that runs. */
  busy = $state<string | null>(null);

  url = $state('https://app.procurementexpress.com');
  method = $state<'token' | 'client_credentials' | 'password'>('token');
  clientId = $state('');
  username = $state('');
  company = $state<string | null>(null);
  environment = $state<'sandbox' | 'production'>('production');
  intuitId = $state('');
  /** For production keys a browser cannot come back to this computer by itself. */
  withToken = $state(false);
  realm = $state('');
  redirectUrl = $state(PLAYGROUND);
  colour = $state<string>(colours[0]);
  #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  get books(): SetupQuickBooks {
    const { environment, withToken } = this;
    const pasted = environment === 'production' && !withToken;
    return {
      environment,
      client_id: this.intuitId.trim(),
      method: withToken ? 'refresh_token' : pasted ? 'pasted_callback' : 'browser',
      realm: withToken ? this.realm.trim() : null,
      redirect_url: pasted ? this.redirectUrl.trim() : null,
    };
  }

  holds(slot: string): boolean {
    return this.answer?.held.includes(slot) ?? false;
  }

  /** The company that gets a new sign-in, where one does. */
  get known(): Known | null {
    return this.#desk.reconnecting;
  }

  /** Begins anew, at ProcurementExpress or, for a known company, at the side that is asked for. */
  async begin(at: 'procurement' | 'quickbooks' = 'procurement'): Promise<void> {
    const key = this.known?.key ?? null;
    const begun = await this.#ask('begin', () => this.#desk.host.setup_begin({ key }), false);
    if (begun) {
      this.keychain = this.answer?.keychain ?? null;
      this.step = at;
    }
  }

  /** The host tells that something changed: the browser may have answered. */
  async lookAgain(): Promise<void> {
    if (this.step !== 'waiting') return;
    try {
      const answer = await this.#desk.host.setup();
      if (this.step !== 'waiting') return;
      this.answer = answer;
      this.#follow(answer);
      this.error = answer.error;
    } catch (thrown) {
      this.error = asErrorBody(thrown);
    }
  }

  /** The keychain may have been unlocked meanwhile. */
  async lookAtKeychain(): Promise<void> {
    try {
      this.keychain = (await this.#desk.host.companies()).keychain;
      this.#desk.announcement = this.keychain.text;
    } catch (thrown) {
      this.error = asErrorBody(thrown);
    }
  }

  async paste(slot: string, what: string): Promise<void> {
    const done = await this.#ask(slot, () => this.#desk.host.setup_paste({ slot }), false);
    if (done) this.#desk.announcement = `${what} taken from the clipboard`;
  }

  signInToProcurement(): Promise<boolean> {
    const { url, method } = this;
    const query = {
      url: url.trim(),
      method,
      client_id: method === 'token' ? null : this.clientId.trim(),
      username: method === 'password' ? this.username.trim() : null,
    };
    return this.#ask('procurement', () => this.#desk.host.setup_procurement({ query }));
  }

  chooseCompany(company: string): Promise<boolean> {
    this.company = company;
    return this.#ask('company', () => this.#desk.host.setup_company({ company }));
  }

  signInToQuickBooks(): Promise<boolean> {
    return this.#ask('quickbooks', () => this.#desk.host.setup_quickbooks({ query: this.books }));
  }

  /** Takes the address from the clipboard; the host completes the sign-in with it at once. */
  pasteCallback(): Promise<boolean> {
    const slot = 'quickbooks_callback';
    return this.#ask(slot, () => this.#desk.host.setup_paste({ slot }));
  }

  openBrowser(): Promise<boolean> {
    return this.#ask('browser', () => this.#desk.host.setup_open_browser());
  }

  withoutQuickBooks(): Promise<boolean> {
    return this.#ask('without', () => this.#desk.host.setup_without_quickbooks());
  }

  async confirm(): Promise<void> {
    this.busy = 'confirm';
    this.error = null;
    try {
      await this.#desk.enter(() => this.#desk.host.setup_confirm({ colour: this.colour }));
    } catch (thrown) {
      this.error = asErrorBody(thrown);
    } finally {
      this.busy = null;
    }
  }

  back(): void {
    this.error = null;
    // A known company that was not signed in to anew has no list of companies to go back to.
    const listed = this.answer?.procurement ?? null;
    if (this.step === 'quickbooks' && listed === null) this.step = 'welcome';
    else this.step = before[this.step] ?? 'welcome';
  }

  /** Goes on with a sign-in that was made before. */
  keep(step: Step): void {
    this.error = null;
    this.step = step;
  }

  /** Leaves; everything held is forgotten. */
  async leave(): Promise<void> {
    this.#desk.connecting = false;
    this.step = 'welcome';
    this.answer = null;
    this.error = null;
    try {
      await this.#desk.host.setup_cancel();
    } catch (thrown) {
      this.#desk.fail(thrown);
    }
  }

  async #ask(what: string, call: () => Promise<SetupResult>, follow = true): Promise<boolean> {
    this.busy = what;
    this.error = null;
    try {
      const answer = await call();
      this.answer = answer;
      this.error = answer.error;
      if (follow) this.#follow(answer);
      return true;
    } catch (thrown) {
      this.error = asErrorBody(thrown);
      await this.#seeWhatIsHeld();
      return false;
    } finally {
      this.busy = null;
    }
  }

  /** A secret that was tried may be gone from its slot, also if it was refused. */
  async #seeWhatIsHeld(): Promise<void> {
    try {
      const answer = await this.#desk.host.setup();
      this.answer = answer;
      // A refused code ends the waiting, too.
      if (this.step === 'waiting') this.#follow(answer);
    } catch {
      // The error that is shown already says what is wrong.
    }
  }

  #follow(answer: SetupResult): void {
    if (!isStep(answer.step)) return;
    this.step = answer.step;
    this.company = answer.procurement?.chosen ?? this.company;
  }
}

export const [useAssistant, provideAssistant] = createContext<Assistant>();
