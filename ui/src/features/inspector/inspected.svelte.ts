// The inspected document: shown at once from its row, completed when the host answers.
import type { ErrorBody, ShowResult } from '../../host/generated';
import type { Host } from '../../host/host';
import { asErrorBody } from '../../lib/errors';

/** The host may have to fetch the detail; the focus has to rest this long before it is asked. */
const REST = 90;

export class Inspected {
  detail = $state.raw<ShowResult | null>(null);
  error = $state.raw<ErrorBody | null>(null);
  loading = $state(false);
  #host: Host;
  #asked = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Asks for a document; a later call wins. */
  want(reference: string): void {
    clearTimeout(this.#timer);
    const another = reference !== this.#asked;
    this.#asked = reference;
    if (another) {
      this.detail = null;
      this.error = null;
    }
    this.loading = true;
    this.#timer = setTimeout(() => void this.#load(reference), another ? REST : 0);
  }

  replace(detail: ShowResult): void {
    if (detail.ref === this.#asked) this.detail = detail;
  }

  async #load(reference: string): Promise<void> {
    try {
      const detail = await this.#host.show({ reference });
      if (reference === this.#asked) {
        this.detail = detail;
        this.error = null;
      }
    } catch (thrown) {
      if (reference === this.#asked) this.error = asErrorBody(thrown);
    } finally {
      if (reference === this.#asked) this.loading = false;
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
