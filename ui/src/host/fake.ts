// A host in memory, for development and tests: every state of the window without any service. Never shipped.
import type {
  AttemptItem,
  CauseItem,
  ErrorBody,
  ExplainResult,
  Progress,
  StatusResult,
} from './generated';
import type { Host } from './host';
import { causeId, causesByClass, fakeCauses, type FakeCause } from './fake/causes';
import { fakeCompany, type FakeDocument } from './fake/company';
import { answerList, countStates } from './fake/query';
import { chosen, firstAttempts, lookFirst, send } from './fake/resend';
import { answerShow } from './fake/show';

export const fakeModes = [
  'normal',
  'error',
  'empty',
  'unconnected',
  'offline',
  'stale',
  'slow',
  'clear',
  'large',
  'real',
  'partial',
] as const;
export type FakeMode = (typeof fakeModes)[number];

export function modeFromAddress(search: string): FakeMode {
  const asked = new URLSearchParams(search).get('fake');
  return fakeModes.find((mode) => mode === asked) ?? 'normal';
}

export interface FakeHost extends Host {
  /** The addresses that were opened, for tests. */
  opened: string[];
}

const error = (code: string, message: string, help: string): ErrorBody => ({ code, message, help });
const unreachable = error(
  'unreachable',
  'ProcurementExpress could not be reached.',
  'Check the network connection. Everything read so far stays available.',
);

export function createFakeHost(mode: FakeMode = 'normal'): FakeHost {
  const now = Date.now();
  const bare = mode === 'empty' || mode === 'unconnected';
  let documents = bare ? [] : fakeCompany(mode === 'large' ? 200_000 : 420, now);
  if (mode === 'clear') documents = documents.filter((row) => row.state === 'synced');
  let asOf: string | null = bare
    ? null
    : time(now - (mode === 'stale' ? 3 * 86_400_000 : mode === 'offline' ? 7_200_000 : 720_000));
  let failing = mode === 'error';
  let attempts: AttemptItem[] = firstAttempts(documents, now);
  let cancelled = false;
  let serial = 0;
  const progressListeners = new Set<(progress: Progress) => void>();
  const changedListeners = new Set<() => void>();
  const report = (progress: Progress): void =>
    progressListeners.forEach((listener) => listener(progress));
  const changed = (): void => changedListeners.forEach((listener) => listener());
  const opened: string[] = [];

  async function answer<T>(make: () => T): Promise<T> {
    await wait(mode === 'slow' ? 1_500 : 8);
    return make();
  }

  function find(reference: string): FakeDocument {
    const row = documents.find((candidate) => candidate.ref === reference);
    if (!row)
      throw error('not_found', `${reference} is not in the cache.`, 'Refresh, then look again.');
    return row;
  }

  async function work(job: string, phases: string[], total: number): Promise<void> {
    for (const phase of phases) {
      for (let done = 0; done <= total; done += Math.max(1, Math.ceil(total / 5))) {
        if (cancelled)
          throw error('cancelled', 'Stopped as you asked.', 'What was read so far is kept.');
        report({ job, phase, done, total });
        await wait(mode === 'slow' ? 700 : 45);
      }
    }
  }

  const status = (): StatusResult => ({
    company:
      mode === 'unconnected'
        ? ''
        : mode === 'real'
          ? 'Larkspur Building Supplies Ltd'
          : 'Harbour & Vale Trading',
    demonstration: mode !== 'real' && mode !== 'unconnected',
    connected: mode !== 'unconnected',
    quickbooks_connected: mode !== 'unconnected' && mode !== 'partial',
    as_of: asOf,
    sources:
      mode === 'unconnected'
        ? []
        : ['procurement', 'quickbooks'].map((name) => ({
            name,
            last_tried: mode === 'offline' ? time(now - 60_000) : asOf,
            last_succeeded: asOf,
            last_error: mode === 'offline' ? 'The host name could not be resolved.' : null,
          })),
    documents: { total: documents.length, by_state: countStates(documents) },
    archived: documents.filter((row) => row.archived).length,
    quarantined: mode === 'partial' ? 3 : 0,
    route: 'edit',
    version: '0.0.0-fake',
  });

  return {
    opened,
    status: () => answer(status),
    list: ({ query }) =>
      answer(() => {
        if (failing) {
          failing = false;
          throw error(
            'internal',
            'The cache could not be read.',
            'Your resend log is safe. Try again.',
          );
        }
        return answerList(documents, query, asOf);
      }),
    show: ({ reference }) => answer(() => answerShow(find(reference), asOf)),
    causes: () => answer(() => ({ as_of: asOf, causes: groupCauses(documents) })),
    explain: ({ text }) => answer(() => explain(fakeCauses.find((cause) => cause.sign.test(text)))),
    explain_class: (args) => answer(() => explain(causesByClass.get(args.class))),
    refresh: async () => {
      cancelled = false;
      if (mode === 'offline') {
        await wait(30);
        throw unreachable;
      }
      await work(
        'refresh',
        ['Reading purchase orders', 'Reading invoices', 'Reading QuickBooks Online', 'Comparing'],
        20,
      );
      if (mode === 'empty' && documents.length === 0) documents = fakeCompany(420, now);
      asOf = time(Date.now());
      changed();
      return {
        as_of: asOf,
        documents: { total: documents.length, by_state: countStates(documents) },
        requests: { procurement: 41, quickbooks: 9 },
        quarantined: 0,
        duration_ms: 2_140,
        partial:
          mode === 'partial'
            ? [{ source: 'quickbooks', what: 'bills', reason: 'rate limited until 09:42' }]
            : [],
      };
    },
    cancel: async () => {
      cancelled = true;
      return null;
    },
    resend: async ({ query }) => {
      cancelled = false;
      const rows = chosen(documents, query);
      await wait(mode === 'slow' ? 1_500 : 60);
      const looked = rows.map((row) => lookFirst(row, query));
      if (query.dry_run) return { results: looked };
      await work('resend', ['Sending and waiting for proof'], rows.length);
      const results = rows.map((row, index) => {
        const before = looked[index];
        if (before && before.outcome !== 'would_send') return before;
        const sent = send(row, serial++, time(Date.now()));
        attempts = [sent.attempt, ...attempts];
        return sent.item;
      });
      changed();
      return { results };
    },
    outbox: () => answer(() => ({ attempts })),
    cancel_attempt: ({ attempt }) =>
      answer(() => {
        attempts = attempts.map((item) =>
          item.attempt === attempt
            ? {
                ...item,
                state: 'cancelled',
                history: [...item.history, { at: time(Date.now()), event: 'cancelled' }],
              }
            : item,
        );
        return { attempts };
      }),
    handle: async ({ reference, reason }) => {
      const row = find(reference);
      Object.assign(row, { state: 'handled', handledReason: reason, headline: null });
      changed();
      return answerShow(row, asOf);
    },
    unhandle: async ({ reference }) => {
      const row = find(reference);
      Object.assign(row, {
        state: row.cause ? 'failed' : 'missing',
        handledReason: null,
        headline: row.cause?.headline ?? 'Not in QuickBooks Online',
      });
      changed();
      return answerShow(row, asOf);
    },
    export_csv: () =>
      answer(() => ({
        path: '/home/maya/Documents/clearpost-2026-03-02.csv',
        rows: documents.length,
      })),
    open_link: async ({ url }) => {
      opened.push(url);
      return null;
    },
    onProgress: (callback) => {
      progressListeners.add(callback);
      return () => progressListeners.delete(callback);
    },
    onChanged: (callback) => {
      changedListeners.add(callback);
      return () => changedListeners.delete(callback);
    },
  };
}

const wait = (milliseconds: number): Promise<void> =>
  new Promise((done) => setTimeout(done, milliseconds));
const time = (at: number): string => new Date(at).toISOString().slice(0, 19) + 'Z';

function groupCauses(documents: readonly FakeDocument[]): CauseItem[] {
  const groups = new Map<FakeCause, FakeDocument[]>();
  for (const row of documents) {
    if (row.cause && row.state === 'failed')
      groups.set(row.cause, [...(groups.get(row.cause) ?? []), row]);
  }
  return [...groups]
    .map(([cause, rows]) => ({
      id: causeId(cause),
      class: cause.class,
      headline: cause.headline,
      retry: cause.retry,
      culprit: cause.culprit,
      documents: rows.map((row) => row.ref),
      totals: totals(rows),
      oldest_days: Math.max(...rows.map((row) => row.age_days ?? 0)),
      steps: cause.steps,
    }))
    .sort((a, b) => b.documents.length - a.documents.length);
}

function totals(rows: readonly FakeDocument[]): CauseItem['totals'] {
  const cents = new Map<string, number>();
  for (const row of rows) {
    const currency = row.currency ?? '';
    cents.set(currency, (cents.get(currency) ?? 0) + Math.round(Number(row.amount) * 100));
  }
  return [...cents].map(([currency, sum]) => ({ currency, amount: (sum / 100).toFixed(2) }));
}

function explain(cause: FakeCause | undefined): ExplainResult {
  if (!cause) {
    return {
      class: 'UNKNOWN',
      confidence: 'possible',
      headline: 'This text is not known',
      cause: 'No pattern fits it. Nothing is guessed.',
      steps: [{ text: 'Write to support@procurementexpress.com and quote the text.', url: null }],
      retry: 'never_automatic',
      alternatives: [],
    };
  }
  const { confidence: _confirmed, headline, steps, retry } = cause;
  const alternatives =
    cause.class === 'VENDOR_INACTIVE' ? [{ class: 'ACCOUNT_AP_AR', confidence: 'possible' }] : [];
  return {
    class: cause.class,
    confidence: 'likely',
    headline,
    cause: cause.cause,
    steps,
    retry,
    alternatives,
  };
}
