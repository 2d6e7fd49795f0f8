// The rows as the host hands them out: in windows, cached by page, never the whole table.
import { SvelteMap } from 'svelte/reactivity';
import type { ErrorBody, ListQuery, ListRow } from '../../host/generated';
import type { Host } from '../../host/host';
import { asErrorBody } from '../../lib/errors';

export const PAGE = 100;
const KEPT_PAGES = 60;

export class Rows {
  total = $state(0);
  byState = $state.raw<{ [key: string]: number }>({});
  loading = $state(true);
  loaded = $state(false);
  error = $state.raw<ErrorBody | null>(null);
  #pages = new SvelteMap<number, ListRow[]>();

  #pending = new Set<number>();
  #generation = 0;
  /** True until the first answer to the newest question is there. */
  stale = $state(true);
  #range: [number, number] = [0, 0];
  #query: ListQuery;
  #host: Host;

  constructor(host: Host, query: ListQuery) {
    this.#host = host;
    this.#query = query;
  }

  at(index: number): ListRow | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  indexOf(reference: string): number {
    for (const [page, rows] of this.#pages) {
      const found = rows.findIndex((row) => row.ref === reference);
      if (found >= 0) return page * PAGE + found;
    }
    return -1;
  }

  /** Asks anew. What is on the screen stays there until the answer comes. */
  ask(query: ListQuery, fromTop: boolean): void {
    this.#query = query;
    this.#generation += 1;
    this.#pending.clear();
    this.stale = true;
    this.loading = true;
    if (fromTop) this.#range = [0, 0];
    void this.#fetch(Math.floor(this.#range[0] / PAGE));
  }

  /** Makes sure that the rows of a range, and the pages beside it, are there or on their way. */
  show(first: number, last: number): void {
    this.#range = [first, last];
    if (this.stale) return;
    const lastPage = Math.max(0, Math.ceil(this.total / PAGE) - 1);
    const from = Math.max(0, Math.floor(first / PAGE) - 1);
    const to = Math.min(lastPage, Math.floor(last / PAGE) + 1);
    for (let page = from; page <= to; page += 1) void this.#fetch(page);
  }

  /** The rows of a range, for selecting. */
  async between(first: number, last: number): Promise<ListRow[]> {
    const rows: ListRow[] = [];
    for (let offset = first; offset <= last; offset += 1000) {
      const limit = Math.min(1000, last - offset + 1);
      rows.push(...(await this.#host.list({ query: { ...this.#query, offset, limit } })).rows);
    }
    return rows;
  }

  /** Everything in the filter, up to a limit. */
  async first(limit: number): Promise<ListRow[]> {
    return this.total === 0 ? [] : this.between(0, Math.min(this.total, limit) - 1);
  }

  async #fetch(page: number): Promise<void> {
    if (this.#pending.has(page) || (!this.stale && this.#pages.has(page))) return;
    const generation = this.#generation;
    this.#pending.add(page);
    try {
      const window = { limit: PAGE, offset: page * PAGE };
      const result = await this.#host.list({ query: { ...this.#query, ...window } });
      if (generation !== this.#generation) return;
      if (this.stale) this.#pages.clear();
      this.stale = false;
      this.#pages.set(page, result.rows);
      this.total = result.total;
      this.byState = result.by_state;
      this.error = null;
      this.loaded = true;
      this.#trim(page);
      // The range can have moved, or shrunk, while this answer was on its way.
      this.show(Math.min(this.#range[0], Math.max(0, this.total - 1)), this.#range[1]);
    } catch (thrown) {
      if (generation === this.#generation) this.error = asErrorBody(thrown);
    } finally {
      if (generation === this.#generation) {
        this.#pending.delete(page);
        this.loading = this.#pending.size > 0;
      }
    }
  }

  #trim(around: number): void {
    if (this.#pages.size <= KEPT_PAGES) return;
    const farthest = [...this.#pages.keys()].sort(
      (a, b) => Math.abs(b - around) - Math.abs(a - around),
    );
    for (const page of farthest.slice(0, this.#pages.size - KEPT_PAGES)) this.#pages.delete(page);
  }
}
