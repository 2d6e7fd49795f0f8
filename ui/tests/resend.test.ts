// The resend flow: look, review, send, receipt; by selection, by key, by cause; and the list of attempts.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { settled, textsWhen, useDesk } from './support/browser';

const desk = useDesk();

const outcomes = (page: Page): Promise<string[]> =>
  page
    .locator('[data-testid=receipt] tr[data-testid=outcome]')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-outcome') ?? ''));

/** Everything in the table goes into the review. */
async function reviewEverything(page: Page): Promise<void> {
  await settled(page);
  await page.getByTestId('documents').focus();
  await page.keyboard.press('Control+a');
  await page.getByTestId('resend-selection').click();
  await page.getByTestId('resend-review').waitFor();
}

async function reviewState(page: Page, state: string, word: string): Promise<void> {
  await settled(page);
  await page.getByTestId(`chip-${state}`).click();
  await textsWhen(page, '[data-testid=inspector-state]', ([text]) => text === word);
  await page.locator('[data-testid=inspector][aria-busy=false]').waitFor();
  await page.getByTestId('resend').click();
  await page.getByTestId('resend-review').waitFor();
}

describe('a resend', () => {
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

  it('shows the other document where the number is taken', async () => {
    const page = await desk.open();
    await reviewEverything(page);
    const taken = page.locator('tr[data-outcome=number_taken]').first();
    expect(await taken.getByRole('checkbox').count()).toBe(0);
    expect(await taken.getByRole('button').innerText()).toContain('Show the other bill 4471');
  });

  it('can be stopped while it runs: what was not sent is told apart', async () => {
    const page = await desk.open('slow');
    await page.getByTestId('row').first().waitFor();
    await page.getByTestId('nav-causes').click();
    await page.getByTestId('resend-cause').first().click();
    await page.getByTestId('dialog-confirm').click();
    await textsWhen(page, '[data-testid=sent-of]', ([text]) => /^[1-9]/.test(text ?? ''));
    await page.getByTestId('cancel-resend').click();
    await page.getByTestId('receipt').waitFor();
    const came = await outcomes(page);
    expect(came).toContain('proved');
    expect(came).toContain('blocked');
    expect(await page.getByTestId('receipt').innerText()).toMatch(/stopped before/i);
  });

  it('pauses between two documents, and goes on', async () => {
    const page = await desk.open('slow');
    await page.getByTestId('row').first().waitFor();
    await page.getByTestId('nav-causes').click();
    await page.getByTestId('resend-cause').first().click();
    await page.getByTestId('dialog-confirm').click();
    await textsWhen(page, '[data-testid=sent-of]', ([text]) => /^[1-9]/.test(text ?? ''));
    await page.getByTestId('pause-resend').click();
    await textsWhen(
      page,
      '[data-testid=resend-sending]',
      ([text]) => text?.includes('Paused') ?? false,
    );
    await page.getByTestId('pause-resend').click();
    await page.getByTestId('receipt').waitFor();
    expect(await outcomes(page)).not.toContain('blocked');
  });

  it('keeps a receipt that can be copied and saved', async () => {
    const page = await desk.open('normal', { permissions: ['clipboard-read', 'clipboard-write'] });
    await settled(page);
    await page.getByTestId('nav-causes').click();
    await page.getByTestId('resend-cause').first().click();
    await page.getByTestId('dialog-confirm').click();
    await page.getByTestId('receipt').waitFor();
    await page.getByRole('button', { name: 'Copy the receipt' }).click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(/^Sent, proof outstanding|^Sent and proved/);
    expect(copied).toContain('INV-2000\tNorthgate Paper\tUSD');
    await page.getByTestId('receipt-csv').click();
    await textsWhen(page, '[data-testid=receipt-saved]', ([text]) => /\.csv$/.test(text ?? ''));
    await page.getByTestId('receipt-pdf').click();
    await textsWhen(page, '[data-testid=receipt-saved]', ([text]) => /\.pdf$/.test(text ?? ''));
  });

  it('in the browser asks of each page whether Resend was pressed', async () => {
    const page = await desk.open('real');
    await settled(page);
    await page.getByTestId('nav-settings').click();
    await page.getByTestId('route').selectOption('browser');
    await page.getByTestId('saved-route').waitFor();
    await page.getByTestId('nav-causes').click();
    const cause = page.getByTestId('cause').nth(1);
    const size = Number(/\d+/.exec(await cause.getByTestId('resend-cause').innerText())?.[0]);
    await cause.getByTestId('resend-cause').click();
    await page.getByTestId('dialog-confirm').click();
    const question = page.getByTestId('pressed-question');
    const asked = await question.innerText();
    expect(asked).toMatch(/is open in your browser/);
    await question.getByRole('button', { name: 'I did not press it' }).click();
    for (let more = 1; more < size; more += 1) await page.getByTestId('pressed').click();
    await page.getByTestId('receipt').waitFor();
    const came = await outcomes(page);
    expect(came.filter((one) => one === 'refused')).toHaveLength(1);
    expect(came.filter((one) => one === 'proved')).toHaveLength(size - 1);
  });

  it('names the error when it breaks off, and looks again', async () => {
    const page = await desk.open('normal&stumble=resend_failed');
    await page.getByTestId('nav-causes').click();
    await page.getByTestId('resend-cause').first().click();
    await page.getByTestId('dialog-confirm').click();
    await page.getByTestId('resend-failed').waitFor();
    expect(await page.getByRole('dialog').innerText()).toContain('could not be reached');
    await page.getByRole('button', { name: 'Look again' }).click();
    await page.getByTestId('resend-review').waitFor();
  });

  it('takes back what is queued and has not left', async () => {
    const page = await desk.open('offline');
    await settled(page);
    await page.getByTestId('nav-causes').click();
    await page.getByTestId('resend-cause').first().click();
    await page.getByTestId('dialog-confirm').click();
    await page.getByTestId('undo').click();
    await page.locator('tr[data-outcome=taken_back]').first().waitFor();
    expect(await page.locator('tr[data-outcome=queued]').count()).toBe(0);
    expect(await page.getByTestId('undo').count()).toBe(0);
  });

  it('keeps the focus inside while its steps change', async () => {
    const page = await desk.open();
    await settled(page);
    await page.getByTestId('nav-causes').click();
    await page.getByTestId('resend-cause').first().click();
    await page.getByTestId('dialog-confirm').focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('receipt').waitFor();
    await textsWhen(
      page,
      '[data-testid=dialog-announcement]',
      ([text]) => text?.includes('proved in QuickBooks Online') ?? false,
    );
    await page.waitForFunction(() => document.activeElement?.closest('dialog') !== null);
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H2');
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

describe('causes', () => {
  it('count their documents in words and resend them together', async () => {
    const page = await desk.open();
    await page.getByTestId('nav-causes').click();
    const cause = page.getByTestId('cause').first();
    await cause.waitFor();
    expect(await cause.innerText()).toMatch(/\d+ (invoice|order)s?/);
    const button = cause.getByTestId('resend-cause');
    const size = Number(/\d+/.exec(await button.innerText())?.[0]);
    await button.click();
    await page.getByTestId('resend-review').waitFor();
    expect(await page.getByTestId('outcome').count()).toBe(size);
    await page.getByTestId('dialog-confirm').click();
    await page.getByTestId('receipt').waitFor();
  });

  it('open a document in the documents view', async () => {
    const page = await desk.open();
    await page.getByTestId('nav-causes').click();
    await page.getByTestId('cause').first().getByRole('button', { name: /^Show/ }).click();
    const first = page.getByTestId('cause-document').first();
    await first.locator('.supplier:not(:empty)').waitFor();
    const number = await first.locator('.name').innerText();
    await first.click();
    await textsWhen(page, '[data-testid=inspector]', ([text]) => text?.includes(number) ?? false);
  });
});

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
    expect(await queued(page).first().innerText()).toMatch(/Planned automatic retry, not before/);
    expect(await queued(page).last().getByTestId('conflict').innerText()).toContain(
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
    expect(await page.getByTestId('outcome').count()).toBe(2);
    expect(await page.getByRole('dialog').getByRole('checkbox').count()).toBe(0);
    await page.getByTestId('dialog-confirm').click();
    await page.getByTestId('receipt').waitFor();
    await page.getByTestId('dialog-close').click();
    await page.getByTestId('nav-outbox').click();
    await expect.poll(() => queued(page).count()).toBe(0);
  });
});

describe('a way to resend', () => {
  async function tryBrowser(page: Page): Promise<void> {
    await settled(page);
    await page.getByTestId('nav-settings').click();
    await page.getByTestId('route').selectOption('browser');
    await page.getByTestId('saved-route').waitFor();
    await page.getByTestId('verify-route').click();
    const choices = page.getByTestId('verify-choices').getByRole('radio');
    await choices.first().waitFor();
    expect(await page.getByTestId('dialog-confirm').isDisabled()).toBe(true);
    expect(await page.getByRole('dialog').innerText()).toContain('Larkspur Building Supplies Ltd');
    await choices.first().check();
    await page.getByTestId('dialog-confirm').click();
  }

  it('is verified by the proof of one document that the user picks', async () => {
    const page = await desk.open('real');
    await tryBrowser(page);
    await page.getByTestId('pressed').click();
    const result = page.getByTestId('verify-result');
    await result.waitFor();
    expect(await result.getAttribute('data-state')).toBe('verified');
    await page.getByTestId('dialog-close').click();
    await page.locator('[data-testid=route-state][data-state=verified]').waitFor();
  });

  it('is not verified without proof', async () => {
    const page = await desk.open('real');
    await tryBrowser(page);
    await page.getByRole('button', { name: 'I did not press it' }).click();
    const result = page.getByTestId('verify-result');
    await result.waitFor();
    expect(await result.getAttribute('data-state')).toBe('unverified');
    expect(await page.getByTestId('verified').innerText()).toContain('Refused');
  });

  it('that takes a document out of its approved status is stopped, and says so', async () => {
    const page = await desk.open('real&stumble=restarts_approval');
    await tryBrowser(page);
    await page.getByTestId('pressed').click();
    const result = page.getByTestId('verify-result');
    await result.waitFor();
    expect(await result.innerText()).toContain('left its approved status');
    await page.getByTestId('dialog-close').click();
    const state = page.locator('[data-testid=route-state][data-state=stopped]');
    expect(await state.innerText()).toContain('Approve that one again');
    expect(await page.getByTestId('verify-route').isDisabled()).toBe(true);
  });

  it('can be left to automatic retries, which are off until switched on', async () => {
    const page = await desk.open('real');
    await page.getByTestId('nav-settings').click();
    expect(await page.getByTestId('automatic-retry').isChecked()).toBe(false);
    await page.getByTestId('automatic-retry').check();
    await page.getByTestId('saved-automatic_retry').waitFor();
  });
});
