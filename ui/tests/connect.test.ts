// The connection assistant: every step, what can go wrong, and that no secret passes through the page.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { giveKeys, pasteInto, toCompany, toQuickBooks } from './support/assistant';
import { textsWhen, useDesk } from './support/browser';

const desk = useDesk();
const step = (page: Page) => page.getByTestId('assistant').getAttribute('data-step');
const atStep = (page: Page, name: string) =>
  page.locator(`[data-testid=assistant][data-step=${name}]`).waitFor();
const errorSays = (page: Page, part: string) =>
  textsWhen(page, '[data-testid=error]', ([text]) => text?.includes(part) ?? false);
const focusOnError = (page: Page) =>
  page.waitForFunction(() => {
    const focused = document.activeElement;
    return focused?.role === 'alert' && focused.querySelector('[data-testid=error]') !== null;
  });

describe('the first run', () => {
  it('offers the demonstration, and opens it', async () => {
    const page = await desk.open('unconnected');
    await page.getByTestId('welcome').waitFor();
    expect(await page.getByTestId('company').count()).toBe(0);
    await page.getByTestId('explore').click();
    await page.getByTestId('row').first().waitFor();
    expect(await page.getByTestId('company').innerText()).toContain('Demonstration');
  });

  it('connects both sides and reads for the first time', async () => {
    const page = await desk.open('unconnected');
    await toQuickBooks(page);
    await giveKeys(page, 'A sandbox company');
    await page.getByTestId('connect-books').click();
    await atStep(page, 'waiting');
    // The browser's answer arrives by itself.
    await atStep(page, 'confirm');
    const [pair] = await page.getByTestId('pair').allInnerTexts();
    expect(pair).toContain('Wrenfield Timber Ltd');
    expect(pair).toContain('Realm 9130777');
    await page.getByText('Teal', { exact: true }).click();
    await page.getByTestId('confirm').click();
    await page.getByTestId('first-reading').waitFor();
    await page.getByTestId('row').first().waitFor();
    expect(await page.getByTestId('company').innerText()).toContain('Wrenfield Timber Ltd');
    expect(await page.locator('header.colour-teal').count()).toBe(1);
  });

  it('can be walked by keyboard alone', async () => {
    const page = await desk.open('unconnected');
    await page.getByTestId('connect').focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.textContent === 'ProcurementExpress');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.getByTestId('client-id').waitFor();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('[data-testid=slot-procurement_token][data-held=true]').waitFor();
    await page.getByTestId('procurement-url').focus();
    await page.keyboard.press('Enter');
    await atStep(page, 'company');
    await page.waitForFunction(() => document.activeElement?.textContent === 'Company');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await atStep(page, 'quickbooks');
  });
});

describe('the secrets', () => {
  it('are never asked for in a field, and only their being held is shown', async () => {
    const page = await desk.open('unconnected');
    await page.getByTestId('connect').click();
    for (const method of ['OAuth2, with a password', 'API token']) {
      await page.getByText(method, { exact: true }).click();
      expect(await page.locator('input[type=password], textarea').count()).toBe(0);
    }
    expect(await page.getByTestId('sign-in').isDisabled()).toBe(true);
    await pasteInto(page, 'procurement_token');
    expect(await page.getByTestId('slot-procurement_token').locator('input').count()).toBe(0);
    await textsWhen(
      page,
      '[data-testid=announcement]',
      ([text]) => text === 'API token taken from the clipboard',
    );
    expect(await page.getByTestId('sign-in').isEnabled()).toBe(true);
  });

  it('say so when the clipboard is empty', async () => {
    const page = await desk.open('unconnected&stumble=empty_clipboard');
    await page.getByTestId('connect').click();
    await page.getByTestId('slot-procurement_token').getByRole('button').click();
    await errorSays(page, 'The clipboard holds no text.');
    await focusOnError(page);
    await pasteInto(page, 'procurement_token');
    await page.getByTestId('error').waitFor({ state: 'detached' });
  });

  it('name the state of the keychain, and look again', async () => {
    const page = await desk.open('unconnected&stumble=keychain_locked');
    await page.getByTestId('connect').click();
    const keychain = page.getByTestId('keychain');
    expect(await keychain.innerText()).toContain('The keychain is locked.');
    expect(await keychain.innerText()).toContain('gone when Clearpost is closed');
    await keychain.getByRole('button', { name: 'Look again' }).click();
    await textsWhen(
      page,
      '[data-testid=keychain]',
      ([text]) => text?.includes('kept in the keychain') ?? false,
    );
  });
});

describe('an error', () => {
  it('stays at its step, takes the focus, and loses nothing typed', async () => {
    const page = await desk.open('unconnected&stumble=token_refused');
    await page.getByTestId('connect').click();
    await page.getByTestId('procurement-url').fill('https://acme.procurementexpress.com');
    await pasteInto(page, 'procurement_token');
    await page.getByTestId('sign-in').click();
    await errorSays(page, 'does not accept this token');
    await focusOnError(page);
    expect(await step(page)).toBe('procurement');
    expect(await page.getByTestId('procurement-url').inputValue()).toBe(
      'https://acme.procurementexpress.com',
    );
    // The refused token is gone from its slot.
    await page.locator('[data-testid=slot-procurement_token][data-held=false]').waitFor();
    await pasteInto(page, 'procurement_token');
    await page.getByTestId('sign-in').click();
    await atStep(page, 'company');
  });

  it.each([
    ['unreachable', 'could not be reached'],
    ['token_refused', 'does not accept'],
  ])('%s is told where it happens', async (stumble, part) => {
    const page = await desk.open(`unconnected&stumble=${stumble}`);
    await page.getByTestId('connect').click();
    await pasteInto(page, 'procurement_token');
    await page.getByTestId('sign-in').click();
    await errorSays(page, part);
  });

  it('of a wrong key pair says which keys fit', async () => {
    const page = await desk.open('unconnected&stumble=wrong_keys');
    await toQuickBooks(page);
    await giveKeys(page, 'A sandbox company');
    await page.getByTestId('connect-books').click();
    await errorSays(page, 'code 3100');
    expect(await step(page)).toBe('quickbooks');
    expect(await page.getByTestId('intuit-id').inputValue()).toBe('ABw2fPexample');
    await page.getByTestId('connect-books').click();
    await atStep(page, 'confirm');
  });

  it('of the browser comes back to the keys', async () => {
    const page = await desk.open('unconnected&stumble=access_denied');
    await toQuickBooks(page);
    await giveKeys(page, 'A sandbox company');
    await page.getByTestId('connect-books').click();
    await atStep(page, 'waiting');
    await atStep(page, 'quickbooks');
    await errorSays(page, 'refused at Intuit');
    expect(await page.getByTestId('intuit-id').inputValue()).toBe('ABw2fPexample');
  });

  it('of an expired code leaves the way to another open', async () => {
    const page = await desk.open('unconnected&stumble=expired_code');
    await toQuickBooks(page);
    await giveKeys(page, 'A real company');
    await page.getByTestId('connect-books').click();
    await atStep(page, 'waiting');
    const paste = page.getByTestId('slot-quickbooks_callback').getByRole('button');
    await paste.click();
    await errorSays(page, 'has expired or was used before');
    await atStep(page, 'quickbooks');
    await page.getByTestId('connect-books').click();
    await paste.click();
    await atStep(page, 'confirm');
  });
});

describe('waiting for the browser', () => {
  it('can be cancelled, and a late answer is not followed', async () => {
    const page = await desk.open('unconnected');
    await toQuickBooks(page);
    await giveKeys(page, 'A sandbox company');
    await page.getByTestId('connect-books').click();
    await atStep(page, 'waiting');
    await page.getByTestId('back').click();
    await atStep(page, 'quickbooks');
    expect(await page.getByTestId('intuit-id').inputValue()).toBe('ABw2fPexample');
    await page.getByText('With a refresh token').click();
    await page.getByTestId('realm').fill('9130357');
    // What was held is asked for until the late answer is there; nothing moves because of it.
    await expect
      .poll(async () => {
        await pasteInto(page, 'quickbooks_refresh_token');
        return page.getByTestId('keep-books').count();
      })
      .toBe(1);
    expect(await step(page)).toBe('quickbooks');
    await page.getByTestId('connect-books').click();
    await atStep(page, 'confirm');
    expect(await page.getByTestId('pair').innerText()).toContain('Realm 9130357');
  });

  it('opens the browser again when no answer came', async () => {
    const page = await desk.open('unconnected&stumble=no_answer');
    await toQuickBooks(page);
    await giveKeys(page, 'A sandbox company');
    await page.getByTestId('connect-books').click();
    await textsWhen(page, '[data-testid=waiting]', ([text]) =>
      /Waiting for your browser\s+until \d/.test(text ?? ''),
    );
    await page.getByTestId('open-browser').click();
    await atStep(page, 'confirm');
  });
});

describe('the way through', () => {
  it('goes back without losing a choice', async () => {
    const page = await desk.open('unconnected');
    await toQuickBooks(page);
    await page.getByTestId('intuit-id').fill('ABw2fPexample');
    await page.getByTestId('back').click();
    await atStep(page, 'company');
    expect(await page.getByRole('radio', { name: /Wrenfield Timber/ }).isChecked()).toBe(true);
    await page.getByTestId('back').click();
    await atStep(page, 'procurement');
    // The token has done its work and is gone from its slot; the sign-in stays.
    await page.getByTestId('keep-sign-in').click();
    await page.getByTestId('choose-company').click();
    expect(await page.getByTestId('intuit-id').inputValue()).toBe('ABw2fPexample');
  });

  it('goes on without QuickBooks only after its consequence was read', async () => {
    const page = await desk.open('unconnected');
    await toQuickBooks(page);
    await page.getByTestId('without').click();
    expect(await page.getByTestId('dialog').innerText()).toContain('Nothing will be called proved');
    await page.getByTestId('dialog-confirm').click();
    await atStep(page, 'confirm');
    expect(await page.getByTestId('pair').innerText()).toContain('Not connected');
    await page.getByTestId('confirm').click();
    await page.getByTestId('unproved').waitFor();
  });

  it('warns when the names of both sides are far apart', async () => {
    const page = await desk.open('unconnected&stumble=names_differ');
    await toQuickBooks(page);
    await giveKeys(page, 'A sandbox company');
    await page.getByTestId('connect-books').click();
    await atStep(page, 'confirm');
    expect(await page.getByTestId('warnings').innerText()).toContain('very different names');
  });

  it('explains where to click at Intuit, for the keys that were chosen', async () => {
    const page = await desk.open('unconnected');
    await toQuickBooks(page);
    await page.getByTestId('guide').getByRole('button').first().click();
    const guide = page.getByTestId('guide');
    expect(await guide.innerText()).toContain('switch to “Production”');
    expect(await guide.innerText()).toContain('OAuth2Playground/RedirectUrl');
    await page.getByText('A sandbox company').click();
    expect(await guide.innerText()).toContain('switch to “Development”');
    expect(await guide.innerText()).toContain('http://localhost:47113/callback');
    await page.getByTestId('troubles').getByRole('button').click();
    expect(await page.getByTestId('troubles').innerText()).toContain('code 3100');
  });

  it('is left from an open company without changing it', async () => {
    const page = await desk.open('real');
    await page.getByTestId('row').first().waitFor();
    await page.getByTestId('company').click();
    await page.getByTestId('connect-another').click();
    await toCompany(page);
    await page.getByRole('button', { name: 'Leave without connecting' }).click();
    await page.getByTestId('row').first().waitFor();
    expect(await page.getByTestId('company').innerText()).toContain('Larkspur');
  });
});
