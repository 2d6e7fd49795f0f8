// Steps of a resend that several tests take, and what its receipt says.
import type { Page } from 'playwright-core';
import { settled, textsWhen } from './browser';

export const outcomes = (page: Page): Promise<string[]> =>
  page
    .locator('[data-testid=receipt] tr[data-testid=outcome]')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-outcome') ?? ''));

/** Everything in the table goes into the review. */
export async function reviewEverything(page: Page): Promise<void> {
  await settled(page);
  await page.getByTestId('documents').focus();
  await page.keyboard.press('Control+a');
  await page.getByTestId('resend-selection').click();
  await page.getByTestId('resend-review').waitFor();
}

export async function reviewState(page: Page, state: string, word: string): Promise<void> {
  await settled(page);
  await page.getByTestId(`chip-${state}`).click();
  await textsWhen(page, '[data-testid=inspector-state]', ([text]) => text === word);
  await page.locator('[data-testid=inspector][aria-busy=false]').waitFor();
  await page.getByTestId('resend').click();
  await page.getByTestId('resend-review').waitFor();
}
