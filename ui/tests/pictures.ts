// Makes the README's pictures of the window over the fake host: `npm run pictures`, only on demand.
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { it } from 'vitest';
import { giveKeys, toQuickBooks } from './support/assistant';
import { useDesk } from './support/browser';

const desk = useDesk();
const folder = new URL('../screenshots', import.meta.url).pathname;

async function assistant(page: Page): Promise<void> {
  await toQuickBooks(page);
  await giveKeys(page, 'A sandbox company');
  await page.getByTestId('connect-books').click();
  await page.getByTestId('pair').waitFor();
  await page.getByText('Teal', { exact: true }).click();
}

async function check(page: Page): Promise<void> {
  await page.getByTestId('nav-check').click();
  await page.getByTestId('check-summary').waitFor();
}

async function proof(page: Page): Promise<void> {
  await page.getByTestId('chip-differs').click();
  await page.getByTestId('differences').waitFor();
  await page.keyboard.press('p');
  await page.getByTestId('proof-card').waitFor();
}

async function settings(page: Page): Promise<void> {
  await page.getByTestId('nav-settings').click();
  await page.getByTestId('settings').waitFor();
}

it.each([
  ['assistant', 'unconnected', assistant],
  ['check', 'failing', check],
  ['proof', 'real', proof],
  ['settings', 'real', settings],
] as const)('%s', async (name, mode, arrange) => {
  const page = await desk.open(mode, { reducedMotion: 'reduce' });
  await arrange(page);
  await page.screenshot({ path: join(folder, `${name}.png`) });
});
