// What the window must never do: run remote text, or need more than its content policy allows.
// The production bundle runs here over a stand-in for Tauri's bridge, so that what is shipped is what is tested.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createFakeHost } from '../src/host/fake';
import { hostileTexts } from '../src/host/fake/company';
import type { FakeMode } from '../src/host/fake/modes';
import { giveKeys, toQuickBooks } from './support/assistant';
import { launch, settled, textsWhen } from './support/browser';

const dist = inject('shipped');
let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
});

interface Watched {
  page: Page;
  host: ReturnType<typeof createFakeHost>;
  violations: string[];
  requests: string[];
  /** What the page asked the host for, with what it handed over. */
  calls: Array<[string, unknown]>;
}

async function openShipped(mode: FakeMode = 'normal'): Promise<Watched> {
  const host = createFakeHost(mode);
  const calls: Watched['calls'] = [];
  const page = await (
    await browser.newContext({ viewport: { width: 1280, height: 800 } })
  ).newPage();
  page.setDefaultTimeout(15_000);
  const violations: string[] = [];
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.exposeFunction('__violation', (text: string) => violations.push(text));
  await page.exposeFunction('__answer', async (name: string, args: never) => {
    calls.push([name, args]);
    const command = host[name as 'show'];
    try {
      return { value: await command(args) };
    } catch (error) {
      return { error };
    }
  });
  await page.addInitScript(() => {
    const bridge = window as unknown as Record<string, unknown>;
    const answer = bridge['__answer'] as (
      name: string,
      args: unknown,
    ) => Promise<{ value?: unknown; error?: unknown }>;
    document.addEventListener('securitypolicyviolation', (event) =>
      (bridge['__violation'] as (text: string) => void)(
        `${event.violatedDirective} ${event.blockedURI} ${event.sample}`,
      ),
    );
    bridge['__TAURI_INTERNALS__'] = {
      transformCallback: () => 1,
      invoke: async (name: string, args: unknown) => {
        if (name.startsWith('plugin:event')) return 1;
        const { value, error } = await answer(name, args);
        if (error !== undefined) throw error;
        return value;
      },
    };
  });
  await page.goto(`${inject('address')}/shipped/`);
  return { page, host, violations, requests, calls };
}

describe('the shipped window', () => {
  it('works under its content policy and asks the network for nothing but itself', async () => {
    const { page, host, violations, requests } = await openShipped();
    await settled(page);
    await page.getByTestId('chip-failed').click();
    await page.getByTestId('finding').first().waitFor();
    await page
      .getByTestId('finding')
      .getByRole('button', { name: /^Open the page/ })
      .first()
      .click();
    await expect.poll(() => host.opened.length).toBe(1);
    await page.getByTestId('theme').click();
    await page.getByRole('separator').focus();
    await page.keyboard.press('ArrowLeft');
    await page.getByTestId('nav-causes').click();
    await page.getByTestId('resend-cause').first().click();
    await page.getByTestId('dialog-confirm').click();
    await page.getByTestId('receipt').waitFor();
    await page.getByTestId('dialog-close').click();
    for (const view of ['forecast', 'closing', 'names', 'outbox', 'explain', 'check', 'settings'])
      await page.getByTestId(`nav-${view}`).click();
    await page.getByTestId('settings').waitFor();
    await page.getByText('Red', { exact: true }).click();
    await page.getByTestId('nav-documents').click();
    await settled(page);
    await page.keyboard.press('p');
    await page.getByTestId('proof-card').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('c');
    await page.getByTestId('company-item').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('documents').focus();
    await page.keyboard.press('End');
    await page.keyboard.press('?');
    await page.getByTestId('keys').waitFor();
    expect(violations).toEqual([]);
    const elsewhere = requests.filter(
      (url) => !url.startsWith('http://127.0.0.1:') && !url.startsWith('data:'),
    );
    expect(elsewhere).toEqual([]);
  });

  it('hands over no secret, and never reads the clipboard', async () => {
    const { page, violations, calls } = await openShipped('unconnected');
    await page.evaluate(() => {
      const read = (): Promise<never> => {
        document.body.dataset['read'] = 'yes';
        return Promise.reject(new Error('read'));
      };
      Object.assign(navigator.clipboard, { readText: read, read });
    });
    await toQuickBooks(page);
    await giveKeys(page, 'A real company');
    await page.getByTestId('connect-books').click();
    await page.getByTestId('slot-quickbooks_callback').getByRole('button').click();
    await page.getByTestId('pair').waitFor();
    expect(await page.locator('body[data-read]').count()).toBe(0);
    const given = calls.filter(([name]) => name.startsWith('setup_'));
    expect(given.filter(([name]) => name === 'setup_paste').map(([, args]) => args)).toEqual([
      { slot: 'procurement_token' },
      { slot: 'quickbooks_client_secret' },
      { slot: 'quickbooks_callback' },
    ]);
    const asked = given.flatMap(([, args]) =>
      Object.keys((args as { query?: object } | undefined)?.query ?? {}),
    );
    expect([...new Set(asked)].sort()).toEqual([
      'client_id',
      'environment',
      'method',
      'realm',
      'redirect_url',
      'url',
      'username',
    ]);
    expect(violations).toEqual([]);
  });

  it('shows hostile names and histories as text', async () => {
    const { page, violations } = await openShipped();
    await settled(page);
    for (const text of hostileTexts) {
      await page.getByTestId('search').fill(text);
      await textsWhen(
        page,
        '[data-testid=row] .c-supplier',
        (all) => all.length > 0 && all.every((name) => name.includes(text.slice(0, 8))),
      );
      await textsWhen(
        page,
        '[data-testid=history]',
        ([history]) => history?.includes(text.slice(0, 8)) ?? false,
      );
      await page.getByTestId('proof-open').click();
      await textsWhen(
        page,
        '[data-testid=proof-card]',
        ([card]) => card?.includes(text.slice(0, 8)) ?? false,
      );
      await page.keyboard.press('Escape');
    }
    await page.getByTestId('nav-names').click();
    await textsWhen(page, '[data-testid=twin] .name', (all) =>
      all.some((name) => name.includes('<img src=x')),
    );
    expect(await page.evaluate(() => '__xss' in window)).toBe(false);
    expect(await page.locator('img, iframe, object, embed, main script').count()).toBe(0);
    expect(violations).toEqual([]);
  });

  it('refuses an injected script', async () => {
    const { page, violations } = await openShipped();
    await settled(page);
    await page.evaluate(() => {
      const image = document.createElement('div');
      image.setAttribute('onclick', 'window.__xss = 1');
      document.body.append(image);
      image.click();
    });
    await expect.poll(() => violations.length).toBeGreaterThan(0);
    expect(await page.evaluate(() => '__xss' in window)).toBe(false);
  });

  it('carries no fake, nothing inline, and stays small', () => {
    const assets = readdirSync(join(dist, 'assets'));
    const scripts = assets.filter((name) => name.endsWith('.js'));
    const code = scripts.map((name) => readFileSync(join(dist, 'assets', name), 'utf8'));
    for (const trace of ['Northgate', 'Harbour & Vale', 'Wrenfield']) {
      expect(
        code.some((text) => text.includes(trace)),
        trace,
      ).toBe(false);
    }
    const page = readFileSync(join(dist, 'index.html'), 'utf8');
    expect(page).not.toMatch(/<script(?![^>]*src=)|<style|style=|https?:\/\//);
    const zipped = code.reduce((sum, text) => sum + gzipSync(text).length, 0);
    expect(zipped).toBeLessThan(95_000);
  });
});
