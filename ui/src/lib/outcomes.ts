// What came of a resend, in words: outcomes, reasons of a block, and states of an attempt.
import type { ResendItem } from '../host/generated';
import type { Tone } from './words';
import { plain } from './words';

export interface OutcomeWords {
  word: string;
  tone: Tone;
}

const outcomes: Record<string, OutcomeWords> = {
  would_send: { word: 'Will be sent', tone: 'busy' },
  queued: { word: 'Queued', tone: 'busy' },
  sent: { word: 'Sent, proof outstanding', tone: 'busy' },
  proved: { word: 'Sent and proved', tone: 'good' },
  already_there: { word: 'Already there', tone: 'good' },
  number_taken: { word: 'Number taken', tone: 'warn' },
  blocked: { word: 'Not sent', tone: 'warn' },
  not_due: { word: 'Not due', tone: 'calm' },
  uncertain: { word: 'Uncertain', tone: 'warn' },
  refused: { word: 'Refused', tone: 'bad' },
  left_approved_status: { word: 'Left its approved status', tone: 'bad' },
  taken_back: { word: 'Taken back by you', tone: 'calm' },
  left_out: { word: 'Left out by you', tone: 'calm' },
};

const reasons: Record<string, string> = {
  cause: 'The cause still stands',
  would_update: 'It is there, but differs',
  was_deleted: 'It was there and was deleted in QuickBooks Online',
  in_flight: 'An attempt is already under way',
  pending: 'It was changed or resent a moment ago',
  ambiguous: 'Several records in QuickBooks Online fit equally well',
  handled: 'You set it aside',
  read_only: 'Clearpost is in read-only mode',
  no_route: 'No resend route is agreed for this company',
  cannot_look: 'QuickBooks Online cannot be searched now',
};

const attempts: Record<string, OutcomeWords> = {
  queued: { word: 'Queued', tone: 'busy' },
  in_flight: { word: 'Being sent', tone: 'busy' },
  sent: { word: 'Sent, proof outstanding', tone: 'busy' },
  proved: { word: 'Proved', tone: 'good' },
  uncertain: { word: 'Uncertain', tone: 'warn' },
  refused: { word: 'Refused', tone: 'bad' },
  cancelled: { word: 'Cancelled', tone: 'calm' },
  page_opened: { word: 'Page opened', tone: 'calm' },
  pressed: { word: 'You pressed Resend', tone: 'calm' },
  not_pressed: { word: 'You did not press Resend', tone: 'calm' },
  not_sent: { word: 'Not sent', tone: 'calm' },
  not_confirmed: { word: 'Not confirmed', tone: 'warn' },
  answer_lost: { word: 'Answer lost', tone: 'warn' },
  not_found: { word: 'Looked for in vain', tone: 'calm' },
  sync_error: { word: 'The sync reported an error', tone: 'bad' },
};

const waits: Record<string, string> = {
  offline: 'Waits until both services can be reached; it is looked up again before it leaves',
  behind: 'Waits for other resends to end',
  retry: 'Planned automatic retry',
};

export const outcomeWords = (outcome: string): OutcomeWords =>
  outcomes[outcome] ?? { word: plain(outcome), tone: 'calm' };

/** Whether a document was in QuickBooks Online when this was told. */
export const hasArrived = (outcome: string): boolean =>
  outcome === 'proved' || outcome === 'already_there';

/** How many documents came to what, in the order in which they need attention. */
export function countedOutcomes(
  counts: Readonly<Record<string, number | undefined>>,
): Array<OutcomeWords & { key: string; count: number }> {
  return inOrder(Object.entries(counts).map(([key, size = 0]) => ({ key, count: size }))).map(
    (part) => ({ ...part, ...outcomeWords(part.key) }),
  );
}

export const reasonWord = (reason: string): string => reasons[reason] ?? plain(reason);

export const attemptWords = (state: string): OutcomeWords =>
  attempts[state] ?? { word: plain(state), tone: 'calm' };

export const waitWord = (reason: string): string => waits[reason] ?? plain(reason);

export interface OutcomeGroup extends OutcomeWords {
  key: string;
  items: ResendItem[];
}

/** The results by outcome, in the order in which they need attention. */
export function groupByOutcome(items: readonly ResendItem[]): OutcomeGroup[] {
  const groups = groupBy(items, (item) => item.outcome).map(([outcome, grouped]) => ({
    key: outcome,
    items: grouped,
    ...outcomeWords(outcome),
  }));
  return inOrder(groups);
}

function inOrder<T extends { key: string }>(parts: T[]): T[] {
  const order = Object.keys(outcomes);
  return parts.sort((a, b) => order.indexOf(a.key) - order.indexOf(b.key));
}

export function groupBy<T>(items: readonly T[], key: (item: T) => string): Array<[string, T[]]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return [...groups];
}
