// Material for the vendor's support: shown exactly as it will leave, then saved. Nothing is sent from here.
import { createContext } from 'svelte';
import type { ErrorBody, SupportResult } from '../../host/generated';
import { asErrorBody } from '../../lib/errors';
import type { Desk } from '../shell/desk.svelte';

export class Support {
  references = $state.raw<readonly string[]>([]);
  amounts = $state(false);
  preview = $state.raw<SupportResult | null>(null);
  error = $state.raw<ErrorBody | null>(null);
  saving = $state(false);
  /** Where the archive was saved, as it is shown now. */
  saved = $state<string | null>(null);
  #desk: Desk;
  #round = 0;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  get isOpen(): boolean {
    return this.references.length > 0;
  }

  open(references: readonly string[]): void {
    this.references = [...references];
    this.amounts = false;
    this.preview = null;
    void this.look();
  }

  async look(): Promise<void> {
    const round = ++this.#round;
    this.error = null;
    this.saved = null;
    try {
      const preview = await this.#desk.host.support_preview({ query: this.#query() });
      if (round === this.#round) this.preview = preview;
    } catch (thrown) {
      if (round === this.#round) this.error = asErrorBody(thrown);
    }
  }

  async save(): Promise<void> {
    this.saving = true;
    this.error = null;
    try {
      this.saved = (await this.#desk.host.support_bundle({ query: this.#query() })).path;
      this.#desk.announcement = `Saved to ${this.saved}`;
    } catch (thrown) {
      this.error = asErrorBody(thrown);
    } finally {
      this.saving = false;
    }
  }

  close(): void {
    this.#round += 1;
    this.references = [];
  }

  #query(): { refs: string[]; amounts: boolean } {
    return { refs: [...this.references], amounts: this.amounts };
  }
}

export const [useSupport, provideSupport] = createContext<Support>();
