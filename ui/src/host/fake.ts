// A host in memory, for development and tests: every state of the window without any service. Never shipped.
import type { Host } from './host';
import { checkCommands } from './fake/check';
import { companyCommands } from './fake/companies';
import { fakeCompany } from './fake/company';
import { diagnosedCommands } from './fake/diagnosed';
import type { FakeMode, Stumble } from './fake/modes';
import { answerProof } from './fake/proof';
import { answerList, countStates } from './fake/query';
import { resendCommands } from './fake/outbox';
import { receiptCommands } from './fake/receipts';
import { setupCommands } from './fake/setup';
import { answerShow } from './fake/show';
import { supportCommands } from './fake/support';
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

  return {
    ...companyCommands(world),
    ...setupCommands(world),
    ...checkCommands(world),
    ...resendCommands(world),
    ...receiptCommands(world),
    ...diagnosedCommands(world),
    ...supportCommands(world),
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
        ['Reading orders', 'Reading invoices', 'Reading QuickBooks Online', 'Comparing'],
        20,
      );
      const here = world.here();
      if (here.documents.length === 0) here.documents = fakeCompany(420, world.now);
      here.asOf = time(Date.now());
      world.recheck();
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
