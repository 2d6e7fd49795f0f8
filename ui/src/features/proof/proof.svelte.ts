// The proof card's model: loaded when it is looked at, in the inspector or in the dialog.
import { createContext } from 'svelte';
import type { ErrorBody, ProofResult } from '../../host/generated';
import { asErrorBody } from '../../lib/errors';
import type { Desk } from '../shell/desk.svelte';

/** The focus has to rest on a document this long before its proof is asked for. */
const REST = 90;

export class ProofCard {
  /** The card in the inspector is unfolded; stays so from document to document. */
  unfolded = $state(false);
  /** The document whose card fills a dialog. */
  dialog = $state.raw<string | null>(null);
  card = $state.raw<ProofResult | null>(null);
  error = $state.raw<ErrorBody | null>(null);
  saving = $state(false);
  #desk: Desk;
  #asked = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  open(reference: string): void {
    this.dialog = reference;
    this.want(reference);
  }

  /** Asks for a document's card; a later call wins. */
  want(reference: string): void {
    clearTimeout(this.#timer);
    if (reference !== this.#asked) {
      this.card = null;
      this.error = null;
    }
    this.#asked = reference;
    this.#timer = setTimeout(() => void this.#load(reference), REST);
  }

  /** Nothing more is wanted for now. */
  rest(): void {
    clearTimeout(this.#timer);
  }

  /** Saves the card for the auditor, and says where. */
  async savePdf(reference: string): Promise<void> {
    this.saving = true;
    try {
      const { path } = await this.#desk.host.proof_pdf({ reference });
      this.#desk.tell(`Saved as ${path}`);
    } catch (thrown) {
      this.#desk.fail(thrown);
    } finally {
      this.saving = false;
    }
  }

  async #load(reference: string): Promise<void> {
    try {
      const card = await this.#desk.host.proof({ reference });
      if (reference !== this.#asked) return;
      this.card = card;
      this.error = null;
    } catch (thrown) {
      if (reference === this.#asked) this.error = asErrorBody(thrown);
    }
  }
}

export const [useProof, provideProof] = createContext<ProofCard>();
