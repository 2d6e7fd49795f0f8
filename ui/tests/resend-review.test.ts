// The review before a resend: what would happen, what is ticked, what needs a confirmation of its own.
import { describe, expect, it } from 'vitest';
import { settled, textsWhen, useDesk } from './support/browser';
import { outcomes, reviewEverything, reviewState } from './support/resend';

const desk = useDesk();

describe('a review', () => {
  it('looks first, sends only after the review, and gives a receipt', async () => {
    const page = await desk.open();
    await reviewEverything(page);
    expect(await page.getByTestId('effect').innerText()).toMatch(
      /send \d+ invoices? and \d+ orders? of Harbour & Vale Trading/,
    );
    for (const outcome of ['would_send', 'update', 'already_there', 'blocked', 'not_due']) {
      expect(await page.locator(`tbody[data-outcome=${outcome}]`).count(), outcome).toBe(1);
    }
    expect(await page.getByTestId('dry-run-summary').innerText()).toMatch(
      /^Of \d+ documents:\s*\d+ will be sent/,
    );
    const promised = Number(
      /Send (\d+)/.exec(await page.getByTestId('dialog-confirm').innerText())?.[1],
    );
    expect(await page.locator('tr[data-outcome=would_send]').count()).toBe(promised);
    await page.getByTestId('dialog-confirm').click();
    await page.getByTestId('receipt').waitFor();
    expect((await outcomes(page)).filter((one) => one === 'would_send')).toEqual([]);
    expect(await page.locator('tbody[data-outcome=proved] th').innerText()).toContain(
      'Sent and proved',
    );
    await page.getByTestId('dialog-close').click();
    await page.waitForFunction(() => document.activeElement?.id === 'documents-grid');
  });

  it('sends nothing that was unticked', async () => {
    const page = await desk.open();
    await settled(page);
    await page.getByTestId('nav-causes').click();
    await page.getByTestId('resend-cause').first().click();
    const rows = page.locator('tr[data-outcome=would_send]');
    await rows.first().waitFor();
    const all = await rows.count();
    const left = (await rows.last().getAttribute('data-ref')) ?? '';
    await rows.last().getByRole('checkbox').uncheck();
    expect(await page.getByRole('dialog').getByRole('heading').first().innerText()).toBe(
      `Resend ${all - 1} documents?`,
    );
    await page.getByTestId('dialog-confirm').click();
    await page.getByTestId('receipt').waitFor();
    const receipt = page.locator(`tr[data-ref="${left}"]`);
    expect(await receipt.getAttribute('data-outcome')).toBe('left_out');
    await page.getByTestId('dialog-close').click();
    await page.getByTestId('nav-outbox').click();
    await page.getByTestId('attempt').first().waitFor();
    expect(await page.locator(`[data-testid=attempt][data-ref="${left}"]`).count()).toBe(0);
  });

  it('ticks and unticks a whole group', async () => {
    const page = await desk.open();
    await reviewEverything(page);
    const group = page.locator('tbody[data-outcome=would_send]');
    const head = group.getByRole('checkbox', { name: /^All/ });
    await head.uncheck();
    expect(await group.locator('input:checked').count()).toBe(0);
    expect(await page.getByTestId('dialog-confirm').count()).toBe(0);
    await group.getByRole('checkbox').nth(1).check();
    expect(await head.evaluate((box: HTMLInputElement) => box.indeterminate)).toBe(true);
    expect(await page.getByTestId('dialog-confirm').innerText()).toBe('Send 1 document');
  });

  it('sends nothing when the dialog is cancelled', async () => {
    const page = await desk.open();
    await settled(page);
    await page.getByTestId('nav-outbox').click();
    await page.getByTestId('attempt').first().waitFor();
    const before = await page.getByTestId('attempt').count();
    await page.getByTestId('nav-documents').click();
    await page.getByTestId('chip-failed').click();
    await textsWhen(page, '[data-testid=inspector-state]', ([text]) => text === 'Failed');
    await page.getByTestId('documents').focus();
    await page.keyboard.press('r');
    await page.getByTestId('resend-review').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByTestId('nav-outbox').click();
    await page.getByTestId('attempt').first().waitFor();
    expect(await page.getByTestId('attempt').count()).toBe(before);
  });

  it('asks once more, by company and effect, before it updates or creates again', async () => {
    const page = await desk.open();
    await settled(page);
    for (const state of ['differs', 'missing']) await page.getByTestId(`chip-${state}`).click();
    await page.locator('[data-testid=documents][aria-busy=false]').waitFor();
    await page.getByTestId('resend-filter').click();
    await page.getByTestId('resend-review').waitFor();
    expect(await page.locator('input:checked').count()).toBe(0);
    expect(await page.getByTestId('dialog-confirm').count()).toBe(0);
    const update = page.locator('tbody[data-outcome=update]');
    await update.locator('tr[data-testid=outcome] input').first().check();
    await page
      .locator('tbody[data-outcome=recreate] th ~ *, tbody[data-outcome=recreate] input')
      .first()
      .check();
    await page.getByTestId('dialog-confirm').click();
    await page.getByTestId('resend-confirm').waitFor();
    const heading = page.getByRole('dialog').getByRole('heading').first();
    expect(await heading.innerText()).toMatch(/^Update 1 (invoice|order) in QuickBooks Online\?$/);
    expect(await page.getByTestId('effect').innerText()).toContain('Harbour & Vale Trading');
    expect(await page.getByTestId('effect').innerText()).toContain('overwritten');
    await page.getByTestId('dialog-confirm').click();
    await expect.poll(() => heading.innerText()).toMatch(/^Create .* again\?$/);
    await page.getByTestId('leave-out').click();
    await page.getByTestId('receipt').waitFor();
    const came = await outcomes(page);
    expect(came.filter((one) => one === 'proved')).toHaveLength(1);
    expect(new Set(came)).toEqual(new Set(['proved', 'blocked']));
  });

  it('goes back from a confirmation without sending', async () => {
    const page = await desk.open();
    await reviewState(page, 'differs', 'Differs');
    expect(await page.getByRole('dialog').innerText()).toContain('It is there, but differs');
    await page.locator('tr[data-testid=outcome] input').check();
    await page.getByTestId('dialog-confirm').click();
    await page.getByTestId('dialog-back').click();
    await page.getByTestId('resend-review').waitFor();
    expect(await page.locator('tr[data-testid=outcome] input').isChecked()).toBe(true);
  });

  it('says what it may come to when a sync that may be on its way is not waited for', async () => {
    const page = await desk.open();
    await reviewState(page, 'pending', 'Pending');
    const early = page.locator('tbody[data-outcome=early]');
    await early.locator('tr[data-testid=outcome] input').check();
    await page.getByTestId('dialog-confirm').click();
    await page.getByTestId('resend-confirm').waitFor();
    expect(await page.getByTestId('effect').innerText()).toContain('may have it twice');
    await page.getByTestId('dialog-confirm').click();
    await page.getByTestId('receipt').waitFor();
    expect(await outcomes(page)).toEqual(['proved']);
  });

  it('shows the other document where the number is taken', async () => {
    const page = await desk.open();
    await reviewEverything(page);
    const taken = page.locator('tr[data-outcome=number_taken]').first();
    expect(await taken.getByRole('checkbox').count()).toBe(0);
    expect(await taken.getByRole('button').innerText()).toContain('Show the other bill 4471');
  });

  it('takes a whole class of cause, by way of the filter', async () => {
    const page = await desk.open();
    await settled(page);
    await page.getByTestId('chip-failed').click();
    await page.getByTestId('finding').first().waitFor();
    await page.getByTestId('same-class').first().click();
    await page.getByTestId('class-filter').waitFor();
    await page.locator('[data-testid=documents][aria-busy=false]').waitFor();
    const total = Number.parseInt(await page.getByTestId('total').innerText());
    await page.getByTestId('resend-filter').click();
    await page.getByTestId('resend-review').waitFor();
    expect(await page.getByTestId('outcome').count()).toBe(total);
    await page.keyboard.press('Escape');
    await page.getByTestId('class-filter').click();
    await page.getByTestId('class-filter').waitFor({ state: 'detached' });
  });
});
