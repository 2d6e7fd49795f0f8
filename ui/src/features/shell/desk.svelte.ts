// What the whole window shares: the host, the state of the sources, the running job, the messages.
import { createContext } from 'svelte';
import type {
  ErrorBody,
  PartialItem,
  Progress,
  SourceItem,
  StatusResult,
} from '../../host/generated';
import type { Host } from '../../host/host';
import { asErrorBody, errorWords } from '../../lib/errors';
import { count, plural } from '../../lib/format';

/** In the order of the navigation, and of the keys 1 to 9. */
export const views = [
  'documents',
  'causes',
  'forecast',
  'closing',
  'names',
  'outbox',
  'explain',
  'check',
  'settings',
] as const;
export type View = (typeof views)[number];

const CHANGES_SETTLE = 150;

/** A company that gets a new sign-in. */
export interface Known {
  key: string;
  name: string;
  quickbooksName: string | null;
}

export interface Notice {
  text: string;
  tone: 'good' | 'warn' | 'bad' | 'calm';
}

export class Desk {
  view = $state<View>('documents');
  status = $state.raw<StatusResult | null>(null);
  progress = $state.raw<Progress | null>(null);
  refreshing = $state(false);
  refreshError = $state.raw<ErrorBody | null>(null);
  partial = $state.raw<PartialItem[]>([]);
  keysShown = $state(false);
  /** The connection assistant is open: for a new company, or for one that is known. */
  connecting = $state(false);
  reconnecting = $state.raw<Known | null>(null);
  /** The host said that no company is open. */
  nothingOpen = $state(false);
  companyMenuOpen = $state(false);
  /** The company whose disconnection is being asked about. */
  disconnecting = $state.raw<string | null>(null);
  /** Grows when another company is opened: everything shown belongs to one company. */
  generation = $state(0);
  notice = $state.raw<Notice | null>(null);
  /** Read out by screen readers; the region exists before the text. */
  announcement = $state('');
  /** Grows with every change of the data. */
  revision = $state(0);
  now = $state.raw(new Date());
  readonly host: Host;
  #settling: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Host) {
    this.host = host;
  }

  start(): () => void {
    const stops = [
      this.host.onProgress((progress) => (this.progress = progress)),
      this.host.onChanged(() => this.#changed()),
    ];
    const clock = setInterval(() => (this.now = new Date()), 30_000);
    void this.loadStatus();
    return () => {
      clearInterval(clock);
      clearTimeout(this.#settling);
      for (const stop of stops) stop();
    };
  }

  async loadStatus(): Promise<void> {
    try {
      const status = await this.host.status();
      this.status = status;
      this.nothingOpen = false;
      this.now = new Date();
      // A reading that the host began by itself has ended, well or not.
      const ended = status.as_of !== null || status.sources.some((source) => source.last_error);
      if (ended && !this.refreshing && this.progress?.job === 'refresh') this.progress = null;
    } catch (thrown) {
      if (asErrorBody(thrown).code !== 'not_connected') return this.fail(thrown);
      this.status = null;
      this.nothingOpen = true;
    }
  }

  /** Nothing is connected and nothing was ever read. */
  get firstRun(): boolean {
    const { status } = this;
    if (this.nothingOpen) return true;
    return status !== null && !status.connected && status.documents.total === 0;
  }

  /** Something is being read, whether the user asked for it or the host began by itself. */
  get reading(): boolean {
    return this.refreshing || this.progress?.job === 'refresh';
  }

  /** The services that the last reading did not reach. */
  get unreached(): SourceItem[] {
    return (this.status?.sources ?? []).filter((source) => source.last_error !== null);
  }

  /** Opens the assistant for another company. */
  connect(): void {
    this.reconnecting = null;
    this.connecting = true;
  }

  /** Opens the assistant for the company that is open. */
  reconnect(): void {
    const { status } = this;
    const known = status !== null && status.key !== '' && !status.demonstration;
    this.reconnecting = known
      ? { key: status.key, name: status.company, quickbooksName: status.quickbooks_company }
      : null;
    this.connecting = true;
  }

  /** Opens another company. Whoever asks handles the error, because only there it can be mended. */
  async enter(open: () => Promise<StatusResult>): Promise<void> {
    if (this.reading) await this.cancel();
    const status = await open();
    this.status = status;
    this.now = new Date();
    this.refreshError = null;
    this.partial = [];
    this.view = 'documents';
    this.connecting = false;
    this.nothingOpen = false;
    this.progress = null;
    this.generation += 1;
    this.#tell(`${status.company} is open`, 'calm');
  }

  async refresh(): Promise<void> {
    if (this.reading || this.status?.connected === false) return;
    this.refreshing = true;
    this.refreshError = null;
    this.partial = [];
    this.progress = null;
    this.announcement = 'Refreshing';
    const company = this.generation;
    try {
      const result = await this.host.refresh({ query: { full: false } });
      if (company !== this.generation) return;
      this.partial = result.partial;
      this.#tell(
        `Refreshed: ${plural(result.documents.total, 'document')}, ` +
          `${count(result.requests.procurement)} + ${count(result.requests.quickbooks)} calls; ` +
          `this month ${count(result.requests_this_month.procurement + result.requests_this_month.quickbooks)}`,
        'good',
      );
    } catch (thrown) {
      // Another company was opened meanwhile: what became of this one's refresh is no news there.
      if (company !== this.generation) return;
      this.refreshError = asErrorBody(thrown);
      this.announcement = `${errorWords(this.refreshError.code).title}. ${this.refreshError.message}`;
    } finally {
      this.refreshing = false;
      this.progress = null;
      this.revision += 1;
      await this.loadStatus();
    }
  }

  async cancel(): Promise<void> {
    try {
      await this.host.cancel();
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  async open(url: string): Promise<void> {
    try {
      await this.host.open_link({ url });
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  tell(text: string, tone: Notice['tone'] = 'good'): void {
    this.#tell(text, tone);
  }

  fail(thrown: unknown): void {
    const error = asErrorBody(thrown);
    this.#tell(`${errorWords(error.code).title}. ${error.message} ${error.help}`, 'bad');
  }

  /** A running refresh reports many changes; asking again for each of them would never come to rest. */
  #changed(): void {
    this.#settling ??= setTimeout(() => {
      this.#settling = undefined;
      this.revision += 1;
      void this.loadStatus();
    }, CHANGES_SETTLE);
  }

  #tell(text: string, tone: Notice['tone']): void {
    this.notice = { text, tone };
    this.announcement = text;
  }
}

export const [useDesk, provideDesk] = createContext<Desk>();
