// The rows behind references, so that a document is named by its number and supplier wherever it is mentioned.
import { createContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { ListQuery, ListRow } from '../host/generated';
import type { Host } from '../host/host';
import { listQuery } from './queries';
import { referenceWord } from './words';

const WINDOW = 1000;
const MOST_WINDOWS = 5;

export class Names {
  readonly #rows = new SvelteMap<string, ListRow>();
  #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  row(reference: string): ListRow | undefined {
    return this.#rows.get(reference);
  }

  name(reference: string): string {
    return this.#rows.get(reference)?.number ?? referenceWord(reference);
  }

  keep(rows: readonly ListRow[]): void {
    for (const row of rows) this.#rows.set(row.ref, row);
  }

  /** Looks up what is not known yet. What is not found keeps its plain reference as its name. */
  async learn(references: readonly string[], narrowed: Partial<ListQuery> = {}): Promise<void> {
    const unknown = new Set(references.filter((reference) => !this.#rows.has(reference)));
    try {
      for (let window = 0; unknown.size > 0 && window < MOST_WINDOWS; window += 1) {
        const query = listQuery({
          ...narrowed,
          archived: true,
          limit: WINDOW,
          offset: window * WINDOW,
        });
        const { rows } = await this.#host.list({ query });
        this.keep(rows.filter((row) => unknown.delete(row.ref)));
        if (rows.length < WINDOW) break;
      }
    } catch {
      // A missing name is no reason to disturb: the reference says which document it is.
    }
  }
}

export const [useNames, provideNames] = createContext<Names>();
