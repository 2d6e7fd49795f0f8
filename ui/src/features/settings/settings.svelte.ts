// The settings' model: each change is saved at once, and the host's answer is what is shown.
import type {
  CompanyItem,
  ErrorBody,
  KeychainItem,
  SettingsChange,
  SettingsResult,
} from '../../host/generated';
import { asErrorBody, errorWords } from '../../lib/errors';
import { settingsChange } from '../../lib/queries';
import type { Desk } from '../shell/desk.svelte';

export class Settings {
  values = $state.raw<SettingsResult | null>(null);
  company = $state.raw<CompanyItem | null>(null);
  keychain = $state.raw<KeychainItem | null>(null);
  error = $state.raw<ErrorBody | null>(null);
  /** What could not be saved, by the field it belongs to. */
  refused = $state.raw<{ field: string; error: ErrorBody } | null>(null);
  /** The field that was saved last. */
  saved = $state<string | null>(null);
  #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  async load(): Promise<void> {
    try {
      const [values, { companies, keychain }] = await Promise.all([
        this.#desk.host.settings(),
        this.#desk.host.companies(),
      ]);
      this.values = values;
      this.company = companies.find((company) => company.open) ?? null;
      this.keychain = keychain;
      this.error = null;
    } catch (thrown) {
      this.error = asErrorBody(thrown);
    }
  }

  async change(field: string, change: Partial<SettingsChange>): Promise<boolean> {
    this.refused = null;
    this.saved = null;
    try {
      this.values = await this.#desk.host.change_settings({ change: settingsChange(change) });
      this.saved = field;
      this.#desk.announcement = 'Saved';
      await this.#desk.loadStatus();
      return true;
    } catch (thrown) {
      const error = asErrorBody(thrown);
      this.refused = { field, error };
      this.#desk.announcement = `${errorWords(error.code).title}. ${error.message} ${error.help}`;
      return false;
    }
  }
}
