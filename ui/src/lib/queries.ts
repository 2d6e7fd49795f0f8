// Complete queries from the few fields a caller cares about.
import type { ListQuery, ResendQuery, SettingsChange } from '../host/generated';

export function listQuery(fields: Partial<ListQuery> = {}): ListQuery {
  return {
    kind: null,
    states: [],
    classes: [],
    search: null,
    sort: null,
    limit: null,
    offset: null,
    archived: false,
    ...fields,
  };
}

export function resendQuery(fields: Partial<ResendQuery> = {}): ResendQuery {
  return {
    refs: [],
    class: null,
    cause: null,
    queued: false,
    dry_run: false,
    route: null,
    wait_seconds: null,
    force: false,
    update: false,
    recreate: false,
    ...fields,
  };
}

export function settingsChange(fields: Partial<SettingsChange>): SettingsChange {
  return {
    colour: null,
    tolerance: null,
    sync_start: null,
    not_synced: null,
    closing_date: null,
    field: null,
    meaning: null,
    route: null,
    call_order: null,
    call_invoice: null,
    read_only: null,
    automatic_retry: null,
    ...fields,
  };
}
