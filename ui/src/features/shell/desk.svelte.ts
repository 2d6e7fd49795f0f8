// What the whole window shares: the host, the state of the sources, the running job, the messages.
import { createContext } from 'svelte';
import type { ErrorBody, PartialItem, Progress, StatusResult } from '../../host/generated';
import type { Host } from '../../host/host';
import { asErrorBody, errorWords } from '../../lib/errors';
import { count, plural } from '../../lib/format';

export type View = 'documents' | 'causes' | 'outbox' | 'explain';

const CHANGES_SETTLE = 150;

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
      this.status = await this.host.status();
      this.now = new Date();
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  async refresh(): Promise<void> {
    if (this.refreshing) return;
    this.refreshing = true;
    this.refreshError = null;
    this.partial = [];
    this.progress = null;
    this.announcement = 'Refreshing';
    try {
      const result = await this.host.refresh();
      this.partial = result.partial;
      this.#tell(
        `Refreshed: ${plural(result.documents.total, 'document')}, ` +
          `${count(result.requests.procurement)} + ${count(result.requests.quickbooks)} calls`,
        'good',
      );
    } catch (thrown) {
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
