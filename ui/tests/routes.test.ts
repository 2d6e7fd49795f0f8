// The ways to resend: tried on one document, verified by its proof, stopped when they do harm.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { settled, useDesk } from './support/browser';

const desk = useDesk();

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
