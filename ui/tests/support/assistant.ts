// The ways through the connection assistant that several tests take.
import type { Page } from 'playwright-core';

export async function pasteInto(page: Page, slot: string): Promise<void> {
  const place = page.getByTestId(`slot-${slot}`);
  await place.getByRole('button').click();
  await page.locator(`[data-testid=slot-${slot}][data-held=true]`).waitFor();
}

export async function toCompany(page: Page): Promise<void> {
  await page.getByTestId('connect').click();
  await pasteInto(page, 'procurement_token');
  await page.getByTestId('sign-in').click();
  await page.getByTestId('setup-companies').waitFor();
}

export async function toQuickBooks(page: Page): Promise<void> {
  await toCompany(page);
  await page.getByText('Wrenfield Timber Ltd').click();
  await page.getByTestId('choose-company').click();
  await page.getByTestId('intuit-id').waitFor();
}

/** Fills in what every way to QuickBooks Online needs. */
export async function giveKeys(page: Page, environment: 'A sandbox company' | 'A real company') {
  await page.getByText(environment).click();
  await page.getByTestId('intuit-id').fill('ABw2fPexample');
  await pasteInto(page, 'quickbooks_client_secret');
}
