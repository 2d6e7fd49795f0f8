// A receipt as plain text, for the clipboard.
import type { ResendItem } from '../../host/generated';
import { money } from '../../lib/format';
import type { Names } from '../../lib/names.svelte';
import { groupByOutcome, reasonWord } from '../../lib/outcomes';

export function receiptText(items: readonly ResendItem[], names: Names): string {
  return groupByOutcome(items)
    .map((group) => [`${group.word} (${group.items.length})`, ...group.items.map(line)].join('\n'))
    .join('\n\n');

  function line(item: ResendItem): string {
    const row = names.row(item.ref);
    const parts = [
      names.name(item.ref),
      row?.supplier,
      row ? money(row.amount, row.currency) : '',
      [item.reason ? `${reasonWord(item.reason)}.` : '', item.detail].filter(Boolean).join(' '),
    ];
    return parts.filter(Boolean).join('\t');
  }
}
