// How a verdict is known, in one line.

export function proofWord(state: string, proof: string, readAt: string): string {
  if (proof === 'verified') return `Proved in QuickBooks Online${readAt ? `, read ${readAt}` : ''}`;
  if (proof === 'reported') return 'Reported by ProcurementExpress only';
  return state === 'not_due' ? 'Nothing is expected in QuickBooks Online yet' : 'Not known';
}
