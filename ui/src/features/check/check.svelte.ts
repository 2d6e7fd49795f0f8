// The connection check's model: the last result stays until the next one, with its time.
import { createContext } from 'svelte';
import type { CheckItem, CheckResult, ErrorBody } from '../../host/generated';
import { checkState } from '../../lib/connection';
import { asErrorBody } from '../../lib/errors';
import { moment, plural } from '../../lib/format';
import { settingsChange } from '../../lib/queries';
import type { Desk } from '../shell/desk.svelte';

export interface CheckGroup {
  title: string;
  checks: CheckItem[];
}

export class Check {
  result = $state.raw<CheckResult | null>(null);
  /** When the result came; none before the first. */
  at = $state.raw<string | null>(null);
  running = $state(false);
  error = $state.raw<ErrorBody | null>(null);
  #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    this.error = null;
    this.#desk.announcement = 'Checking the connections';
    try {
      this.result = await this.#desk.host.check();
      this.at = new Date().toISOString();
      this.#desk.now = new Date();
      this.#desk.announcement = summary(this.result.checks);
    } catch (thrown) {
      this.error = asErrorBody(thrown);
    } finally {
      this.running = false;
    }
  }

  /** Says what an undocumented key means; an empty meaning takes it back. */
  async map(field: string, meaning: string): Promise<void> {
    try {
      const { fields } = await this.#desk.host.change_settings({
        change: settingsChange({ field, meaning }),
      });
      if (this.result) this.result = { ...this.result, fields };
      this.#desk.announcement = 'Saved';
    } catch (thrown) {
      this.error = asErrorBody(thrown);
    }
  }
}

export const [useCheck, provideCheck] = createContext<Check>();

const groups: ReadonlyArray<[string, string]> = [
  ['procurement', 'ProcurementExpress'],
  ['quickbooks', 'QuickBooks Online'],
];
const HERE = 'This computer';

/** By where something has to be done; inside, what fails comes first. */
export function grouped(checks: readonly CheckItem[]): CheckGroup[] {
  const place = ({ name }: CheckItem): string =>
    groups.find(([prefix]) => name.startsWith(`${prefix}.`))?.[1] ?? HERE;
  const weight = ({ state }: CheckItem): number => ['fails', 'notice'].indexOf(state) >>> 0;
  return [...groups.map(([, title]) => title), HERE]
    .map((title) => ({
      title,
      checks: checks
        .filter((check) => place(check) === title)
        .sort((a, b) => weight(a) - weight(b)),
    }))
    .filter((group) => group.checks.length > 0);
}

export function summary(checks: readonly CheckItem[]): string {
  const count = (state: string): number => checks.filter((check) => check.state === state).length;
  const [fails, notices] = [count('fails'), count('notice')];
  const well = `${plural(count('holds'), 'check')} ${count('holds') === 1 ? 'holds' : 'hold'}`;
  const parts = [
    ...(fails > 0 ? [`${plural(fails, 'check')} ${fails === 1 ? 'fails' : 'fail'}`] : []),
    well,
    ...(notices > 0 ? [`${plural(notices, 'thing')} worth knowing`] : []),
  ];
  return parts.join(', ');
}

/** The whole check as plain text, for an e-mail to support. */
export function asText(company: string, checks: readonly CheckItem[], at: string | null): string {
  const lines = [`Connection check of ${company}, ${moment(at)}`];
  for (const group of grouped(checks)) {
    lines.push('', group.title);
    for (const check of group.checks) {
      lines.push(`[${checkState(check.state).word}] ${check.title}: ${check.text}`);
      check.steps.forEach((step, index) => lines.push(`    ${index + 1}. ${step.text}`));
    }
  }
  return lines.join('\n');
}
