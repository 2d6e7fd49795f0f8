// A resend under way: stopped, paused, pressed in the browser, broken off; and its receipt.
import { describe, expect, it } from 'vitest';
import { settled, textsWhen, useDesk } from './support/browser';
import { outcomes } from './support/resend';

const desk = useDesk();

describe('a resend under way', () => {
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
    await page.getByTestId('resend-review').waitFor();
    expect(await page.getByTestId('effect').innerText()).toContain('Nothing leaves');
    expect(await page.getByTestId('dialog-confirm').innerText()).toMatch(/^Keep \d+ documents$/);
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
});
