// The fake receipts of what was resent together.
import type { Commands, ReceiptItem, ReceiptResult, ResendItem } from '../generated';
import type { FakeDocument } from './company';
import { send } from './resend';
import { error, time, type World } from './world';

export type KeptReceipt = Omit<ReceiptResult, 'company'>;

type ReceiptCommands = Pick<Commands, 'receipts' | 'receipt' | 'receipt_csv' | 'receipt_pdf'>;

export function receiptCommands(world: World): ReceiptCommands {
  const find = (receipt: string | null): KeptReceipt => {
    const kept = world.here().receipts;
    const found = receipt === null ? kept[0] : kept.find((one) => one.receipt === receipt);
    if (found) return found;
    throw error('not_found', 'There is no such receipt.', 'Look at the list of receipts.');
  };
  const saved = (receipt: string | null, extension: string) => ({
    path: `/home/maya/Documents/clearpost-resend.${extension}`,
    rows: find(receipt).rows.length,
  });
  return {
    receipts: () =>
      world.answer(() => {
        const { item, receipts } = world.here();
        return { company: item.name, receipts: receipts.map(head) };
      }),
    receipt: ({ receipt }) =>
      world.answer(() => {
        const kept = find(receipt);
        const rows = kept.rows.map((row) => ({ ...row, state: stateNow(world, row.ref) }));
        return { ...kept, company: world.here().item.name, rows };
      }),
    receipt_csv: ({ receipt }) => world.answer(() => saved(receipt, 'csv')),
    receipt_pdf: ({ receipt }) => world.answer(() => saved(receipt, 'pdf')),
  };
}

const stateNow = (world: World, reference: string): string | null =>
  world.documents.find((row) => row.ref === reference)?.state ?? null;

function head({ rows, ...kept }: KeptReceipt): ReceiptItem {
  return { ...kept, documents: rows.length };
}

export function receiptOf(
  receipt: string,
  results: readonly ResendItem[],
  documents: readonly FakeDocument[],
  at: number,
  stopped: string | null,
): KeptReceipt {
  const counts: Record<string, number> = {};
  for (const { outcome } of results) counts[outcome] = (counts[outcome] ?? 0) + 1;
  const rows = results.map(({ ref, outcome, reason, detail, attempt, quickbooks }) => {
    const row = documents.find((one) => one.ref === ref);
    return {
      ref,
      number: row?.number ?? null,
      supplier: row?.supplier ?? null,
      amount: row?.amount ?? null,
      currency: row?.currency ?? null,
      outcome,
      reason: reason ?? null,
      detail,
      attempt,
      attempt_state: attempt === null ? null : outcome,
      quickbooks,
      state: row?.state ?? null,
    };
  });
  const [started_at, ended_at] = [time(at - 40_000), time(at)];
  return { receipt, started_at, ended_at, stopped, counts, rows };
}

/** One of yesterday, some of whose proofs came later. */
export function firstReceipts(documents: readonly FakeDocument[], now: number): KeptReceipt[] {
  const rows = documents.filter((row) => row.state === 'synced').slice(0, 9);
  const at = now - 86_400_000;
  const results = rows.map((row, serial) => send({ ...row }, serial, time(at)).item);
  return rows.length === 0 ? [] : [receiptOf('01JRECEIPT', results, documents, at, null)];
}
