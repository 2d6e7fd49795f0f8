// What was resent: the attempts, what waits, and the receipts of what was resent together.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { settled, textsWhen, useDesk } from './support/browser';

const desk = useDesk();

describe('attempts', () => {
  const queued = (page: Page) => page.locator('[data-testid=attempt][data-state=queued]');

  async function outbox(page: Page): Promise<void> {
    await settled(page);
    await page.getByTestId('nav-outbox').click();
    await page.getByTestId('attempt').first().waitFor();
  }

  it('are listed newest first; what waits says why, and can be cancelled', async () => {
    const page = await desk.open();
    await outbox(page);
    expect(await queued(page).count()).toBe(2);
    expect(await queued(page).last().innerText()).toMatch(/Planned automatic retry, not before/);
    expect(await queued(page).first().getByTestId('conflict').innerText()).toContain(
      'it was edited in ProcurementExpress since',
    );
    await queued(page).first().getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => queued(page).count()).toBe(1);
  });

  it('that wait are looked at together, and leave as they were agreed to', async () => {
    const page = await desk.open();
    await outbox(page);
    await page.getByTestId('send-waiting').click();
    await page.getByTestId('resend-review').waitFor();
    // The planned retry is not due yet.
    expect(await page.getByTestId('outcome').count()).toBe(1);
    expect(await page.getByRole('dialog').getByRole('checkbox').count()).toBe(0);
    await page.getByTestId('dialog-confirm').click();
    await page.getByTestId('receipt').waitFor();
    await page.getByTestId('dialog-close').click();
    await page.getByTestId('nav-outbox').click();
    await expect.poll(() => queued(page).count()).toBe(1);
  });
});

describe('receipts', () => {
  async function receipts(page: Page): Promise<void> {
    await page.getByTestId('nav-outbox').click();
    await page.getByTestId('show-receipts').click();
  }

  it('are listed by day with their counts, and can be saved', async () => {
    const page = await desk.open();
    await receipts(page);
    const kept = page.getByTestId('kept-receipt');
    await kept.first().waitFor();
    expect(await page.locator('#receipts-title').innerText()).toContain('Harbour & Vale Trading');
    expect(await kept.innerText()).toMatch(/9 documents[^]*8 sent and proved/);
    expect(await kept.innerText()).toContain('1 sent, proof outstanding');
    await kept.getByTestId('receipt-csv').click();
    await textsWhen(page, '[data-testid=receipt-saved]', ([text]) => /\.csv$/.test(text ?? ''));
  });

  it('open again, and tell what has become of each document since', async () => {
    const page = await desk.open();
    await receipts(page);
    await page.getByTestId('open-receipt').click();
    const outstanding = page.locator('[data-testid=kept] tr[data-outcome=sent]');
    await outstanding.waitFor();
    expect(await outstanding.getByTestId('since').innerText()).toBe('Now: In QuickBooks.');
    expect(await page.getByTestId('since').count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.getByTestId('kept').waitFor({ state: 'detached' });
  });

  it('come with every resend of several documents, the newest first', async () => {
    const page = await desk.open();
    await settled(page);
    await page.getByTestId('nav-causes').click();
    await page.getByTestId('resend-cause').first().click();
    await page.getByTestId('dialog-confirm').click();
    await page.getByTestId('receipt').waitFor();
    const sent = await page.getByTestId('outcome').count();
    await page.getByTestId('dialog-close').click();
    await receipts(page);
    await expect.poll(() => page.getByTestId('kept-receipt').count()).toBe(2);
    expect(await page.getByTestId('open-receipt').first().innerText()).toBe(`${sent} documents`);
  });

  it('say where there are none yet', async () => {
    const page = await desk.open('empty');
    await receipts(page);
    await page.getByTestId('receipts-empty').waitFor();
  });
});
