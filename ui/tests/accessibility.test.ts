// Every view and dialog, light and dark, against axe's rules.
import AxeBuilder from '@axe-core/playwright';
import { readdirSync, readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { giveKeys, toCompany, toQuickBooks } from './support/assistant';
import { settled, useDesk } from './support/browser';

const desk = useDesk();

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
  );
}

const scenes: Array<[string, string, (page: Page) => Promise<void>]> = [
  ['documents', 'normal', settled],
  [
    'a failed document and a selection',
    'normal',
    async (page) => {
      await settled(page);
      await page.getByTestId('chip-failed').click();
      await page.getByTestId('finding').first().waitFor();
      await page.getByTestId('row').first().locator('input').click();
      await page.getByTestId('selection').waitFor();
    },
  ],
  [
    'a document that differs',
    'normal',
    async (page) => {
      await settled(page);
      await page.getByTestId('chip-differs').click();
      await page.getByTestId('differences').waitFor();
    },
  ],
  [
    'causes',
    'normal',
    async (page) => {
      await page.getByTestId('nav-causes').click();
      await page.getByTestId('cause').first().getByRole('button', { name: /^Show/ }).click();
      await page.locator('[data-testid=cause-document] .supplier:not(:empty)').first().waitFor();
    },
  ],
  [
    'the review of a bulk resend',
    'normal',
    async (page) => {
      await settled(page);
      for (const state of ['failed', 'differs']) await page.getByTestId(`chip-${state}`).click();
      await page.getByTestId('chip-missing').click();
      await page.locator('[data-testid=documents][aria-busy=false]').waitFor();
      await page.getByTestId('documents').focus();
      await page.keyboard.press('Control+a');
      await page.getByTestId('resend-selection').click();
      await page.getByTestId('resend-review').waitFor();
    },
  ],
  [
    'a confirmation of its own',
    'normal',
    async (page) => {
      await settled(page);
      await page.getByTestId('chip-differs').click();
      await page.locator('[data-testid=inspector][aria-busy=false]').waitFor();
      await page.getByTestId('resend').click();
      await page.locator('tr[data-testid=outcome] input').check();
      await page.getByTestId('dialog-confirm').click();
      await page.getByTestId('resend-confirm').waitFor();
    },
  ],
  [
    'the receipt',
    'normal',
    async (page) => {
      await page.getByTestId('nav-causes').click();
      await page.getByTestId('resend-cause').first().click();
      await page.getByTestId('dialog-confirm').click();
      await page.getByTestId('receipt').waitFor();
    },
  ],
  [
    'a cause that is gone, and a message',
    'normal',
    async (page) => {
      await settled(page);
      await page.getByTestId('nav-causes').click();
      const cause = page.getByTestId('cause').first();
      await cause.getByRole('button', { name: 'Open the page of step 1' }).click();
      await page.getByTestId('refresh').click();
      await page.getByTestId('cause-gone').waitFor();
      await page.getByTestId('message').first().getByRole('button').click();
    },
  ],
  [
    'what stops the company, and a past outage',
    'failing',
    async (page) => {
      await page.getByTestId('nav-causes').click();
      await page.getByTestId('past').getByRole('button').first().click();
      await page.locator('[data-testid=trouble][data-over=true]').waitFor();
    },
  ],
  [
    'the forecast by cause',
    'normal',
    async (page) => {
      await page.getByTestId('nav-forecast').click();
      await page.getByTestId('cause').first().waitFor();
    },
  ],
  [
    'the forecast by document',
    'normal',
    async (page) => {
      await page.getByTestId('nav-forecast').click();
      await page.getByRole('button', { name: 'By document' }).click();
      await page.getByTestId('foreseen-document').first().waitFor();
    },
  ],
  [
    'near names',
    'normal',
    async (page) => {
      await page.getByTestId('nav-names').click();
      await page
        .getByTestId('twins')
        .first()
        .getByRole('button', { name: /invoices/ })
        .click();
      await page.locator('[data-testid=twin-document] .supplier:not(:empty)').first().waitFor();
    },
  ],
  [
    'the closing date',
    'normal',
    async (page) => {
      await page.getByTestId('nav-closing').click();
      await page.getByTestId('radar-before').waitFor();
    },
  ],
  [
    'attempts',
    'normal',
    async (page) => {
      await page.getByTestId('nav-outbox').click();
      await page.getByTestId('attempt').first().waitFor();
    },
  ],
  [
    'receipts',
    'normal',
    async (page) => {
      await page.getByTestId('nav-outbox').click();
      await page.getByTestId('show-receipts').click();
      await page.getByTestId('kept-receipt').first().waitFor();
    },
  ],
  [
    'a receipt that was opened again',
    'normal',
    async (page) => {
      await page.getByTestId('nav-outbox').click();
      await page.getByTestId('show-receipts').click();
      await page.getByTestId('open-receipt').first().click();
      await page.getByTestId('since').first().waitFor();
    },
  ],
  [
    'an explanation',
    'normal',
    async (page) => {
      await page.getByTestId('nav-explain').click();
      await page.getByTestId('explain-text').fill('has been made inactive');
      await page.getByTestId('explain').click();
      await page.getByTestId('explanation').waitFor();
    },
  ],
  [
    'the key list',
    'normal',
    async (page) => {
      await page.keyboard.press('?');
      await page.getByTestId('keys').waitFor();
    },
  ],
  ['nothing connected', 'unconnected', (page) => page.getByTestId('welcome').waitFor()],
  [
    'the first step, with a locked keychain',
    'unconnected&stumble=keychain_locked',
    async (page) => {
      await page.getByTestId('connect').click();
      await page.getByText('OAuth2, with a password').click();
      await page.getByTestId('keychain').waitFor();
    },
  ],
  ['the choice of a company', 'unconnected', toCompany],
  [
    'the guide to Intuit, and an error',
    'unconnected&stumble=wrong_keys',
    async (page) => {
      await toQuickBooks(page);
      await giveKeys(page, 'A sandbox company');
      await page.getByTestId('guide').getByRole('button').first().click();
      await page.getByTestId('troubles').getByRole('button').click();
      await page.getByTestId('connect-books').click();
      await page.getByTestId('error').waitFor();
    },
  ],
  [
    'waiting for the browser',
    'unconnected',
    async (page) => {
      await toQuickBooks(page);
      await giveKeys(page, 'A real company');
      await page.getByTestId('connect-books').click();
      await page.getByTestId('waiting').waitFor();
    },
  ],
  [
    'both companies before they are confirmed',
    'unconnected&stumble=names_differ',
    async (page) => {
      await toQuickBooks(page);
      await giveKeys(page, 'A sandbox company');
      await page.getByTestId('connect-books').click();
      await page.getByTestId('warnings').waitFor();
    },
  ],
  [
    'a known company that gets a new sign-in',
    'signed_out',
    async (page) => {
      await page.getByTestId('banner-sign_in_needed').getByRole('button').click();
      await page.getByTestId('again-quickbooks').waitFor();
    },
  ],
  [
    'the companies',
    'several',
    async (page) => {
      await settled(page);
      await page.getByTestId('company').click();
      await page.getByTestId('company-item').first().waitFor();
    },
  ],
  [
    'disconnecting',
    'signed_out',
    async (page) => {
      await settled(page);
      await page.getByTestId('company').click();
      await page.getByTestId('disconnect-open').click();
      await page.getByTestId('wipe').waitFor();
    },
  ],
  [
    'the connection check',
    'failing',
    async (page) => {
      await page.getByTestId('nav-check').click();
      await page.getByTestId('fields').waitFor();
    },
  ],
  [
    'the proof in the inspector',
    'real',
    async (page) => {
      await settled(page);
      await page.getByTestId('chip-differs').click();
      await page.getByTestId('proof-unfold').click();
      await page.getByTestId('proof-statement').waitFor();
    },
  ],
  [
    'the proof card',
    'real',
    async (page) => {
      await settled(page);
      await page.getByTestId('chip-differs').click();
      await page.getByTestId('proof-open').click();
      await page.getByTestId('proof-card').waitFor();
    },
  ],
  [
    'the settings, and a refused value',
    'real',
    async (page) => {
      await page.getByTestId('nav-settings').click();
      await page.getByTestId('tolerance').fill('much');
      await page.getByTestId('tolerance').press('Enter');
      await page.getByTestId('refused-tolerance').waitFor();
    },
  ],
  [
    'trying a way to resend',
    'real',
    async (page) => {
      await page.getByTestId('nav-settings').click();
      await page.getByTestId('route').selectOption('browser');
      await page.getByTestId('saved-route').waitFor();
      await page.getByTestId('verify-route').click();
      await page.getByTestId('verify-choices').getByRole('radio').first().check();
    },
  ],
  [
    'a page that is open in the browser',
    'real',
    async (page) => {
      await page.getByTestId('nav-settings').click();
      await page.getByTestId('route').selectOption('browser');
      await page.getByTestId('saved-route').waitFor();
      await page.getByTestId('nav-causes').click();
      await page.getByTestId('resend-cause').nth(1).click();
      await page.getByTestId('dialog-confirm').click();
      await page.getByTestId('pressed').waitFor();
    },
  ],
  [
    'the material for support',
    'normal',
    async (page) => {
      await settled(page);
      await page.getByTestId('chip-failed').click();
      await page.getByTestId('ask-support').click();
      await page.getByTestId('support-part').nth(1).click();
      await page.getByTestId('support-save').click();
      await page.getByTestId('support-saved').waitFor();
    },
  ],
  ['an empty cache', 'empty', (page) => page.getByTestId('empty-cache').waitFor()],
  ['an error', 'error', (page) => page.getByTestId('error').waitFor()],
  ['offline', 'offline', settled],
  ['partial data', 'partial', settled],
];

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  it.each(scenes)('%s has no violation', async (_name, mode, arrange) => {
    const page = await desk.open(mode, { colorScheme, reducedMotion: 'reduce' });
    await arrange(page);
    expect(await violations(page)).toEqual([]);
  });
});

it('a colour never fades: its text would be unreadable on the way', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' });
  const fading = files
    .filter((file) => /\.(css|svelte)$/.test(file))
    .flatMap((file) => readFileSync(`src/${file}`, 'utf8').match(/^\s*transition(-property)?:.*/gm))
    .filter((rule) => rule !== null && !/:\s*transform\b[^,]*$/.test(rule));
  expect(fading).toEqual([]);
});
