// The fake resend: looks, sends, proves; some documents stay blocked.
import type { AttemptItem, ResendItem, ResendQuery } from '../generated';
import { causeId } from './causes';
import type { FakeDocument } from './company';

export function chosen(documents: readonly FakeDocument[], query: ResendQuery): FakeDocument[] {
  return documents.filter(
    (row) =>
      query.refs.includes(row.ref) ||
      (query.class !== null && row.classes.includes(query.class)) ||
      (query.cause !== null && row.cause !== null && causeId(row.cause) === query.cause),
  );
}

export function lookFirst(row: FakeDocument, query: ResendQuery): ResendItem {
  const item = (outcome: string, detail: string, reason?: string): ResendItem => ({
    ref: row.ref,
    outcome,
    detail,
    attempt: null,
    quickbooks:
      outcome === 'number_taken'
        ? { entity: 'Bill', id: '4471', url: 'https://qbo.intuit.com/app/bill?txnId=4471' }
        : row.quickbooks,
    ...(reason ? { reason } : {}),
    ...(row.differences.length > 0 ? { differences: row.differences } : {}),
  });
  switch (row.state) {
    case 'synced':
      return item(
        'already_there',
        `${row.quickbooks?.entity ?? 'Bill'} ${row.quickbooks?.id ?? ''} agrees in every compared field.`,
      );
    case 'differs':
      return query.update
        ? item('would_send', 'The record in QuickBooks Online will be updated.')
        : item('blocked', 'It is in QuickBooks Online with another total.', 'would_update');
    case 'missing':
      return query.recreate
        ? item('would_send', 'It will be created again.')
        : item('blocked', 'It was deleted in QuickBooks Online.', 'was_deleted');
    case 'unknown':
      return item('blocked', 'Bills 4471 and 4502 fit equally well.', 'ambiguous');
    case 'handled':
      return item('blocked', 'Take it back first.', 'handled');
    case 'not_due':
      return item('not_due', `Its status is ${row.procurement_status}.`);
    case 'pending':
      return query.force
        ? item('would_send', 'Nothing stands in the way.')
        : item('blocked', 'It changed four minutes ago.', 'pending');
    default:
      if (row.cause?.class === 'BILL_BEFORE_PO' && row.kind === 'invoice')
        return item('number_taken', 'the number is carried by another bill of the same vendor');
      if (row.cause?.class === 'PERIOD_CLOSED') return item('blocked', row.cause.headline, 'cause');
      if (row.cause?.class === 'TAX_CODE_MISSING' && !query.force)
        return item('blocked', row.cause.headline, 'cause');
      return item('would_send', 'Nothing in QuickBooks Online has this number and vendor.');
  }
}

interface Sent {
  item: ResendItem;
  attempt: AttemptItem;
}

/** The user stopped before it was this document's turn. */
export function notSent(row: FakeDocument): ResendItem {
  const detail = 'stopped before it was sent';
  return { ref: row.ref, outcome: 'blocked', detail, attempt: null, quickbooks: null };
}

/** Without a network a resend is planned, and looked at again before it leaves. */
export function keep(row: FakeDocument, serial: number, now: string): Sent {
  const attempt = `01JFAKE${String(serial).padStart(6, '0')}`;
  const detail = 'kept until both services can be reached; looked up again before it leaves';
  const history = [{ at: now, event: 'queued' }];
  return {
    item: { ref: row.ref, outcome: 'queued', detail, attempt, quickbooks: row.quickbooks },
    attempt: {
      attempt,
      ref: row.ref,
      state: 'queued',
      route: 'edit',
      created_at: now,
      history,
      waits_for: 'offline',
    },
  };
}

/** The page of the document is open; the user presses Resend there. */
export function browse(row: FakeDocument, serial: number, now: string): Sent {
  const attempt = `01JFAKE${String(serial).padStart(6, '0')}`;
  const history = [
    { at: now, event: 'in_flight' },
    { at: now, event: 'page_opened' },
  ];
  return {
    item: {
      ref: row.ref,
      outcome: 'refused',
      detail: 'you said that Resend was not pressed',
      attempt,
      quickbooks: null,
    },
    attempt: {
      attempt,
      ref: row.ref,
      state: 'in_flight',
      route: 'browser',
      created_at: now,
      history,
    },
  };
}

/** Every seventh proof is outstanding, and every eleventh answer is lost. */
export function send(row: FakeDocument, serial: number, now: string): Sent {
  const outcome = serial % 11 === 10 ? 'uncertain' : serial % 7 === 6 ? 'sent' : 'proved';
  const details: Record<string, string> = {
    proved: 'Found in QuickBooks Online after 6 seconds.',
    sent: 'Accepted; not seen in QuickBooks Online yet.',
    uncertain: 'The answer was lost. It is looked up before anything is sent again.',
  };
  const attempt: AttemptItem = {
    attempt: `01JFAKE${String(serial).padStart(6, '0')}`,
    ref: row.ref,
    state: outcome,
    route: 'edit',
    created_at: now,
    history: [
      { at: now, event: 'queued' },
      { at: now, event: 'in_flight' },
      { at: now, event: outcome, ...(details[outcome] ? { detail: details[outcome] } : {}) },
    ],
  };
  if (outcome === 'proved') {
    const entity = row.kind === 'order' ? 'PurchaseOrder' : 'Bill';
    row.quickbooks = {
      entity,
      id: String(9_000 + serial),
      url: `https://qbo.intuit.com/app/bill?txnId=${9_000 + serial}`,
    };
    Object.assign(row, {
      state: 'synced',
      proof: 'verified',
      classes: [],
      headline: null,
      cause: null,
      differences: [],
    });
  } else if (outcome === 'sent') {
    Object.assign(row, {
      state: 'pending',
      classes: [],
      headline: null,
      due_event: 'resent',
      due_since: now,
      age_days: 0,
    });
  }
  return {
    item: {
      ref: row.ref,
      outcome,
      detail: details[outcome] ?? '',
      attempt: attempt.attempt,
      quickbooks: row.quickbooks,
    },
    attempt,
  };
}

export function firstAttempts(documents: readonly FakeDocument[], now: number): AttemptItem[] {
  const at = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();
  const states = ['queued', 'queued', 'proved', 'refused', 'proved', 'uncertain', 'cancelled'];
  const waiting: Partial<AttemptItem>[] = [
    { waits_for: 'offline', conflict: 'it was edited in ProcurementExpress since' },
    { waits_for: 'retry', due: new Date(now + 15 * 60_000).toISOString() },
  ];
  return documents
    .filter((row) => row.state === 'failed' || row.state === 'synced')
    .slice(0, states.length)
    .map((row, index) => {
      const state = states[index] as string;
      const history = [{ at: at(30 + index * 95), event: 'queued' }];
      if (state !== 'queued')
        history.push(
          { at: at(29 + index * 95), event: 'in_flight' },
          { at: at(28 + index * 95), event: state },
        );
      return {
        attempt: `01JEARLIER${index}`,
        ref: row.ref,
        state,
        route: 'edit',
        created_at: at(30 + index * 95),
        history,
        ...waiting[index],
      };
    });
}
