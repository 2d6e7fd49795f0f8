// The resend flow: look, review, send, receipt; by selection, by key, by cause; and the list of attempts.
import { describe, expect, it } from 'vitest';
import { settled, textsWhen, useDesk } from './support/browser';

const desk = useDesk();

describe('a resend', () => {
  it('looks first, sends only after the review, and gives a receipt', async () => {
    const page = await desk.open();
    await settled(page);
    await page.getByTestId('documents').focus();
    await page.keyboard.press('Control+a');
    await page.getByTestId('resend-selection').click();
    await page.getByTestId('resend-review').waitFor();
    const dialog = page.getByRole('dialog');
    expect(await dialog.innerText()).toContain('Harbour & Vale Trading');
    for (const outcome of ['would_send', 'already_there', 'blocked', 'not_due']) {
      expect(await page.locator(`section[data-outcome=${outcome}]`).count(), outcome).toBe(1);
    }
    const promised = Number(
      /Send (\d+)/.exec(await page.getByTestId('dialog-confirm').innerText())?.[1],
    );
    expect(await page.locator('li[data-outcome=would_send]').count()).toBe(promised);
    await page.getByTestId('dialog-confirm').click();
    await page.getByTestId('receipt').waitFor();
    expect(await page.locator('li[data-outcome=proved]').count()).toBeGreaterThan(0);
    expect(await page.locator('section[data-outcome=proved] h3').innerText()).toContain(
      'Sent and proved',
    );
    await page.getByTestId('dialog-close').click();
    await page.waitForFunction(() => document.activeElement?.id === 'documents-grid');
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

  it('explains a block and lets the user override it', async () => {
    const page = await desk.open();
    await settled(page);
    await page.getByTestId('chip-differs').click();
    await textsWhen(page, '[data-testid=inspector-state]', ([text]) => text === 'Differs');
    await page.getByTestId('resend').click();
    await page.getByTestId('resend-review').waitFor();
    expect(await page.getByRole('dialog').innerText()).toContain('It is there, but differs');
    expect(await page.getByTestId('dialog-confirm').count()).toBe(0);
    await page.getByLabel('Also update what is already there but differs').check();
    await page.getByTestId('dialog-confirm').click();
    await page.getByTestId('receipt').waitFor();
  });

  it('can be stopped while it runs', async () => {
    const page = await desk.open('slow');
    await page.getByTestId('row').first().waitFor();
    await page.getByTestId('nav-causes').click();
    await page.getByTestId('resend-cause').first().click();
    await page.getByTestId('dialog-confirm').click();
    await page.getByTestId('resend-sending').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByTestId('resend-failed').waitFor();
    expect(await page.getByRole('dialog').innerText()).toContain('Stopped');
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
  it('are listed newest first, and a queued one can be cancelled', async () => {
    const page = await desk.open();
    await page.getByTestId('nav-outbox').click();
    const queued = page.locator('[data-testid=attempt][data-state=queued]');
    await queued.getByRole('button', { name: 'Cancel' }).click();
    await queued.waitFor({ state: 'detached' });
  });
});
