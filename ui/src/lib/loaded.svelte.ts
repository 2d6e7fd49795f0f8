// What a view shows: asked for anew whenever the data behind the window changed, the newest answer wins.
import type { ErrorBody } from '../host/generated';
import { asErrorBody } from './errors';

export class Loaded<T> {
  value = $state.raw<T | null>(null);
  error = $state.raw<ErrorBody | null>(null);
  #ask: () => Promise<T>;
  #round = 0;

  constructor(ask: () => Promise<T>) {
    this.#ask = ask;
  }

  load = async (): Promise<void> => {
    const round = ++this.#round;
    try {
      const value = await this.#ask();
      if (round !== this.#round) return;
      this.value = value;
      this.error = null;
    } catch (thrown) {
      if (round === this.#round) this.error = asErrorBody(thrown);
    }
  };
}
