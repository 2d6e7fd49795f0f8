// Every state of the window that is not the happy one, and the themes.
import { describe, expect, it } from 'vitest';
import { settled, textsWhen, useDesk } from './support/browser';

const desk = useDesk();

describe('the window', () => {
  it('keeps its structure while it loads', async () => {
    const page = await desk.open('slow');
    await page.getByTestId('skeleton').first().waitFor();
    await page.getByTestId('row').first().waitFor();
    expect(await page.getByTestId('skeleton').count()).toBe(0);
  });

  it('says how to begin when nothing is connected', async () => {
    const page = await desk.open('unconnected');
    await page.getByTestId('welcome').waitFor();
    expect(await page.getByTestId('refresh').count()).toBe(0);
  });

  it('offers the first refresh on an empty cache, and then shows the rows', async () => {
    const page = await desk.open('empty');
    await page.getByTestId('empty-cache').getByRole('button').click();
    await page.getByTestId('row').first().waitFor();
  });

  it('names an error, and Retry brings the rows', async () => {
    const page = await desk.open('error');
    const error = page.getByTestId('error');
    await error.waitFor();
    expect(await error.innerText()).toContain('The cache could not be read.');
    await error.getByRole('button', { name: 'Retry' }).click();
    await page.getByTestId('row').first().waitFor();
    await error.waitFor({ state: 'detached' });
  });

  it('keeps the data when it is offline, and says how old it is', async () => {
    const page = await desk.open('offline');
    await settled(page);
    expect(await page.getByTestId('offline').innerText()).toContain('2 hours ago');
    await page.getByTestId('refresh').click();
    await textsWhen(
      page,
      '[data-testid=announcement]',
      ([text]) => text?.includes('No connection') ?? false,
    );
    expect(await page.getByTestId('row').count()).toBeGreaterThan(10);
  });

  it('warns of old data, of an unconnected QuickBooks and of quarantined records', async () => {
    const stale = await desk.open('stale');
    await stale.getByTestId('stale').waitFor();
    const partial = await desk.open('partial');
    await partial.getByTestId('unproved').waitFor();
    expect(await partial.getByTestId('quarantined').innerText()).toContain('3 records');
    await partial.getByTestId('refresh').click();
    expect(await partial.getByTestId('partial').innerText()).toContain('rate limited');
  });

  it('is glad when nothing is held back', async () => {
    const page = await desk.open('clear');
    await page.getByTestId('everything-there').waitFor();
    await page.getByTestId('nav-causes').click();
    await page.getByTestId('all-clear').waitFor();
  });

  it('shows the demonstration’s badge only in the demonstration', async () => {
    const page = await desk.open('real');
    await textsWhen(page, '[data-testid=company]', ([text]) => text?.includes('Larkspur') ?? false);
    expect(await page.getByText('Demonstration').count()).toBe(0);
  });

  it('explains a pasted text, and does not invent what it does not know', async () => {
    const page = await desk.open();
    await page.getByTestId('nav-explain').click();
    await page
      .getByTestId('explain-text')
      .fill('Something you are trying to use has been made inactive');
    await page.getByTestId('explain').click();
    await textsWhen(
      page,
      '[data-testid=explanation]',
      ([text]) => text?.includes('inactive') ?? false,
    );
    await page.getByRole('button', { name: 'A line uses Accounts Payable' }).click();
    await textsWhen(
      page,
      '[data-testid=explanation] h2',
      ([text]) => text?.includes('Accounts Payable') ?? false,
    );
    await page.getByTestId('explain-text').fill('gibberish');
    await page.getByTestId('explain').click();
    await textsWhen(
      page,
      '[data-testid=explanation] h2',
      ([text]) => text === 'This text is not known',
    );
  });
});

describe('the theme', () => {
  it('follows the system, can be chosen, and is remembered', async () => {
    const page = await desk.open('normal', { colorScheme: 'dark' });
    const theme = () => page.locator('html').getAttribute('data-theme');
    expect(await theme()).toBe('dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(theme).toBe('light');
    await page.getByTestId('theme').click();
    await page.getByTestId('theme').click();
    expect(await theme()).toBe('dark');
    await page.reload();
    await page.getByTestId('window').waitFor();
    expect(await theme()).toBe('dark');
  });
});
