// One fake document in full: evidence, findings, history.
import type { FindingItem, HistoryItem, ShowResult } from '../generated';
import { sourceWord } from '../../lib/words';
import type { FakeDocument } from './company';
import { findingOf } from './diagnosed';
import { toRow } from './query';

export function answerShow(document: FakeDocument, asOf: string | null): ShowResult {
  const entity = document.kind === 'order' ? 'purchase order entity' : 'bill';
  const there = document.quickbooks !== null;
  const base = `https://app.procurementexpress.com/${document.kind === 'order' ? 'purchase_orders' : 'invoices'}`;
  const half = (Number(document.amount) / 2).toFixed(2);
  return {
    ...toRow(document),
    as_of: asOf,
    evidence: [
      {
        source: 'procurement',
        at: asOf,
        text: `status ${document.procurement_status}, ${document.due_event ?? 'not due'}`,
      },
      {
        source: 'quickbooks',
        at: document.proof === 'verified' ? asOf : null,
        text: there
          ? `${entity} ${document.quickbooks?.id} found by number and vendor`
          : document.state === 'unknown'
            ? 'two candidates fit equally well: 4471 and 4502'
            : `no ${entity} numbered ${document.number ?? '(none)'} for this vendor`,
      },
    ],
    differences: document.differences,
    findings: findings(document),
    history: history(document),
    lines: [
      {
        description: 'Copier paper A4, 80 g, 5 reams',
        account: '6100 Office Supplies',
        amount: half,
      },
      {
        description: document.raw || 'Delivery',
        account: '6300 Freight and delivery',
        amount: half,
      },
    ],
    notes:
      document.due_event === 'edited' && document.kind === 'invoice'
        ? [
            'An edited invoice does not go back to Outstanding; it stays ready to pay and syncs again.',
          ]
        : [],
    links: { procurement: `${base}/${document.id}`, quickbooks: document.quickbooks?.url ?? null },
    detail_cached: document.state !== 'synced' || document.raw !== '',
    handled_reason: document.handledReason,
  };
}

function findings(document: FakeDocument): FindingItem[] {
  const { cause } = document;
  if (cause) return [findingOf(cause, document.raw, false)];
  if (document.state !== 'missing') return [];
  return [
    {
      code: 'TXN001',
      class: 'TXN_DELETED',
      confidence: 'confirmed',
      retry: 'never_automatic',
      headline: document.headline ?? '',
      cause:
        'It was found on 3 February and is gone since. Someone deleted it in QuickBooks Online; the audit log there says who.',
      steps: [
        {
          text: 'Look into the audit log of QuickBooks Online.',
          url: 'https://qbo.intuit.com/app/auditlog',
        },
        {
          text: 'If it is still owed, resend and confirm that it may be created again.',
          url: null,
        },
      ],
      culprit: null,
      error_text: null,
      resolved: false,
      who: 'finance',
      who_words: 'Finance',
      message: '',
    },
  ];
}

function history(document: FakeDocument): HistoryItem[] {
  const at = document.due_since;
  const items: HistoryItem[] = [
    {
      at: document.date ? `${document.date}T09:12:00Z` : null,
      source: 'procurement',
      who: 'Maya Lindqvist',
      text: `created this ${document.kind} for ${document.supplier}`,
      sync: null,
    },
  ];
  if (at)
    items.push({
      at,
      source: 'procurement',
      who: 'Tom Okafor',
      text: document.due_event ?? 'approved',
      sync: null,
    });
  if (document.state === 'failed') {
    items.push({
      at,
      source: 'procurement',
      who: sourceWord('quickbooks'),
      text: document.raw || (document.cause?.errorText ?? 'Sync failed'),
      sync: 'failed',
    });
  }
  if (document.quickbooks) {
    items.push({
      at,
      source: 'procurement',
      who: sourceWord('quickbooks'),
      text: 'Synced with QuickBooks Online',
      sync: 'succeeded',
    });
  }
  return items;
}
