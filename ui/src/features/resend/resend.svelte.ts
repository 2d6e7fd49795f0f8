// The resend flow: look (dry run), review, send, receipt. Nothing leaves without the review.
import { createContext } from 'svelte';
import type { ErrorBody, ListRow, ResendItem, ResendQuery } from '../../host/generated';
import { asErrorBody } from '../../lib/errors';
import { plural } from '../../lib/format';
import type { Names } from '../../lib/names.svelte';
import { resendQuery } from '../../lib/queries';
import type { Desk } from '../shell/desk.svelte';

export interface ResendRequest {
  references?: string[];
  cause?: string;
  rows?: ListRow[];
}

export type Phase = 'closed' | 'looking' | 'review' | 'sending' | 'receipt' | 'failed';

export class Resend {
  phase = $state<Phase>('closed');
  results = $state.raw<ResendItem[]>([]);
  error = $state.raw<ErrorBody | null>(null);
  cancelling = $state(false);
  /** The review stays on the screen while an option makes Clearpost look once more. */
  lookingAgain = $state(false);
  force = $state(false);
  update = $state(false);
  recreate = $state(false);
  /** Reasons seen in the first look, so that an option does not vanish by being chosen. */
  reasons = $state.raw<ReadonlySet<string>>(new Set());
  #request: ResendRequest = {};
  #round = 0;
  #desk: Desk;
  #names: Names;

  constructor(desk: Desk, names: Names) {
    this.#desk = desk;
    this.#names = names;
  }

  get sendable(): number {
    return this.results.filter((item) => item.outcome === 'would_send').length;
  }

  get size(): number {
    return this.results.length || (this.#request.references?.length ?? 0);
  }

  async ask(request: ResendRequest): Promise<void> {
    if (this.phase !== 'closed') return;
    this.#request = request;
    this.#names.keep(request.rows ?? []);
    this.force = this.update = this.recreate = false;
    this.reasons = new Set();
    this.results = [];
    await this.look();
  }

  async look(): Promise<void> {
    const round = ++this.#round;
    if (this.phase === 'review') this.lookingAgain = true;
    else this.phase = 'looking';
    this.error = null;
    this.#desk.progress = null;
    try {
      const { results } = await this.#desk.host.resend({ query: this.#query(true) });
      if (round !== this.#round) return;
      this.results = results;
      this.reasons = new Set([...this.reasons, ...results.flatMap((item) => item.reason ?? [])]);
      this.phase = 'review';
      this.#desk.announcement = `${plural(this.sendable, 'document')} can be sent`;
      void this.#names.learn(results.map((item) => item.ref));
    } catch (thrown) {
      if (round === this.#round) this.#failed(thrown);
    } finally {
      if (round === this.#round) this.lookingAgain = false;
    }
  }

  async send(): Promise<void> {
    if (this.phase !== 'review' || this.lookingAgain || this.sendable === 0) return;
    this.phase = 'sending';
    this.cancelling = false;
    this.#desk.progress = null;
    this.#desk.announcement = `Sending ${plural(this.sendable, 'document')}`;
    // Only what the review showed as sendable is asked for: nothing else can leave.
    const approved = this.results
      .filter((item) => item.outcome === 'would_send')
      .map((item) => item.ref);
    const rest = this.results.filter((item) => item.outcome !== 'would_send');
    try {
      const query = { ...this.#query(false), refs: approved, cause: null };
      const { results } = await this.#desk.host.resend({ query });
      this.results = [...results, ...rest];
      this.phase = 'receipt';
      const proved = results.filter((item) => item.outcome === 'proved').length;
      this.#desk.announcement = `${proved} of ${plural(results.length, 'document')} proved in QuickBooks Online`;
    } catch (thrown) {
      this.#failed(thrown);
    } finally {
      this.#desk.progress = null;
      this.#desk.revision += 1;
      void this.#desk.loadStatus();
    }
  }

  async cancel(): Promise<void> {
    this.cancelling = true;
    await this.#desk.cancel();
  }

  close(): void {
    this.#round += 1;
    this.phase = 'closed';
  }

  #query(dryRun: boolean): ResendQuery {
    return resendQuery({
      refs: this.#request.references ?? [],
      cause: this.#request.cause ?? null,
      dry_run: dryRun,
      force: this.force,
      update: this.update,
      recreate: this.recreate,
    });
  }

  #failed(thrown: unknown): void {
    this.error = asErrorBody(thrown);
    this.phase = 'failed';
  }
}

export const [useResend, provideResend] = createContext<Resend>();
