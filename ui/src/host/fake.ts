// A host in memory, for development and tests: every state of the window without any service. Never shipped.
import type { CauseItem, ExplainResult, ResendItem } from './generated';
import type { Host } from './host';
import { causeId, causesByClass, fakeCauses, fakeHelp, type FakeCause } from './fake/causes';
import { aheadCommands } from './fake/ahead';
import { checkCommands } from './fake/check';
import { companyCommands } from './fake/companies';
import { fakeCompany, type FakeDocument } from './fake/company';
import type { FakeMode, Stumble } from './fake/modes';
import { answerProof } from './fake/proof';
import { queueCommands, receiptOf } from './fake/queue';
import { answerList, countStates } from './fake/query';
import { chosen, keep, lookFirst, notSent, send } from './fake/resend';
import { setupCommands } from './fake/setup';
import { answerShow } from './fake/show';
import { error, time, wait, World } from './fake/world';

export { askedIn } from './fake/modes';

export interface FakeHost extends Host {
  /** The addresses that were opened, for tests. */
  opened: string[];
}

export function createFakeHost(
  mode: FakeMode = 'normal',
  stumble: Stumble | null = null,
): FakeHost {
  const world = new World({ mode, stumble });
  let failing = mode === 'error';
  let serial = 0;

  return {
    ...companyCommands(world),
    ...setupCommands(world),
    ...checkCommands(world),
    ...aheadCommands(world),
    ...queueCommands(world),
    opened: world.opened,
    status: () => world.answer(() => world.status()),
    list: ({ query }) =>
      world.answer(() => {
        if (failing) {
          failing = false;
          throw error(
            'internal',
            'The cache could not be read.',
            'Your resend log is safe. Try again.',
          );
        }
        return answerList(world.documents, query, world.asOf);
      }),
    show: ({ reference }) => world.answer(() => answerShow(world.find(reference), world.asOf)),
    causes: () =>
      world.answer(() => ({
        as_of: world.asOf,
        causes: groupCauses(world.documents),
        company: [],
      })),
    explain: ({ text }) =>
      world.answer(() => explain(fakeCauses.find((cause) => cause.sign.test(text)))),
    explain_class: (args) => world.answer(() => explain(causesByClass.get(args.class))),
    refresh: async () => {
      world.cancelled = false;
      if (mode === 'offline') {
        await wait(30);
        throw error(
          'unreachable',
          'ProcurementExpress could not be reached.',
          'Check the network connection. Everything read so far stays available.',
        );
      }
      await world.work(
        'refresh',
        ['Reading purchase orders', 'Reading invoices', 'Reading QuickBooks Online', 'Comparing'],
        20,
      );
      const here = world.here();
      if (here.documents.length === 0) here.documents = fakeCompany(420, world.now);
      here.asOf = time(Date.now());
      world.changed();
      return {
        as_of: here.asOf,
        documents: { total: here.documents.length, by_state: countStates(here.documents) },
        requests: { procurement: 41, quickbooks: 9 },
        requests_this_month: { procurement: 743, quickbooks: 119 },
        notes: [],
        quarantined: 0,
        duration_ms: 2_140,
        partial:
          mode === 'partial'
            ? [{ source: 'quickbooks', what: 'bills', reason: 'rate limited until 09:42' }]
            : [],
      };
    },
    cancel: async () => {
      world.cancelled = true;
      return null;
    },
    resend: async ({ query }) => {
      world.cancelled = false;
      const rows = chosen(world.documents, query);
      await wait(mode === 'slow' ? 1_500 : 60);
      const looked = rows.map((row) => lookFirst(row, query));
      if (query.dry_run) return { results: looked };
      if (world.stumbles('resend_failed'))
        throw error('unreachable', 'QuickBooks Online could not be reached.', 'Nothing was sent.');
      const results: ResendItem[] = [];
      for (const [index, row] of rows.entries()) {
        world.report({ job: 'resend', phase: 'Resending', done: index, total: rows.length });
        await wait(mode === 'slow' ? 400 : 12);
        const before = looked[index];
        if (world.cancelled) results.push(notSent(row));
        else if (before && before.outcome !== 'would_send') results.push(before);
        else {
          const sent = (mode === 'offline' ? keep : send)(row, serial++, time(Date.now()));
          const here = world.here();
          here.attempts = [sent.attempt, ...here.attempts];
          results.push(sent.item);
        }
      }
      if (rows.length < 2) {
        world.changed();
        return { results };
      }
      const receipt = receiptOf(world, results);
      const here = world.here();
      here.receipts = [receipt, ...here.receipts];
      world.changed();
      return { results, receipt: receipt.receipt };
    },
    outbox: () => world.answer(() => ({ attempts: world.open?.attempts ?? [] })),
    cancel_attempt: ({ attempt }) =>
      world.answer(() => {
        const here = world.here();
        here.attempts = here.attempts.map((item) =>
          item.attempt === attempt
            ? {
                ...item,
                state: 'cancelled',
                history: [...item.history, { at: time(Date.now()), event: 'cancelled' }],
              }
            : item,
        );
        return { attempts: here.attempts };
      }),
    handle: async ({ reference, reason }) => {
      const row = world.find(reference);
      Object.assign(row, { state: 'handled', handledReason: reason, headline: null });
      world.changed();
      return answerShow(row, world.asOf);
    },
    unhandle: async ({ reference }) => {
      const row = world.find(reference);
      Object.assign(row, {
        state: row.cause ? 'failed' : 'missing',
        handledReason: null,
        headline: row.cause?.headline ?? 'Not in QuickBooks Online',
      });
      world.changed();
      return answerShow(row, world.asOf);
    },
    export_csv: () =>
      world.answer(() => ({
        path: '/home/maya/Documents/clearpost-2026-03-02.csv',
        rows: world.documents.length,
      })),
    proof: async ({ reference }) => {
      await wait(mode === 'slow' ? 1_500 : 40);
      if (world.stumbles('proof_failed'))
        throw error(
          'internal',
          'The cache could not be read.',
          'Your resend log is safe. Try again.',
        );
      return answerProof(world.find(reference), world.here());
    },
    proof_pdf: async ({ reference }) => {
      await wait(150);
      const row = world.find(reference);
      const name = row.number ?? row.ref.replace(':', '-');
      return { path: `/home/maya/Documents/clearpost-proof-${name}.pdf`, rows: 1 };
    },
    open_link: async ({ url }) => {
      world.opened.push(url);
      return null;
    },
    onProgress: (callback) => {
      world.progressListeners.add(callback);
      return () => world.progressListeners.delete(callback);
    },
    onChanged: (callback) => {
      world.changedListeners.add(callback);
      return () => world.changedListeners.delete(callback);
    },
  };
}

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
      resolved: false,
      ready: [],
      ...fakeHelp(cause.headline),
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
      who: 'support',
      who_words: 'ProcurementExpress support',
      detected: 'Text only: no pattern and no code matches.',
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
    who: 'finance',
    who_words: 'Someone who keeps the books in QuickBooks',
    detected: 'Read in QuickBooks Online.',
  };
}
