// Several companies: which one is open, switching, disconnecting, and what the banners say.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { giveKeys, pasteInto } from './support/assistant';
import { settled, textsWhen, useDesk } from './support/browser';

const desk = useDesk();
const openMenu = async (page: Page): Promise<void> => {
  await page.getByTestId('company').click();
  await page.getByTestId('company-item').first().waitFor();
};

describe('the company menu', () => {
  it('lists all companies with their state, and opens another one', async () => {
    const page = await desk.open('several');
    await settled(page);
    await page.getByTestId('search').fill('northgate');
    await openMenu(page);
    const items = await page.getByTestId('company-item').allInnerTexts();
    expect(items.map((text) => text.split('\n').pop()?.trim())).toEqual([
      'Demonstration, simulated on this computer',
      'Connected',
      'Sign in again',
      'Without QuickBooks Online',
    ]);
    await page.getByTestId('company-item').nth(1).click();
    await textsWhen(page, '[data-testid=company]', ([text]) => text?.includes('Larkspur') ?? false);
    await settled(page);
    // Nothing of the other company stays: neither its filters nor its rows.
    expect(await page.getByTestId('search').inputValue()).toBe('');
    expect(await page.getByTestId('total').innerText()).toMatch(/^1\d\d documents$/);
    expect(await page.locator('header.colour-teal').count()).toBe(1);
  });

  it('tells companies apart by letters as well as by colour', async () => {
    const page = await desk.open('several');
    await openMenu(page);
    const badges = await page.locator('[data-testid=company-item] .badge').allInnerTexts();
    expect(badges).toEqual(['HV', 'LB', 'OM', 'TC']);
  });

  it('is used by keyboard', async () => {
    const page = await desk.open('several');
    await settled(page);
    await page.keyboard.press('c');
    await page.waitForFunction(
      () => document.activeElement?.getAttribute('aria-checked') === 'true',
    );
    await page.keyboard.press('Escape');
    await page.getByTestId('company-menu').waitFor({ state: 'detached' });
    await page.waitForFunction(
      () => document.activeElement?.getAttribute('data-testid') === 'company',
    );
    await page.keyboard.press('Enter');
    await page.waitForFunction(
      () => document.activeElement?.getAttribute('aria-checked') === 'true',
    );
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await textsWhen(page, '[data-testid=company]', ([text]) => text?.includes('Larkspur') ?? false);
  });

  it('follows no refresh of a company that was left', async () => {
    const page = await desk.open('several');
    await settled(page);
    await page.getByTestId('refresh').click();
    await openMenu(page);
    await page.getByTestId('company-item').nth(1).click();
    await textsWhen(page, '[data-testid=company]', ([text]) => text?.includes('Larkspur') ?? false);
    await page.getByTestId('refresh').waitFor();
    expect(await page.getByTestId('error').count()).toBe(0);
  });
});

describe('disconnecting', () => {
  const open = async (mode: string): Promise<Page> => {
    const page = await desk.open(mode);
    await settled(page);
    await page.getByTestId('company').click();
    await page.getByTestId('disconnect-open').click();
    await page.getByTestId('wipe').waitFor();
    return page;
  };

  it('asks which service, keeps what was read, and says that the resend log stays', async () => {
    const page = await open('real');
    expect(await page.getByTestId('dialog').innerText()).toContain('The resend log always stays');
    await page.getByTestId('dialog-confirm').click();
    expect(await page.getByTestId('disconnected').innerText()).toContain('confirmed');
    await page.getByTestId('dialog-close').click();
    await page.getByTestId('unproved').waitFor();
    expect(await page.getByTestId('row').count()).toBeGreaterThan(10);
  });

  it('says what is left to do when the service did not confirm', async () => {
    const page = await open('real&stumble=not_revoked');
    await page.getByTestId('dialog-confirm').click();
    expect(await page.getByTestId('disconnected').innerText()).toContain('My apps, Disconnect');
  });

  it('deletes what was read if asked to', async () => {
    const page = await open('real');
    await page.getByRole('radio', { name: /^ProcurementExpress/ }).click();
    await page.getByTestId('wipe').click();
    await page.getByTestId('dialog-confirm').click();
    expect(await page.getByTestId('disconnected').innerText()).toContain('is deleted');
    await page.getByTestId('dialog-close').click();
    await page.getByTestId('welcome').waitFor();
  });

  it('is not offered for the demonstration', async () => {
    const page = await desk.open();
    await openMenu(page);
    expect(await page.getByTestId('disconnect-open').count()).toBe(0);
  });
});

describe('the banners', () => {
  it('say that a sign-in ended, and lead to the assistant', async () => {
    const page = await desk.open('signed_out');
    const banner = page.getByTestId('banner-sign_in_needed');
    expect(await banner.innerText()).toContain('no longer accepts the sign-in');
    await banner.getByRole('button').click();
    await textsWhen(
      page,
      '[data-testid=welcome] h1',
      ([text]) => text === 'Connect Larkspur Building Supplies Ltd again',
    );
    await page.getByTestId('again-quickbooks').click();
    await giveKeys(page, 'A sandbox company');
    await page.getByTestId('connect-books').click();
    await page.getByTestId('pair').waitFor();
    // The side that was not signed in to anew is named, too.
    expect(await page.getByTestId('pair').innerText()).toContain('Larkspur Building Supplies Ltd');
    await page.getByTestId('confirm').click();
    await settled(page);
    expect(await page.getByTestId('banner-sign_in_needed').count()).toBe(0);
  });

  it('keep the books of a company that signs in to ProcurementExpress anew', async () => {
    const page = await desk.open('signed_out');
    await page.getByTestId('banner-sign_in_needed').getByRole('button').click();
    await page.getByTestId('again-procurement').click();
    await pasteInto(page, 'procurement_token');
    await page.getByTestId('sign-in').click();
    await page.getByText('Wrenfield Timber Ltd').click();
    await page.getByTestId('choose-company').click();
    expect(await page.getByTestId('without').count()).toBe(0);
    await page.getByTestId('keep-books').click();
    const pair = await page.getByTestId('pair').innerText();
    expect(pair).toMatch(/Larkspur Building Supplies\s+As connected before/);
  });

  it('say once that there is no keychain', async () => {
    const page = await desk.open('keychain_missing');
    await page.getByTestId('banner-keychain').waitFor();
    expect(await page.getByTestId('banner-keychain').count()).toBe(1);
  });
});
