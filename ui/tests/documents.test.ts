// The status table: rows, filters, order, search, selection, keyboard, inspector.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { settled, states, textsWhen, useDesk } from './support/browser';

const desk = useDesk();
const numbers = (page: Page): Promise<string[]> =>
  page.locator('[data-testid=row] .c-number').allInnerTexts();
const focusedRow = (page: Page) => page.locator('[data-testid=row].focused');

describe('the table', () => {
  it('shows rows, counts and the company', async () => {
    const page = await desk.open();
    await settled(page);
    expect(await page.getByTestId('company').innerText()).toContain('Demonstration');
    expect(await page.getByTestId('row').count()).toBeGreaterThan(10);
    expect(await page.getByTestId('total').innerText()).toMatch(/^\d+ documents$/);
    expect(await page.getByTestId('chip-failed').innerText()).toMatch(/Failed\s+\d+/);
  });

  it('filters by state and kind and says how to get back', async () => {
    const page = await desk.open();
    await settled(page);
    await page.getByTestId('chip-failed').click();
    await textsWhen(page, '[data-testid=row] .c-state', (all) =>
      all.every((text) => text === 'Failed'),
    );
    expect(new Set(await states(page))).toEqual(new Set(['failed']));
    await page.getByRole('button', { name: 'Orders', exact: true }).click();
    await textsWhen(
      page,
      '[data-testid=row] .c-number',
      (all) => all.length > 0 && all.every((number) => number.startsWith('PO')),
    );
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await textsWhen(page, '[data-testid=total]', ([text]) => !text?.includes('filter'));
  });

  it('searches at every keystroke and offers a way back from nothing', async () => {
    const page = await desk.open();
    await settled(page);
    await page.keyboard.press('/');
    await page.keyboard.type('northgate');
    await textsWhen(
      page,
      '[data-testid=row] .c-supplier',
      (all) => all.length > 0 && all.every((name) => name === 'Northgate Paper'),
    );
    await page.getByTestId('search').fill('zzz');
    await page.getByTestId('filter-empty').waitFor();
    await page.getByTestId('filter-empty').getByRole('button', { name: 'Clear filters' }).click();
    await page.getByTestId('row').first().waitFor();
  });

  it('takes a letter typed right after the slash for text, not for a shortcut', async () => {
    const page = await desk.open();
    await settled(page);
    const inOneTurn = await page.evaluate(() => {
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true }));
      return document.activeElement?.id;
    });
    expect(inOneTurn).toBe('search');
  });

  it('sorts ascending, descending, then by default again', async () => {
    const page = await desk.open();
    await settled(page);
    const before = await numbers(page);
    const header = page.getByRole('columnheader', { name: 'Amount' });
    const values = (texts: string[]): number[] =>
      texts.map((text) => Number(text.replace(/[^\d.]/g, '')));
    const sorted = (sign: number) => (texts: string[]) =>
      texts.length > 5 &&
      values(texts).every((value, at, all) => at === 0 || sign * (value - (all[at - 1] ?? 0)) >= 0);
    await page.getByTestId('sort-amount').click();
    await textsWhen(page, '[data-testid=row] .c-amount', sorted(1));
    expect(await header.getAttribute('aria-sort')).toBe('ascending');
    await page.getByTestId('sort-amount').click();
    await textsWhen(page, '[data-testid=row] .c-amount', sorted(-1));
    expect(await header.getAttribute('aria-sort')).toBe('descending');
    await page.getByTestId('sort-amount').click();
    await textsWhen(page, '[data-testid=row] .c-number', (all) => all.join() === before.join());
    expect(await header.getAttribute('aria-sort')).toBe('none');
  });

  it('holds 200,000 rows with a screenful of elements', async () => {
    const page = await desk.open('large');
    await settled(page);
    const total = Number(
      (await page.getByTestId('documents').getAttribute('aria-rowcount')) ?? '0',
    );
    expect(total).toBeGreaterThan(190_000);
    await page.getByTestId('documents').focus();
    await page.keyboard.press('End');
    const last = page.locator(`[data-testid=row][aria-rowindex="${total}"]`);
    await last.waitFor();
    expect(await page.getByTestId('row').count()).toBeLessThan(60);
    const [row, grid] = [
      await last.boundingBox(),
      await page.getByTestId('documents').boundingBox(),
    ];
    expect((row?.y ?? 0) + (row?.height ?? 0)).toBeLessThanOrEqual(
      (grid?.y ?? 0) + (grid?.height ?? 0) + 1,
    );
  });

  it('exports what is listed', async () => {
    const page = await desk.open();
    await settled(page);
    await page.getByRole('button', { name: 'Export' }).click();
    await textsWhen(page, '[data-testid=notice]', ([text]) => text?.includes('.csv') ?? false);
  });
});

describe('the keyboard', () => {
  it('moves, opens the inspector, and comes back', async () => {
    const page = await desk.open();
    await settled(page);
    await page.getByTestId('documents').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    expect(await focusedRow(page).getAttribute('aria-rowindex')).toBe('3');
    expect(await page.getByTestId('documents').getAttribute('aria-activedescendant')).toBe('row-1');
    const number = await focusedRow(page).locator('.c-number').innerText();
    await textsWhen(page, '[data-testid=inspector]', ([text]) => text?.includes(number) ?? false);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.id === 'inspector-title');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.activeElement?.id === 'documents-grid');
    await page.keyboard.press('Escape');
    await page.getByTestId('inspector').waitFor({ state: 'detached' });
  });

  it('selects with Space, x, Shift and Ctrl + A, and clears with Escape', async () => {
    const page = await desk.open();
    await settled(page);
    const selection = page.getByTestId('selection');
    await page.getByTestId('documents').focus();
    await page.keyboard.press('Space');
    await textsWhen(
      page,
      '[data-testid=selection]',
      ([text]) => text?.includes('1 selected') ?? false,
    );
    await page.keyboard.press('x');
    await selection.waitFor({ state: 'detached' });
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await textsWhen(
      page,
      '[data-testid=selection]',
      ([text]) => text?.includes('3 selected') ?? false,
    );
    await page.keyboard.press('Control+a');
    const total = (await page.getByTestId('total').innerText()).split(' ')[0] ?? '';
    await textsWhen(
      page,
      '[data-testid=selection]',
      ([text]) => text?.includes(`${total} selected`) ?? false,
    );
    await page.keyboard.press('Escape');
    await selection.waitFor({ state: 'detached' });
  });

  it('selects with the mouse: click, Ctrl-click, Shift-click', async () => {
    const page = await desk.open();
    await settled(page);
    const rows = page.getByTestId('row');
    await rows.nth(1).locator('input').click();
    await rows
      .nth(4)
      .locator('.c-number')
      .click({ modifiers: ['Shift'] });
    await textsWhen(
      page,
      '[data-testid=selection]',
      ([text]) => text?.includes('4 selected') ?? false,
    );
    await rows
      .nth(2)
      .locator('.c-number')
      .click({ modifiers: ['Control'] });
    await textsWhen(
      page,
      '[data-testid=selection]',
      ([text]) => text?.includes('3 selected') ?? false,
    );
  });

  it('shows the key list and refreshes without leaving the page', async () => {
    const page = await desk.open();
    await settled(page);
    await page.keyboard.press('?');
    await page.getByTestId('keys').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('keys').waitFor({ state: 'detached' });
    await page.evaluate(() => document.body.setAttribute('data-same-page', ''));
    await page.keyboard.press('F5');
    await page.getByTestId('progress').waitFor();
    await textsWhen(
      page,
      '[data-testid=notice]',
      ([text]) => text?.startsWith('Refreshed') ?? false,
    );
    expect(await page.locator('body[data-same-page]').count()).toBe(1);
  });

  it('stops a refresh', async () => {
    const page = await desk.open('slow');
    await page.getByTestId('row').first().waitFor();
    await page.getByTestId('refresh').click();
    await page.getByTestId('cancel').click();
    await textsWhen(page, '[data-testid=error]', ([text]) => text?.includes('Stopped') ?? false);
    expect(await page.getByTestId('row').count()).toBeGreaterThan(5);
  });
});

describe('the inspector', () => {
  it('says what holds a document back, how it is known, and what to do', async () => {
    const page = await desk.open();
    await settled(page);
    await page.getByTestId('chip-failed').click();
    await textsWhen(page, '[data-testid=inspector-state]', ([text]) => text === 'Failed');
    const finding = page.getByTestId('finding').first();
    await finding.waitFor();
    expect(await finding.getByRole('listitem').count()).toBeGreaterThan(0);
    expect(await page.getByTestId('inspector-proof').innerText()).toMatch(
      /^(Proved: not in|Reported by)/,
    );
    expect(await page.getByTestId('history').innerText()).toContain('Sync failed');
  });

  it('puts both sides of a difference beside each other', async () => {
    const page = await desk.open();
    await settled(page);
    await page.getByTestId('chip-differs').click();
    const table = page.getByTestId('differences');
    await table.waitFor();
    expect(await table.innerText()).toMatch(/ProcurementExpress\s+QuickBooks Online/);
    expect(await table.innerText()).toContain('Line 1, account');
  });

  it('sets a document aside with a reason and takes it back', async () => {
    const page = await desk.open();
    await settled(page);
    await page.getByTestId('chip-failed').click();
    await textsWhen(page, '[data-testid=inspector-state]', ([text]) => text === 'Failed');
    await page.locator('[data-testid=inspector][aria-busy=false]').waitFor();
    await page.getByRole('button', { name: 'Set aside…' }).click();
    expect(await page.getByTestId('dialog-confirm').isDisabled()).toBe(true);
    await page.getByLabel('Reason').fill('Entered by hand');
    await page.getByTestId('dialog-confirm').click();
    await textsWhen(page, '[data-testid=inspector-state]', ([text]) => text === 'Set aside');
    expect(await page.getByTestId('inspector').innerText()).toContain('Entered by hand');
    await page.getByRole('button', { name: 'Take back' }).click();
    await textsWhen(page, '[data-testid=inspector-state]', ([text]) => text === 'Failed');
  });

  it('is resized by keyboard and remembers its width', async () => {
    const page = await desk.open();
    await settled(page);
    const width = async () => (await page.getByTestId('inspector').boundingBox())?.width ?? 0;
    const before = await width();
    await page.getByRole('separator').focus();
    await page.keyboard.press('Shift+ArrowLeft');
    await expect.poll(width).toBe(before + 80);
    await page.reload();
    await settled(page);
    expect(await width()).toBe(before + 80);
  });
});
