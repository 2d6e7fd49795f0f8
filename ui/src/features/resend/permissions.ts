// What the user has to allow before a document may be sent. Each permission has a confirmation of its own.
import type { ResendItem, ResendQuery } from '../../host/generated';
import { plural } from '../../lib/format';
import { groupByOutcome, type OutcomeGroup } from '../../lib/outcomes';
import { documentCount } from '../../lib/words';

export type Extra = 'update' | 'recreate' | 'early' | 'force';
export type Permission = 'none' | Extra;

/** In the order in which they are asked for. */
export const extras: readonly Extra[] = ['update', 'recreate', 'early', 'force'];

const byReason: Record<string, Extra> = {
  would_update: 'update',
  was_deleted: 'recreate',
  pending: 'early',
  cause: 'force',
};

/** What sending this document needs; null where nothing of it can be sent. */
export function neededFor(item: ResendItem): Permission | null {
  if (item.outcome === 'would_send') return 'none';
  return (item.outcome === 'blocked' && byReason[item.reason ?? '']) || null;
}

/** What the query says of a permission: not waiting and sending in doubt are one there, and two to whoever decides. */
export const allowing = (permission: Permission): Partial<ResendQuery> =>
  permission === 'none' ? {} : { [permission === 'early' ? 'force' : permission]: true };

interface PermissionWords {
  /** Names the rows in the review. */
  group: string;
  title: (references: readonly string[]) => string;
  effect: string;
  button: (size: number) => string;
}

export const permissionWords: Record<Extra, PermissionWords> = {
  update: {
    group: 'There, but different: can be updated',
    title: (references) => `Update ${documentCount(references)} in QuickBooks Online?`,
    effect:
      'What stands in QuickBooks Online is overwritten with the values of ProcurementExpress. Changes made there by hand are lost. If ProcurementExpress makes a second record instead, both are shown, and you delete one.',
    button: (size) => `Update ${plural(size, 'document')}`,
  },
  recreate: {
    group: 'Deleted there: can be created again',
    title: (references) => `Create ${documentCount(references)} again?`,
    effect:
      'Somebody deleted this in QuickBooks Online. If it was entered anew under another number since, it will be there twice.',
    button: (size) => `Create ${plural(size, 'document')} again`,
  },
  early: {
    group: 'May still be on its way: can be sent now',
    title: (references) => `Send ${documentCount(references)} without waiting?`,
    effect:
      'It was changed or resent a moment ago, and that may still be on its way. If both arrive, QuickBooks Online may have it twice. Waiting, then refreshing, is the safe way.',
    button: (size) => `Send ${plural(size, 'document')} now`,
  },
  force: {
    group: 'In doubt: can be sent anyway',
    title: (references) => `Send ${documentCount(references)} in spite of doubts?`,
    effect:
      'The cause is probable, but not confirmed by your data. It may fail once more; it is not created twice.',
    button: (size) => `Send ${plural(size, 'document')} anyway`,
  },
};

export interface ReviewGroup extends OutcomeGroup {
  /** What ticking these rows asks for; null where they cannot be ticked. */
  permission: Permission | null;
}

/** The dry run as it is reviewed: what will be sent, what could be with a permission, what cannot. */
export function reviewGroups(items: readonly ResendItem[], offline = false): ReviewGroup[] {
  const needing = (permission: Permission | null): ResendItem[] =>
    items.filter((item) => neededFor(item) === permission);
  const groups: ReviewGroup[] = groupByOutcome(needing('none')).map((group) => ({
    ...group,
    ...(offline ? { word: 'Will be kept' } : {}),
    permission: 'none',
  }));
  for (const permission of extras) {
    const { group: word } = permissionWords[permission];
    groups.push({ key: permission, word, tone: 'warn', items: needing(permission), permission });
  }
  groups.push(...groupByOutcome(needing(null)).map((group) => ({ ...group, permission: null })));
  return groups.filter((group) => group.items.length > 0);
}

/** Results that only tell, and offer nothing to choose. */
export const plainGroups = (items: readonly ResendItem[]): ReviewGroup[] =>
  groupByOutcome(items).map((group) => ({ ...group, permission: null }));
