// The fake material for the vendor's support.
import type { Commands, SupportResult } from '../generated';
import { error, wait, type World } from './world';

type SupportCommands = Pick<Commands, 'support_preview' | 'support_bundle'>;

export function supportCommands(world: World): SupportCommands {
  return {
    support_preview: async ({ query }) => {
      await wait(world.mode === 'slow' ? 1_500 : 40);
      return preview(world, query.refs, query.amounts);
    },
    support_bundle: async ({ query }) => {
      await wait(150);
      if (world.stumbles('not_saved'))
        throw error('file_unwritable', 'The folder is full.', 'Make room, then save again.');
      return { path: '/home/maya/Documents/clearpost-support.zip', rows: query.refs.length };
    },
  };
}

function preview(world: World, refs: readonly string[], amounts: boolean): SupportResult {
  const rows = refs.map((ref) => world.find(ref));
  const files = rows.map((row) => ({
    name: `documents/${row.ref.replace(':', '-')}.txt`,
    text: [
      `${row.kind} ${row.number ?? row.ref}`,
      `supplier: ${row.supplier}`,
      amounts ? `amount: ${row.amount ?? ''} ${row.currency ?? ''}` : 'amount: left out',
      `state: ${row.state}`,
      `history: ${row.cause?.errorText ?? row.headline ?? ''}`,
    ].join('\n'),
  }));
  const message = `Hello,\n\n${refs.length === 1 ? 'this document does' : 'these documents do'} not reach QuickBooks Online:\n${rows.map((row) => `- ${row.number ?? row.ref}`).join('\n')}\n\nThe attached archive holds their history and what was checked.\n\nThank you`;
  return {
    files: [
      { name: 'message.txt', text: message },
      ...files,
      { name: 'versions.txt', text: 'Clearpost 0.1.0' },
    ],
    message,
    email: 'support@procurementexpress.com',
    whatsapp: '+353 87 443 4944',
    chat: 'the support chat at the bottom right of the ProcurementExpress web pages',
  };
}
