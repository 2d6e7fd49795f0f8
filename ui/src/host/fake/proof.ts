// The fake proof card: both sides of one document, field by field.
import type { ProofField, ProofResult } from '../generated';
import type { FakeDocument } from './company';
import { answerShow } from './show';
import type { FakeConnection } from './world';

export function answerProof(document: FakeDocument, connection: FakeConnection): ProofResult {
  const { asOf, item } = connection;
  const { links, evidence, ...row } = answerShow(document, asOf);
  const there = document.quickbooks !== null;
  return {
    ...pick(row),
    as_of: asOf,
    links,
    evidence,
    statement: statement(document),
    company: item.name,
    quickbooks_company: item.quickbooks_name,
    realm: item.realm,
    procurement_read_at: asOf,
    quickbooks_read_at: item.quickbooks_name === null ? null : asOf,
    fields: fields(document, there),
    lines: there ? lines(document) : [],
  };
}

/** The row alone: an answer carries no field that its shape does not name. */
function pick(row: Omit<ReturnType<typeof answerShow>, 'links' | 'evidence'>) {
  const {
    differences: _differences,
    findings: _findings,
    history: _history,
    lines: _lines,
    notes: _notes,
    detail_cached: _cached,
    handled_reason: _reason,
    ...rest
  } = row;
  return rest;
}

function statement({ state, quickbooks, kind }: FakeDocument): string {
  const entity = kind === 'order' ? 'purchase order entity' : 'bill';
  switch (state) {
    case 'synced':
      return `Proved: ${entity} ${quickbooks?.id} in QuickBooks Online is this ${kind}, and every compared field agrees.`;
    case 'differs':
      return `Proved: ${entity} ${quickbooks?.id} in QuickBooks Online is this ${kind}, but not every field agrees.`;
    case 'failed':
    case 'missing':
    case 'pending':
      return `Proved: no ${entity} in QuickBooks Online is this ${kind}. All of them were read.`;
    case 'unknown':
      return `Not proved: ${entity}s 4471 and 4502 fit equally well.`;
    default:
      return `Nothing is expected in QuickBooks Online for this ${kind} yet.`;
  }
}

function fields(document: FakeDocument, there: boolean): ProofField[] {
  const due = document.date;
  const values: Array<[string, string, string | null, string | null]> = [
    ['vendor', 'Vendor', document.supplier, null],
    ['number', 'Number', document.number, null],
    ['date', 'Date', document.date, 'The issue date is the bill date, learned from 209 documents.'],
    ['due_date', 'Due date', due, null],
    ['currency', 'Currency', document.currency, null],
    ['total', 'Total', document.amount, null],
    ['tax', 'Tax', '0.00', 'How tax arrives is not learned yet.'],
    ['link', 'Purchase order entity', document.kind === 'order' ? null : 'PO-10231', null],
  ];
  return values.map(([field, label, procurement, note]) => {
    const difference = document.differences.find((item) => item.field === field);
    if (!there)
      return { field, label, procurement, quickbooks: null, result: 'not_compared', note: null };
    if (difference) {
      const { quickbooks } = difference;
      return { field, label, procurement, quickbooks, result: 'differs', note: null };
    }
    const tolerated = field === 'due_date';
    return {
      field,
      label,
      procurement,
      quickbooks:
        field === 'vendor' ? document.supplier.toUpperCase() : tolerated ? later(due) : procurement,
      result: field === 'tax' ? 'not_compared' : tolerated ? 'tolerated' : 'equal',
      note:
        field === 'vendor'
          ? 'Capital letters make no difference.'
          : tolerated
            ? 'The terms of the vendor move it; that is not a difference.'
            : note,
    };
  });
}

/** A month later, as the vendor's terms have it. */
function later(date: string | null): string | null {
  if (date === null) return null;
  return new Date(new Date(`${date}T00:00:00Z`).getTime() + 30 * 86_400_000)
    .toISOString()
    .slice(0, 10);
}

function lines(document: FakeDocument): ProofResult['lines'] {
  const half = (Number(document.amount) / 2).toFixed(2);
  return ['Copier paper A4, 80 g, 5 reams', document.raw || 'Delivery'].map(
    (description, index) => {
      const account = document.differences.find(
        (item) => item.field === `line.${index + 1}.account`,
      );
      const name = index === 0 ? '6100 Office Supplies' : '6300 Freight and delivery';
      return {
        number: index + 1,
        description,
        fields: [
          {
            field: 'account',
            label: 'Account',
            procurement: name,
            quickbooks: account?.quickbooks ?? name,
            result: account ? 'differs' : 'equal',
            note: null,
          },
          {
            field: 'amount',
            label: 'Amount',
            procurement: half,
            quickbooks: half,
            result: 'equal',
            note: null,
          },
        ],
      };
    },
  );
}
