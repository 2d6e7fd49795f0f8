// The fake host's queue, routes and receipts around a resend.
import type { Commands, ReceiptResult, ResendItem, RouteItem } from '../generated';
import { lookFirst, send } from './resend';
import { error, time, wait, type World } from './world';

type QueueCommands = Pick<
  Commands,
  | 'pause'
  | 'resume'
  | 'confirm_pressed'
  | 'verify_route'
  | 'receipt'
  | 'receipt_csv'
  | 'receipt_pdf'
>;

/** The receipt of what a resend told. */
export function receiptOf(world: World, results: readonly ResendItem[]): ReceiptResult {
  const now = time(Date.now());
  const here = world.here();
  const counts: Record<string, number> = {};
  for (const { outcome } of results) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return {
    receipt: `01JRECEIPT${String(here.receipts.length).padStart(4, '0')}`,
    company: here.item.name,
    started_at: now,
    ended_at: now,
    stopped: world.cancelled ? 'stopped before it was sent' : null,
    counts,
    rows: results.map((item) => {
      const row = world.find(item.ref);
      const attempt = here.attempts.find((one) => one.attempt === item.attempt);
      return {
        ref: item.ref,
        number: row.number,
        supplier: row.supplier,
        amount: row.amount,
        currency: row.currency,
        outcome: item.outcome,
        reason: item.reason ?? null,
        detail: item.detail,
        attempt: item.attempt,
        attempt_state: attempt?.state ?? null,
        quickbooks: item.quickbooks,
        state: row.state,
      };
    }),
  };
}

export function queueCommands(world: World): QueueCommands {
  const found = (id: string | null): ReceiptResult => {
    const { receipts } = world.here();
    const receipt = id === null ? receipts[0] : receipts.find((one) => one.receipt === id);
    if (!receipt)
      throw error('not_found', 'There is no receipt of a resend.', 'Resend several documents.');
    return receipt;
  };
  const file = (kind: string) => (args: { receipt: string | null }) =>
    world.answer(() => ({
      path: `/home/maya/Documents/clearpost-resend.${kind}`,
      rows: found(args.receipt).rows.length,
    }));
  return {
    pause: async () => {
      world.paused = true;
      return null;
    },
    resume: async () => {
      world.paused = false;
      return null;
    },
    confirm_pressed: ({ attempt, pressed }) =>
      world.answer(() => {
        const here = world.here();
        here.attempts = here.attempts.map((item) =>
          item.attempt === attempt ? { ...item, state: pressed ? 'sent' : 'refused' } : item,
        );
        return { attempts: here.attempts };
      }),
    verify_route: async ({ query }) => {
      const here = world.here();
      const row = world.find(query.ref);
      await wait(60);
      const looked = lookFirst(row, {
        ...query,
        refs: [query.ref],
        class: null,
        cause: null,
        queued: false,
        dry_run: false,
      });
      const now = time(Date.now());
      const result = looked.outcome === 'would_send' ? send(row, 0, now).item : looked;
      if (result.outcome === 'proved') {
        const verified = { state: 'verified', since: now, by: query.ref };
        const { routes } = here.settings;
        here.settings = {
          ...here.settings,
          routes: routes.map((one) => (one.route === query.route ? { ...one, ...verified } : one)),
        };
      }
      world.changed();
      return { route: here.settings.routes.find((one) => one.route === query.route)!, result };
    },
    receipt: ({ receipt }) => world.answer(() => found(receipt)),
    receipt_csv: file('csv'),
    receipt_pdf: file('pdf'),
  };
}

export const routes = (): RouteItem[] => [
  {
    route: 'edit',
    text: 'Saves the document once more with every field as it is. Whether the service counts that as an edit is not public.',
    state: 'verified',
    since: '2026-02-20T10:12:00Z',
    by: 'invoice:30012',
  },
  {
    route: 'call',
    text: 'Asks ProcurementExpress with a call that the vendor gave to your company. No such call is public.',
    state: 'unverified',
    since: null,
    by: null,
  },
  {
    route: 'browser',
    text: "Opens the document's page in ProcurementExpress, where you press Resend yourself.",
    state: 'unverified',
    since: null,
    by: null,
  },
];
