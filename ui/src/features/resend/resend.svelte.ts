// The resend flow: look (dry run), review, confirm what needs it, send, receipt. Nothing leaves without the review.
import { createContext } from 'svelte';
import { SvelteSet } from 'svelte/reactivity';
import type {
  ErrorBody,
  ListRow,
  ResendItem,
  ResendQuery,
  ResendResult,
} from '../../host/generated';
import { asErrorBody } from '../../lib/errors';
import { plural } from '../../lib/format';
import type { Names } from '../../lib/names.svelte';
import { resendQuery } from '../../lib/queries';
import type { Desk } from '../shell/desk.svelte';
import { allowing, extras, neededFor, type Extra, type Permission } from './permissions';

export interface ResendRequest {
  references?: readonly string[];
  cause?: string;
  rows?: readonly ListRow[];
  /** What waits in the queue, each with what the user agreed to when it was planned. */
  queued?: boolean;
  /** Names what is resent, where that is not plain from the documents: a cause's headline. */
  about?: string;
}

export type Phase = 'closed' | 'looking' | 'review' | 'confirm' | 'sending' | 'receipt' | 'failed';

/** Documents that may leave together, because the user allowed the same for all of them. */
interface Batch {
  permission: Permission;
  references: string[];
}

/** One thing the user is asked to allow, after a look under the very same permission. */
export interface Confirmation {
  permission: Extra;
  items: ResendItem[];
}

const references = (items: readonly ResendItem[]): string[] => items.map((item) => item.ref);
const sendable = (items: readonly ResendItem[]): ResendItem[] =>
  items.filter((item) => item.outcome === 'would_send');

export class Resend {
  phase = $state<Phase>('closed');
  /** The dry run, and later the receipt. */
  results = $state.raw<ResendItem[]>([]);
  error = $state.raw<ErrorBody | null>(null);
  cancelling = $state(false);
  paused = $state(false);
  /** Why it ended before its last document, if it did. */
  stopped = $state<string | null>(null);
  /** The receipts that are kept of it; one for each batch of several documents. */
  receipts = $state.raw<readonly string[]>([]);
  about = $state('');
  /** Nobody could be reached: what can be sent is only kept, and looked up again before it leaves. */
  offline = $state(false);
  confirmation = $state.raw<Confirmation | null>(null);
  /** What the user wants to be sent. */
  readonly ticked = new SvelteSet<string>();
  /** How many documents the running resend is about, and how many of them lie behind it. */
  total = $state(0);
  passed = $state(0);
  #request: ResendRequest = {};
  #round = 0;
  #asked: Extra[] = [];
  #batches: Batch[] = [];
  #desk: Desk;
  #names: Names;

  constructor(desk: Desk, names: Names) {
    this.#desk = desk;
    this.#names = names;
  }

  async ask(request: ResendRequest): Promise<void> {
    if (this.phase !== 'closed') return;
    this.#request = request;
    this.about = request.about ?? '';
    this.#names.keep(request.rows ?? []);
    await this.look();
  }

  /** What waits leaves as it was agreed to: all of it, or nothing. */
  get choosable(): boolean {
    return this.#request.queued !== true;
  }

  /** How many documents were ticked that need this permission. */
  countTicked(permission: Permission): number {
    return this.#tickedFor(permission).length;
  }

  async look(): Promise<void> {
    const round = ++this.#round;
    this.phase = 'looking';
    this.error = null;
    this.results = [];
    this.ticked.clear();
    const { references: refs = [], cause = null, queued = false } = this.#request;
    await this.#attempt(round, async () => {
      const { results, offline = false } = await this.#dryRun({ refs: [...refs], cause, queued });
      if (round !== this.#round) return;
      this.results = results;
      this.offline = offline;
      for (const item of sendable(results)) this.ticked.add(item.ref);
      this.phase = 'review';
      this.#desk.announcement = `${plural(this.ticked.size, 'document')} can be sent`;
      void this.#names.learn(references(results));
    });
  }

  /** The review is done: what needs more than that is asked for, one after the other; then it leaves. */
  async proceed(): Promise<void> {
    if (this.phase !== 'review' || this.ticked.size === 0) return;
    const plain = this.#tickedFor('none');
    this.#batches = plain.length > 0 ? [{ permission: 'none', references: plain }] : [];
    this.#asked = extras.filter((permission) => this.countTicked(permission) > 0);
    await this.#next();
  }

  /** The answer to the confirmation on the screen. */
  async answer(allowed: boolean): Promise<void> {
    const { confirmation } = this;
    if (this.phase !== 'confirm' || !confirmation) return;
    const refs = references(sendable(confirmation.items));
    if (allowed && refs.length > 0)
      this.#batches.push({ permission: confirmation.permission, references: refs });
    await this.#next();
  }

  /** Back to the review; nothing has left. */
  back(): void {
    this.#round += 1;
    this.phase = 'review';
  }

  async cancel(): Promise<void> {
    this.cancelling = true;
    await this.#desk.cancel();
  }

  /** Pauses between two documents, or goes on. */
  async pause(paused: boolean): Promise<void> {
    try {
      await (paused ? this.#desk.host.pause() : this.#desk.host.resume());
      this.paused = paused;
      this.#desk.announcement = paused ? 'Paused' : 'Going on';
    } catch (thrown) {
      this.#desk.fail(thrown);
    }
  }

  close(): void {
    // Whoever has answered can be reached again: what was missed meanwhile is read.
    if (this.phase === 'receipt' && !this.offline && this.#desk.unreached.length > 0)
      void this.#desk.refresh();
    this.#round += 1;
    this.phase = 'closed';
  }

  async #next(): Promise<void> {
    const permission = this.#asked.shift();
    if (permission === undefined) {
      if (this.#batches.length > 0) return this.#send();
      return this.back();
    }
    const round = ++this.#round;
    this.phase = 'looking';
    await this.#attempt(round, async () => {
      const refs = this.#tickedFor(permission);
      const { results: items } = await this.#dryRun({ refs, ...allowing(permission) });
      if (round !== this.#round) return;
      this.confirmation = { permission, items };
      this.phase = 'confirm';
    });
  }

  async #send(): Promise<void> {
    this.phase = 'sending';
    this.cancelling = this.paused = false;
    this.stopped = null;
    this.receipts = [];
    this.total = this.#batches.reduce((sum, batch) => sum + batch.references.length, 0);
    this.passed = 0;
    this.#desk.progress = null;
    this.#desk.announcement = `Sending ${plural(this.total, 'document')}`;
    const sent: ResendItem[] = [];
    try {
      // Only what the user ticked and confirmed is asked for: nothing else can leave.
      for (const { permission, references: refs } of this.#batches) {
        // What stopped one batch stops the ones after it, too.
        if (this.cancelling || this.stopped !== null) {
          sent.push(...refs.map(stopped));
          continue;
        }
        const what = this.choosable ? { refs, ...allowing(permission) } : { queued: true };
        const done = await this.#desk.host.resend({ query: resendQuery(what) });
        sent.push(...done.results);
        this.passed = sent.length;
        this.stopped ??= done.stopped ?? null;
        if (done.receipt) this.receipts = [...this.receipts, done.receipt];
      }
      this.phase = 'receipt';
      const proved = sent.filter((item) => item.outcome === 'proved').length;
      this.#desk.announcement = `${proved} of ${plural(sent.length, 'document')} proved in QuickBooks Online`;
    } catch (thrown) {
      this.#failed(thrown);
    } finally {
      const seen = new Set(references(sent));
      this.results = [...sent, ...this.results.filter((item) => !seen.has(item.ref)).map(leftOut)];
      this.#desk.progress = null;
      this.#desk.revision += 1;
      void this.#desk.loadStatus();
    }
  }

  #tickedFor(permission: Permission): string[] {
    const found = this.results.filter(
      (item) => neededFor(item) === permission && this.ticked.has(item.ref),
    );
    return references(found);
  }

  async #dryRun(query: Partial<ResendQuery>): Promise<ResendResult> {
    this.#desk.progress = null;
    const whole = resendQuery({ ...query, dry_run: true });
    return this.#desk.host.resend({ query: whole });
  }

  async #attempt(round: number, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      if (round === this.#round) this.#failed(thrown);
    }
  }

  #failed(thrown: unknown): void {
    this.error = asErrorBody(thrown);
    this.phase = 'failed';
  }
}

const leftOut = (item: ResendItem): ResendItem =>
  item.outcome === 'would_send' ? { ...item, outcome: 'left_out', detail: '' } : item;

const stopped = (ref: string): ResendItem => ({
  ref,
  outcome: 'blocked',
  detail: 'stopped before it was sent',
  attempt: null,
  quickbooks: null,
});

export const [useResend, provideResend] = createContext<Resend>();
