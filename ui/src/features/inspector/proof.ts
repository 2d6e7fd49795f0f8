// How a verdict is known, in one line.
import type { ListRow } from '../../host/generated';

export function proofWord(row: ListRow, readAt: string): string {
  const read = readAt ? `, read ${readAt}` : '';
  if (row.proof === 'verified') {
    if (row.quickbooks) return `Proved in QuickBooks Online${read}`;
    // An absence is proved, too: QuickBooks Online was read completely, and it is not there.
    return ['failed', 'missing', 'pending'].includes(row.state)
      ? `Proved: not in QuickBooks Online${read}`
      : `Looked up in QuickBooks Online${read}`;
  }
  if (row.proof === 'reported') return 'Reported by ProcurementExpress only';
  return row.state === 'not_due' ? 'Nothing is expected in QuickBooks Online yet' : 'Not known';
}
