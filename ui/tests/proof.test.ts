// The proof card: both sides of a document, in the inspector and at full width.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { settled, textsWhen, useDesk } from './support/browser';

const desk = useDesk();

async function withState(state: string, mode = 'real'): Promise<Page> {
  const page = await desk.open(mode);
  await settled(page);
  await page.getByTestId(`chip-${state}`).click();
  await page.locator(`[data-testid=row].focused[data-state=${state}]`).waitFor();
  await page.locator('[data-testid=inspector][aria-busy=false]').waitFor();
  return page;
}

describe('the proof card', () => {
  it('puts both sides beside each other, differences told by shape and word', async () => {
    const page = await withState('differs');
    await page.keyboard.press('p');
    const card = page.getByTestId('proof-card');
    await card.waitFor();
    expect(await page.getByTestId('statement').innerText()).toMatch(
      /^Proved: .* but not every field agrees\.$/,
    );
    const differing = card.locator('[data-result=differs]');
    expect(await differing.count()).toBeGreaterThan(1);
    for (const text of await differing.allInnerTexts()) expect(text).toContain('Differs');
    expect(await differing.first().locator('svg').count()).toBe(1);
    expect(await card.innerText()).toContain('Counts as equal');
    expect(await card.innerText()).toContain('Capital letters make no difference.');
    expect(await page.getByTestId('read-times').last().innerText()).toMatch(
      /ProcurementExpress\s*read 1\d minutes ago\s*QuickBooks Online\s*read 1\d minutes ago/,
    );
  });

  it('saves a PDF and says where', async () => {
    const page = await withState('synced');
    await page.keyboard.press('p');
    await page.getByTestId('proof-card').waitFor();
    expect(await page.locator('[data-testid=proof-card] [data-result=differs]').count()).toBe(0);
    await page.getByTestId('save-pdf').click();
    await textsWhen(page, '[data-testid=announcement]', ([text]) =>
      /^Saved as .*\.pdf$/.test(text ?? ''),
    );
  });

  it('proves an absence, too', async () => {
    const page = await withState('missing');
    await page.keyboard.press('p');
    await textsWhen(
      page,
      '[data-testid=statement]',
      ([text]) => text?.startsWith('Proved: no ') ?? false,
    );
    await page.keyboard.press('Escape');
    await page.getByTestId('proof-card').waitFor({ state: 'detached' });
  });

  it('is loaded in the inspector only when unfolded, and follows the focus', async () => {
    const page = await withState('differs');
    expect(await page.getByTestId('proof-statement').count()).toBe(0);
    await page.getByTestId('proof-unfold').click();
    const first = await page.getByTestId('proof-statement').innerText();
    expect(await page.getByTestId('proof-unfold').getAttribute('aria-expanded')).toBe('true');
    await page.getByTestId('documents').focus();
    await page.keyboard.press('j');
    await textsWhen(
      page,
      '[data-testid=proof-statement]',
      ([text]) => text !== undefined && text !== first,
    );
  });

  it('names an error, and Retry brings it', async () => {
    const page = await withState('synced', 'real&stumble=proof_failed');
    await page.keyboard.press('p');
    const error = page.getByTestId('dialog').getByTestId('error');
    await error.getByRole('button', { name: 'Retry' }).click();
    await page.getByTestId('proof-card').waitFor();
  });

  it('leads to both services', async () => {
    const page = await withState('synced');
    await page.getByTestId('proof-open').click();
    await page.getByTestId('proof-card').waitFor();
    const dialog = page.getByTestId('dialog');
    for (const name of ['Open in ProcurementExpress', 'Open in QuickBooks'])
      expect(await dialog.getByRole('button', { name }).isEnabled()).toBe(true);
  });
});
