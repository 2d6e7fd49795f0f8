// The connection check and the settings of a company.
import { describe, expect, it } from 'vitest';
import { asText, grouped, summary } from '../src/features/check/check.svelte';
import { textsWhen, useDesk } from './support/browser';

const desk = useDesk();
const item = (name: string, state: string) => ({
  name,
  title: `Title of ${name}`,
  state,
  text: 'Text.',
  steps: state === 'fails' ? [{ text: 'Mend it.', url: null }] : [],
});

describe('the check', () => {
  it('groups by where something has to be done, what fails first', () => {
    const groups = grouped([
      item('clock', 'holds'),
      item('quickbooks.reach', 'holds'),
      item('quickbooks.tax', 'notice'),
      item('quickbooks.sign_in', 'fails'),
      item('procurement.reach', 'holds'),
    ]);
    expect(groups.map((group) => group.title)).toEqual([
      'ProcurementExpress',
      'QuickBooks Online',
      'This computer',
    ]);
    expect(groups[1]?.checks.map((check) => check.state)).toEqual(['fails', 'notice', 'holds']);
  });

  it('counts in words', () => {
    expect(summary([item('a', 'holds')])).toBe('1 check holds');
    expect(summary([item('a', 'fails'), item('b', 'holds'), item('c', 'holds')])).toBe(
      '1 check fails, 2 checks hold',
    );
    expect(summary([item('a', 'notice'), item('b', 'notice')])).toBe(
      '0 checks hold, 2 things worth knowing',
    );
  });

  it('is copied as text with its steps', () => {
    const text = asText('Acme', [item('quickbooks.sign_in', 'fails')], '2026-03-02T09:00:00Z');
    expect(text).toContain('Connection check of Acme');
    expect(text).toContain('[Fails] Title of quickbooks.sign_in: Text.\n    1. Mend it.');
  });

  it('shows what fails with its steps, and keeps the result with its age', async () => {
    const page = await desk.open('failing');
    await page.getByTestId('nav-check').click();
    await textsWhen(
      page,
      '[data-testid=check-summary]',
      ([text]) => text?.startsWith('1 check fails') ?? false,
    );
    const failing = page.locator('[data-testid=check][data-state=fails]');
    expect(await failing.innerText()).toContain('switch on “Use purchase orders”');
    await textsWhen(
      page,
      '[data-testid=announcement]',
      ([text]) => text?.startsWith('1 check fails') ?? false,
    );
    await page.getByTestId('nav-documents').click();
    await page.getByTestId('nav-check').click();
    expect(await page.getByTestId('check-summary').innerText()).toContain('checked just now');
    await page.getByTestId('check-again').click();
    await textsWhen(page, '[data-testid=check-again]', ([text]) => text === 'Checking…');
    await textsWhen(page, '[data-testid=check-again]', ([text]) => text === 'Check again');
  });

  it('says what cannot be reached when it is offline', async () => {
    const page = await desk.open('offline');
    await page.getByTestId('nav-check').click();
    await textsWhen(
      page,
      '[data-testid=check-summary]',
      ([text]) => text?.startsWith('2 checks fail') ?? false,
    );
  });

  it('lets an undocumented field be given a meaning, which stays', async () => {
    const page = await desk.open('real');
    await page.getByTestId('nav-check').click();
    const field = page.getByLabel('Meaning of qbo_sync_state');
    await field.selectOption('sync_state');
    await page.getByTestId('check-again').click();
    await textsWhen(page, '[data-testid=check-again]', ([text]) => text === 'Check again');
    expect(await field.inputValue()).toBe('sync_state');
  });
});

describe('the settings', () => {
  it('are saved at once, and say so', async () => {
    const page = await desk.open('real');
    await page.getByTestId('nav-settings').click();
    await page.getByText('Purple', { exact: true }).click();
    await page.getByTestId('saved-colour').waitFor();
    await page.locator('header.colour-purple').waitFor();
    await page.getByTestId('not-synced-order').click();
    await page.getByTestId('saved-not_synced').waitFor();
    await page.getByTestId('nav-documents').click();
    await page.getByTestId('nav-settings').click();
    await page.getByTestId('not-synced-order').waitFor();
    expect(await page.getByTestId('not-synced-order').isChecked()).toBe(true);
  });

  it('propose a start of the sync, and take it back', async () => {
    const page = await desk.open('real');
    await page.getByTestId('nav-settings').click();
    const proposed = page.getByTestId('proposed-start');
    expect(await proposed.innerText()).toBe('Use May 4, 2025, the oldest proved document');
    await proposed.click();
    await page.getByTestId('saved-sync_start').waitFor();
    expect(await page.getByTestId('sync-start').inputValue()).toBe('2025-05-04');
    await page.getByRole('button', { name: 'No start' }).click();
    await proposed.waitFor();
  });

  it('keep what was refused, and say why', async () => {
    const page = await desk.open('real');
    await page.getByTestId('nav-settings').click();
    const tolerance = page.getByTestId('tolerance');
    await tolerance.fill('five cents');
    await tolerance.press('Enter');
    expect(await page.getByTestId('refused-tolerance').innerText()).toContain('is not an amount');
    expect(await tolerance.inputValue()).toBe('five cents');
    expect(await tolerance.getAttribute('aria-invalid')).toBe('true');
    await page.waitForFunction(() => document.activeElement?.id === 'tolerance');
    await tolerance.fill('0.05');
    await tolerance.press('Enter');
    await page.getByTestId('saved-tolerance').waitFor();
  });

  it('agree to a way to resend, which is to be verified anew, and forbid all sending', async () => {
    const page = await desk.open('real');
    await page.getByTestId('nav-settings').click();
    const state = page.getByTestId('route-state');
    await textsWhen(page, '[data-testid=route-state]', ([text]) =>
      /Verified .* with INV/.test(text ?? ''),
    );
    await page.getByTestId('route').selectOption('call');
    await page.getByTestId('saved-route').waitFor();
    expect(await state.innerText()).toContain('Not verified yet');
    expect(await page.getByTestId('verify-route').isDisabled()).toBe(true);
    const call = page.getByTestId('call_invoice');
    await call.fill('POST /api/v1/invoices/{id}/resend');
    await call.press('Enter');
    await page.getByTestId('saved-call_invoice').waitFor();
    await page.getByTestId('read-only').check();
    await page.getByTestId('saved-read_only').waitFor();
  });

  it('show what was learned with its counts, and an example', async () => {
    const page = await desk.open('real');
    await page.getByTestId('nav-settings').click();
    const learned = page.getByTestId('learned');
    expect(await learned.innerText()).toContain('209 agree, 3 contradict');
    expect(await learned.innerText()).toContain('Not sure yet');
    await learned.getByRole('button', { name: 'See an example for number' }).click();
    await page.getByTestId('proof-card').waitFor();
  });

  it('name both connections and lead to disconnecting', async () => {
    const page = await desk.open('real');
    await page.getByTestId('nav-settings').click();
    expect(await page.getByTestId('connections').innerText()).toContain('realm 9130357');
    await page.getByTestId('disconnect').click();
    await page.getByTestId('wipe').waitFor();
  });
});
