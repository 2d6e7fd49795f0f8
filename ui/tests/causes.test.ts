// Root causes: resent together, and read document by document.
import { describe, expect, it } from 'vitest';
import { textsWhen, useDesk } from './support/browser';

const desk = useDesk();

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
