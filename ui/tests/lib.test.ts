// The small functions: formats, words, errors, keys, outcomes.
import { describe, expect, it } from 'vitest';
import { colourClass, companyLine, initials } from '../src/lib/connection';
import { asErrorBody, errorWords, knownCodes } from '../src/lib/errors';
import { age, ago, day, money, plural, usableLocale } from '../src/lib/format';
import type { ListRow } from '../src/host/generated';
import { proofWord } from '../src/features/inspector/proof';
import { globalAction } from '../src/lib/keys';
import { attemptWords, groupByOutcome, outcomeWords } from '../src/lib/outcomes';
import { listQuery, resendQuery } from '../src/lib/queries';
import {
  documentCount,
  fieldValue,
  fieldWord,
  plain,
  referenceWord,
  stateWords,
} from '../src/lib/words';

describe('formats', () => {
  it('keeps every digit of an amount that no float could hold', () => {
    expect(money('90071992547409931.07', 'USD').replace(/\D/g, '')).toBe('9007199254740993107');
    expect(money('-0.10', 'EUR')).toMatch(/0.10/);
    expect(money('12.345', 'KWD')).toMatch(/12.345/);
  });

  it('takes no name for a locale that is none, such as that of a bare system', () => {
    expect(usableLocale('de-AT')).toBe('de-AT');
    expect(['C', '', undefined].map(usableLocale)).toEqual(Array(3).fill('en-US'));
  });

  it('shows what is not a number as it is', () => {
    expect(money('n/a', 'USD')).toBe('n/a USD');
    expect(money('1.00', '<b>')).toBe('1.00');
    expect(money(null, 'USD')).toBe('');
  });

  it('never shifts a calendar day', () => {
    expect(day('2026-03-01')).toContain('1');
    expect(day('2026-03-01')).toContain('2026');
    expect(day('soon')).toBe('soon');
  });

  it('tells ages in words', () => {
    const now = new Date('2026-03-02T12:00:00Z');
    expect(ago('2026-03-02T11:59:50Z', now)).toBe('just now');
    expect(ago('2026-03-02T10:00:00Z', now)).toContain('2');
    expect(ago('2026-03-03T10:00:00Z', now)).toBe('just now');
    expect(age(0)).toBe('today');
    expect(age(null)).toBe('');
  });

  it('uses the right plural', () => {
    expect(plural(1, 'invoice')).toBe('1 invoice');
    expect(plural(14, 'invoice')).toBe('14 invoices');
  });
});

describe('words', () => {
  it('counts documents by kind', () => {
    expect(documentCount(['invoice:1', 'order:2', 'invoice:3'])).toBe('2 invoices and 1 order');
    expect(documentCount(['order:2'])).toBe('1 order');
    expect(documentCount([])).toBe('0 documents');
  });

  it('has a word for every state and survives a new one', () => {
    expect(stateWords('synced').word).toBe('In QuickBooks');
    expect(stateWords('half_synced').word).toBe('Half synced');
  });

  it('names fields, references and codes', () => {
    expect(fieldWord('line.2.account')).toBe('Line 2, account');
    expect(fieldValue('total', '1500.00')).toMatch(/1.500.00/);
    expect(fieldValue('vendor', null)).toBe('—');
    expect(referenceWord('invoice:771')).toBe('Invoice 771');
    expect(plain('VENDOR_INACTIVE')).toBe('Vendor inactive');
  });
});

describe('the proof', () => {
  const said = (state: string, proof: string, there = false): string => {
    const quickbooks = there ? { entity: 'Bill', id: '1', url: 'https://example.test' } : null;
    return proofWord({ state, proof, quickbooks } as ListRow, '09:41');
  };

  it('claims an absence only where it was proved', () => {
    expect(said('synced', 'verified', true)).toBe('Proved in QuickBooks Online, read 09:41');
    expect(said('missing', 'verified')).toBe('Proved: not in QuickBooks Online, read 09:41');
    expect(said('unknown', 'verified')).toBe('Looked up in QuickBooks Online, read 09:41');
    expect(said('unknown', 'reported')).toBe('Reported by ProcurementExpress only');
    expect(said('unknown', 'none')).toBe('Not known');
  });
});

describe('errors', () => {
  it('knows the contract’s codes', () => {
    const contract = [
      'usage',
      'not_connected',
      'sign_in_needed',
      'permission_denied',
      'wrong_company',
      'unreachable',
      'not_the_api',
      'rate_limited',
      'service_error',
      'not_found',
      'empty_cache',
      'cache_newer',
      'ledger_unwritable',
      'keychain_locked',
      'keychain_missing',
      'invalid_input',
      'cache_unreadable',
      'offline',
      'busy',
      'cancelled',
      'file_unwritable',
    ];
    expect(contract.filter((code) => !knownCodes.includes(code))).toEqual([]);
  });

  it('shows an unknown code and a thrown text', () => {
    expect(errorWords('brand_new').title).toBe('Something went wrong');
    expect(asErrorBody(new Error('broken')).message).toBe('broken');
    expect(asErrorBody({ code: 'unreachable', message: 'm', help: 'h' }).code).toBe('unreachable');
    expect(asErrorBody(undefined).message).toBe('undefined');
  });
});

describe('keys', () => {
  const press = (key: string, more = {}) =>
    globalAction({
      key,
      ctrlKey: false,
      metaKey: false,
      altKey: false,
      shiftKey: false,
      ...more,
    });

  it('tells resend from refresh', () => {
    expect(press('r')).toBe('resend');
    expect(press('R', { shiftKey: true })).toBe('refresh');
    expect(press('r', { ctrlKey: true })).toBe('refresh');
    expect(press('F5')).toBe('refresh');
  });

  it('opens the proof, a view and the companies', () => {
    expect(['p', '1', '9', 'c'].map((key) => press(key))).toEqual([
      'proof',
      'view',
      'view',
      'company',
    ]);
    expect(press('0')).toBeNull();
    expect(press('c', { ctrlKey: true })).toBeNull();
  });

  it('leaves the system’s combinations alone', () => {
    expect(press('o', { ctrlKey: true })).toBeNull();
    expect(press('x', { metaKey: true })).toBeNull();
    expect(press('q', { altKey: true })).toBeNull();
  });
});

describe('companies', () => {
  it('have two letters for a badge, whatever their name', () => {
    expect(initials('Larkspur Building Supplies Ltd')).toBe('LB');
    expect(initials('Harbour & Vale Trading')).toBe('HV');
    expect(initials('Acme')).toBe('AC');
    expect(initials('発注 商会')).toBe('発商');
    expect(initials('')).toBe('');
  });

  it('take an unknown colour for grey', () => {
    expect(colourClass('teal')).toBe('colour-teal');
    expect(colourClass('x onclick')).toBe('colour-grey');
  });

  it('have a line that tells the demonstration and a missing side', () => {
    const company = {
      key: 'k',
      name: 'Acme',
      quickbooks_name: 'Acme',
      procurement_company: '1',
      realm: '2',
      environment: 'production',
      colour: 'teal',
      demonstration: false,
      open: true,
      state: 'connected',
      why: null,
    };
    expect(companyLine(company)).toBe('Connected');
    const alone = { ...company, quickbooks_name: null };
    expect(companyLine(alone)).toBe('Without QuickBooks Online');
    expect(companyLine({ ...alone, state: 'cache_only' })).toContain('Read earlier');
    expect(companyLine({ ...company, state: 'sign_in_needed' })).toBe('Sign in again');
    expect(companyLine({ ...company, demonstration: true })).toContain('Demonstration');
  });
});

describe('outcomes', () => {
  it('groups results, the ones that leave first', () => {
    const item = (ref: string, outcome: string) => ({
      ref,
      outcome,
      detail: '',
      attempt: null,
      quickbooks: null,
    });
    const groups = groupByOutcome([
      item('a', 'blocked'),
      item('b', 'would_send'),
      item('c', 'blocked'),
    ]);
    expect(groups.map((group) => [group.key, group.items.length])).toEqual([
      ['would_send', 1],
      ['blocked', 2],
    ]);
  });

  it('has words for what it does not know', () => {
    expect(outcomeWords('teleported').word).toBe('Teleported');
    expect(attemptWords('uncertain').tone).toBe('warn');
  });
});

describe('queries', () => {
  it('fills in every field of the contract', () => {
    expect(listQuery({ kind: 'order' })).toMatchObject({ kind: 'order', states: [], search: null });
    expect(resendQuery({ dry_run: true })).toMatchObject({ dry_run: true, force: false, refs: [] });
  });
});
