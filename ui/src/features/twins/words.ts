// Names that may stand for one company, in words.
import { plain } from '../../lib/words';

const lists: Record<string, string> = {
  vendor: 'Vendor in QuickBooks',
  customer: 'Customer in QuickBooks',
  employee: 'Employee in QuickBooks',
  supplier: 'Supplier in ProcurementExpress',
};

const likenesses: Record<string, string> = {
  same: 'The same but for capitals and spaces',
  spelling: 'The same but for the spelling',
  order: 'The same words in another order',
  slip: 'One slip of the keyboard apart',
};

const actions: Record<string, string> = {
  merge: 'Merge them',
  reactivate: 'Make it active again',
  rename: 'Rename one',
  link: 'Link them',
};

export const listWord = (list: string): string => lists[list] ?? plain(list);
export const likenessWord = (likeness: string): string => likenesses[likeness] ?? plain(likeness);
export const actionWord = (action: string): string => actions[action] ?? plain(action);
