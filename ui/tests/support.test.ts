// The material for the vendor's support: seen as it will leave, with amounts only if ticked, saved, and a message.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { settled, textsWhen, useDesk } from './support/browser';

const desk = useDesk();

async function ask(page: Page): Promise<void> {
  await settled(page);
  await page.getByTestId('chip-failed').click();
  await textsWhen(page, '[data-testid=inspector-state]', ([text]) => text === 'Failed');
  await page.getByTestId('ask-support').click();
  await page.getByTestId('support-text').waitFor();
}

const text = (page: Page): Promise<string> => page.getByTestId('support-text').innerText();

describe('the material for support', () => {
  it('is shown file by file, and has no amount unless that is ticked', async () => {
    const page = await desk.open();
    await ask(page);
    expect(await text(page)).toContain('Hello');
    await page.getByTestId('support-part').nth(1).click();
    expect(await text(page)).toContain('amount: left out');
    await page.getByTestId('support-amounts').check();
    await textsWhen(page, '[data-testid=support-text]', ([shown]) =>
      /amount: \d/.test(shown ?? ''),
    );
    expect(await page.getByTestId('contacts').innerText()).toContain(
      'support@procurementexpress.com',
    );
  });

  it('is saved as an archive, and says where; a tick makes it anew', async () => {
    const page = await desk.open();
    await ask(page);
    await page.getByTestId('support-save').click();
    await textsWhen(page, '[data-testid=support-saved]', ([shown]) => /\.zip$/.test(shown ?? ''));
    await page.getByTestId('support-amounts').check();
    await page.getByTestId('support-saved').waitFor({ state: 'detached' });
  });

  it('says why it could not be saved, and can be saved again', async () => {
    const page = await desk.open('normal&stumble=not_saved');
    await ask(page);
    await page.getByTestId('support-save').click();
    expect(await page.getByTestId('error').innerText()).toContain('The folder is full');
    await page.getByTestId('support-save').click();
    await page.getByTestId('support-saved').waitFor();
    expect(await page.getByTestId('error').count()).toBe(0);
  });

  it('copies the message', async () => {
    const page = await desk.open('normal', { permissions: ['clipboard-read', 'clipboard-write'] });
    await ask(page);
    const message = await text(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Copy the message' }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(message);
  });

  it('can be about a selection', async () => {
    const page = await desk.open();
    await settled(page);
    await page.getByTestId('documents').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByTestId('support-selection').click();
    await page.getByTestId('support-text').waitFor();
    expect(await page.getByTestId('support-part').count()).toBe(4);
    await page.keyboard.press('Escape');
    await page.getByTestId('support').waitFor({ state: 'detached' });
  });
});
