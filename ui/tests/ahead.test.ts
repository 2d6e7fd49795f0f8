// What the diagnosis says of the whole company: causes that are gone, outages, the forecast, near names, the closing date.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { settled, textsWhen, useDesk } from './support/browser';

const desk = useDesk();

async function causes(page: Page): Promise<void> {
  await settled(page);
  await page.getByTestId('nav-causes').click();
  await page.getByTestId('cause').first().waitFor();
}

describe('a cause', () => {
  it('says who can fix it, and has a message to copy', async () => {
    const page = await desk.open('normal', { permissions: ['clipboard-read', 'clipboard-write'] });
    await causes(page);
    const cause = page.getByTestId('cause').first();
    expect(await cause.getByTestId('who').innerText()).toContain('administrator of QuickBooks');
    await cause.getByTestId('message').getByRole('button').click();
    const message = await cause.locator('pre').innerText();
    expect(message).toContain('Vendor Northgate Paper is inactive');
    await cause.getByRole('button', { name: 'Copy the message' }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(message);
  });

  it('that is gone after a refresh comes first and offers the resend of what waited', async () => {
    const page = await desk.open();
    await causes(page);
    expect(await page.getByTestId('cause-gone').count()).toBe(0);
    const cause = page.getByTestId('cause').nth(1);
    const id = await cause.getAttribute('data-cause');
    const size = Number(/\d+/.exec(await cause.getByTestId('resend-cause').innerText())?.[0]);
    await cause.getByRole('button', { name: 'Open the page of step 1' }).click();
    await page.getByTestId('refresh').click();
    await page.getByTestId('cause-gone').waitFor();
    const first = page.getByTestId('cause').first();
    expect(await first.getAttribute('data-cause')).toBe(id);
    expect(await first.getByTestId('resend-cause').count()).toBe(0);
    const ready = first.getByTestId('resend-ready');
    expect(await ready.innerText()).toBe(`Resend these ${size}`);
    await ready.click();
    await page.getByTestId('resend-review').waitFor();
    expect(await page.getByTestId('outcome').count()).toBe(size);
    await page.getByTestId('dialog-confirm').click();
    await page.getByTestId('receipt').waitFor();
  });

  it('of the whole company is said once, at the top, with what is past folded away', async () => {
    const page = await desk.open('failing');
    await causes(page);
    const trouble = page.getByTestId('trouble');
    expect(await trouble.count()).toBe(1);
    expect(await trouble.innerText()).toContain('The QuickBooks Online subscription has ended');
    const [top, cause] = [
      await trouble.boundingBox(),
      await page.getByTestId('cause').first().boundingBox(),
    ];
    expect(top?.y).toBeLessThan(cause?.y ?? 0);
    await page.getByTestId('past').getByRole('button').first().click();
    const over = page.locator('[data-testid=trouble][data-over=true]');
    expect(await over.innerText()).toContain('A document has arrived since');
  });
});

describe('the forecast', () => {
  it('says what would fail today, by cause and by document, and offers no resend', async () => {
    const page = await desk.open();
    await settled(page);
    await page.keyboard.press('3');
    await page.getByTestId('cause').first().waitFor();
    expect(await page.getByTestId('forecast-lead').innerText()).toMatch(
      /^Of \d+ documents not approved yet, \d+ would fail today$/,
    );
    expect(await page.getByTestId('without-lines').innerText()).toContain('were not read yet');
    expect(await page.getByTestId('resend-cause').count()).toBe(0);
    await page.getByRole('button', { name: 'By document' }).click();
    const first = page.getByTestId('foreseen-document').first();
    const number = await first.locator('.name').innerText();
    expect(await first.locator('.more').innerText()).not.toBe('');
    await first.click();
    await textsWhen(page, '[data-testid=inspector]', ([text]) => text?.includes(number) ?? false);
  });

  it('is glad when nothing would fail', async () => {
    const page = await desk.open('clear');
    await page.getByTestId('nav-forecast').click();
    await page.getByTestId('forecast-clear').waitFor();
  });
});

describe('near names', () => {
  it('stand side by side, with the documents that point at each, and the steps', async () => {
    const page = await desk.open();
    await settled(page);
    await page.getByTestId('nav-names').click();
    const group = page.getByTestId('twins').first();
    await group.waitFor();
    expect(await group.getByTestId('twin').count()).toBe(3);
    expect(await group.innerText()).toContain('Supplier in ProcurementExpress');
    expect(await group.innerText()).toContain('inactive');
    await group.getByRole('button', { name: /invoices/ }).click();
    expect(await group.getByTestId('twin-document').count()).toBe(8);
    await group.getByRole('button', { name: /^Show more/ }).click();
    expect(await group.getByTestId('twin-document').count()).toBeGreaterThan(8);
    expect(await group.getByRole('listitem').count()).toBeGreaterThan(4);
  });

  it('can be searched, with a way back from nothing', async () => {
    const page = await desk.open();
    await settled(page);
    await page.getByTestId('nav-names').click();
    await page.getByTestId('twins').first().waitFor();
    await page.getByTestId('twins-search').fill('birch');
    await expect.poll(() => page.getByTestId('twins').count()).toBe(1);
    await page.getByTestId('twins-search').fill('zzz');
    await page.getByTestId('twins-none').getByRole('button').click();
    await expect.poll(() => page.getByTestId('twins').count()).toBeGreaterThan(1);
  });
});

describe('the closing date', () => {
  it('is typed in where QuickBooks shows none, kept, and sorts the invoices', async () => {
    const page = await desk.open();
    await settled(page);
    await page.getByTestId('nav-closing').click();
    await page.getByTestId('radar-before').waitFor();
    expect(await page.getByTestId('radar-closed').count()).toBe(0);
    await page.getByTestId('closing-date').fill('2026-09-30');
    await page.getByTestId('closing-date').blur();
    const closed = page.getByTestId('radar-closed');
    await closed.waitFor();
    expect(await closed.innerText()).toContain('Sep 30, 2026');
    await page.getByTestId('nav-documents').click();
    await page.getByTestId('nav-closing').click();
    await closed.waitFor();
    expect(await page.getByTestId('closing-date').inputValue()).toBe('2026-09-30');
  });

  it('is only shown where QuickBooks shows it, and the next one can be tried out', async () => {
    const page = await desk.open('real');
    await settled(page);
    await page.getByTestId('nav-closing').click();
    await page.getByTestId('closing-shown').waitFor();
    expect(await page.getByTestId('closing-date').count()).toBe(0);
    const before = page.getByTestId('radar-before');
    const all = await before.innerText();
    await page.getByTestId('next-close').fill('2020-01-31');
    await expect.poll(() => before.innerText()).not.toBe(all);
    expect(await before.innerText()).toContain('Nothing due is missing');
  });
});
