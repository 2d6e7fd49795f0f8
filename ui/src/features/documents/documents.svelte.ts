// The documents view's model: what is asked for, which row has the focus, what the inspector shows.
import { createContext } from 'svelte';
import type { ListQuery, ListRow } from '../../host/generated';
import type { Host } from '../../host/host';
import { listQuery } from '../../lib/queries';
import { remember, remembered } from '../../lib/storage';
import { Rows } from './rows.svelte';
import { Selection } from './selection.svelte';

export type Direction = 'asc' | 'desc';
export interface Sort {
  field: string;
  direction: Direction;
}

export class Documents {
  kind = $state<string | null>(null);
  states = $state.raw<readonly string[]>([]);
  /** Cause classes, of which a document must have one. */
  classes = $state.raw<readonly string[]>([]);
  search = $state('');
  archived = $state(false);
  sort = $state.raw<Sort | null>(null);
  focusIndex = $state(0);
  focused = $state.raw<ListRow | null>(null);
  inspectorOpen = $state(remembered('inspector') !== 'closed');
  /** Grows when the table has to start at the top again. */
  restarts = $state(0);
  readonly rows: Rows;
  readonly selection: Selection;
  #wanted: string | null = null;
  /** The focus moved to a row that is still on its way. */
  #awaited = false;

  constructor(host: Host) {
    this.rows = new Rows(host, this.query);
    this.selection = new Selection(this.rows);
  }

  get query(): ListQuery {
    return listQuery({
      kind: this.kind,
      states: [...this.states],
      classes: [...this.classes],
      search: this.search === '' ? null : this.search,
      sort: this.sort && `${this.sort.field}${this.sort.direction === 'desc' ? ':desc' : ''}`,
      archived: this.archived,
    });
  }

  get filtered(): boolean {
    const { kind, states, classes, search } = this;
    return kind !== null || states.length > 0 || classes.length > 0 || search !== '';
  }

  /** Asks with another filter or order: from the top. */
  restart(): void {
    this.focusIndex = 0;
    this.#wanted = null;
    this.#awaited = true;
    this.restarts += 1;
    this.selection.forgetAnchor();
    this.rows.ask(this.query, true);
  }

  /** Asks again because the data changed: stays where it is. */
  reload(): void {
    this.rows.ask(this.query, false);
  }

  toggleState(state: string): void {
    this.states = this.states.includes(state)
      ? this.states.filter((other) => other !== state)
      : [...this.states, state];
    this.restart();
  }

  clearFilters(): void {
    this.#forgetFilters();
    this.restart();
  }

  /** Everything that waits for one class of cause. */
  showClass(name: string): void {
    this.#forgetFilters();
    this.classes = [name];
    this.restart();
  }

  /** Ascending, descending, then the default order again. */
  toggleSort(field: string): void {
    if (this.sort?.field !== field) this.sort = { field, direction: 'asc' };
    else this.sort = this.sort.direction === 'asc' ? { field, direction: 'desc' } : null;
    this.restart();
  }

  focus(index: number): void {
    if (this.rows.total === 0) return;
    this.#wanted = null;
    this.focusIndex = Math.max(0, Math.min(this.rows.total - 1, index));
    this.#adopt();
  }

  /** The document that a command means: none while the focused row is still on its way. */
  get current(): ListRow | null {
    return this.#awaited ? null : this.focused;
  }

  #adopt(): void {
    const row = this.rows.stale ? undefined : this.rows.at(this.focusIndex);
    this.#awaited = row === undefined;
    // Until the row is there the inspector keeps its document, so that nothing jumps.
    if (row) this.focused = row;
  }

  /** Keeps the focus on its document when rows arrive, and gives it one when it has none. */
  settle(): void {
    if (this.rows.stale) return;
    if (this.rows.total === 0) this.focused = null;
    if (this.#wanted !== null) {
      const index = this.rows.indexOf(this.#wanted);
      if (index >= 0) this.focus(index);
      return;
    }
    if (this.#awaited || !this.focused) return this.#adopt();
    const index = this.rows.indexOf(this.focused.ref);
    if (index < 0) return;
    this.focusIndex = index;
    this.focused = this.rows.at(index) ?? this.focused;
  }

  /** Shows one document that was named elsewhere. */
  reveal(reference: string, search: string): void {
    this.#forgetFilters();
    this.search = search;
    this.archived = true;
    this.restart();
    this.#wanted = reference;
    this.setInspector(true);
  }

  forgetClass(): void {
    this.classes = [];
    this.restart();
  }

  #forgetFilters(): void {
    this.kind = null;
    this.states = [];
    this.classes = [];
    this.search = '';
  }

  setInspector(open: boolean): void {
    this.inspectorOpen = open;
    remember('inspector', open ? 'open' : 'closed');
  }
}

export const [useDocuments, provideDocuments] = createContext<Documents>();
