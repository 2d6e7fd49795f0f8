// The one door to the host: what the window may ask for, and what the host tells it unasked.
import type { Commands, Progress } from './generated';

export type Unsubscribe = () => void;

export interface Host extends Commands {
  /** A refresh or a resend is under way. */
  onProgress(callback: (progress: Progress) => void): Unsubscribe;
  /** The data behind the window changed: ask again. */
  onChanged(callback: () => void): Unsubscribe;
}
