// The selected documents. The rows are kept, so that they can be named after the table has moved on.
import { SvelteMap } from 'svelte/reactivity';
import type { ListRow } from '../../host/generated';
import type { Rows } from './rows.svelte';

export const SELECTION_LIMIT = 5000;

export class Selection {
  readonly rows = new SvelteMap<string, ListRow>();
  #source: Rows;
  #anchor = -1;

  constructor(source: Rows) {
    this.#source = source;
  }

  get size(): number {
    return this.rows.size;
  }

  get references(): string[] {
    return [...this.rows.keys()];
  }

  has(reference: string): boolean {
    return this.rows.has(reference);
  }

  toggle(index: number): void {
    const row = this.#source.at(index);
    if (!row) return;
    if (!this.rows.delete(row.ref)) this.rows.set(row.ref, row);
    this.#anchor = index;
  }

  /** Everything between the row chosen last and this one. */
  async extend(index: number): Promise<void> {
    const from = this.#anchor < 0 ? index : this.#anchor;
    this.#add(await this.#source.between(Math.min(from, index), Math.max(from, index)));
  }

  async all(): Promise<void> {
    this.#add(await this.#source.first(SELECTION_LIMIT));
  }

  anchor(index: number): void {
    this.#anchor = index;
  }

  forgetAnchor(): void {
    this.#anchor = -1;
  }

  clear(): void {
    this.rows.clear();
    this.forgetAnchor();
  }

  #add(rows: readonly ListRow[]): void {
    for (const row of rows) this.rows.set(row.ref, row);
  }
}
