// A real browser over the fake host: started once per test file, one fresh page per test.
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: flags,
  });
}

export interface Desk {
  /** Opens the window over the fake host in one of its modes, and waits until it stands. `mode` may go on with `&stumble=…`. */
  open(mode?: string, options?: BrowserContextOptions): Promise<Page>;
}

export function useDesk(): Desk {
  let browser: Browser;
  let pages: Page[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await launch();
  });

  afterEach(async () => {
    await Promise.all(pages.map((page) => page.context().close()));
    pages = [];
    expect(complaints.splice(0), 'the page raised no error').toEqual([]);
  });

  afterAll(async () => {
    await browser?.close();
  });

  return {
    async open(mode = 'normal', options = {}) {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        locale: 'en-US',
        ...options,
      });
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      page.on('pageerror', (error) => complaints.push(error.message));
      pages.push(page);
      await page.goto(`${inject('address')}/fake/?fake=${mode}`);
      await page.getByTestId('window').waitFor();
      return page;
    },
  };
}

/** The table has its rows and the inspector its document. */
export async function settled(page: Page): Promise<void> {
  await page.locator('[data-testid=documents][aria-busy=false]').waitFor();
  await page.getByTestId('row').first().waitFor();
  await page.locator('[data-testid=inspector][aria-busy=false]').waitFor();
}

/** Waits until a locator's texts fulfil a condition, and returns them. */
export async function textsWhen(
  page: Page,
  selector: string,
  condition: (texts: string[]) => boolean,
): Promise<string[]> {
  let last: string[] = [];
  await expect
    .poll(
      async () => {
        last = await page.locator(selector).allInnerTexts();
        return condition(last);
      },
      { timeout: 10_000, message: `texts of ${selector}` },
    )
    .toBe(true);
  return last;
}

export const states = (page: Page): Promise<string[]> =>
  page
    .getByTestId('row')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-state') ?? ''));
