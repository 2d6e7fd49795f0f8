// Every view and dialog, light and dark, against axe's rules.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
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
    'the review and its options',
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
    'attempts',
    'normal',
    async (page) => {
      await page.getByTestId('nav-outbox').click();
      await page.getByTestId('attempt').first().waitFor();
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
  ['nothing connected', 'unconnected', (page) => page.getByTestId('not-connected').waitFor()],
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
