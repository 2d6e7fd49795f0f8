// Generated from the Rust DTOs by `cargo xtask codegen`. Do not edit.

export type QuickBooksLink = {
  /**
   * `PurchaseOrder`, `Bill` or `VendorCredit`.
   */
  entity: string;
  id: string;
  url: string;
};

export type ListRow = {
  ref: string;
  /**
   * `order` or `invoice`.
   */
  kind: string;
  number: string | null;
  supplier: string;
  /**
   * Gross total in the document's currency.
   */
  amount: string | null;
  currency: string | null;
  date: string | null;
  procurement_status: string;
  state: string;
  proof: string;
  /**
   * Ranked: the cause to fix first comes first.
   */
  classes: Array<string>;
  headline: string | null;
  quickbooks: QuickBooksLink | null;
  due_since: string | null;
  /**
   * `approved`, `edited` or `resent`.
   */
  due_event: string | null;
  age_days: number | null;
  archived: boolean;
};

export type ListResult = {
  as_of: string | null;
  /**
   * Rows after filtering, before the window is cut.
   */
  total: number;
  rows: Array<ListRow>;
  /**
   * Rows after searching and every filter but the one on state, by state.
   */
  by_state: { [key in string]: number };
};

export type EvidenceItem = {
  /**
   * `procurement`, `quickbooks` or `clearpost`.
   */
  source: string;
  at: string | null;
  text: string;
};

export type DifferenceItem = {
  field: string;
  procurement: string | null;
  quickbooks: string | null;
};

export type StepItem = { text: string; url: string | null };

export type CulpritItem = { kind: string; id: string; name: string };

export type FindingItem = {
  code: string;
  class: string;
  confidence: string;
  retry: string;
  headline: string;
  cause: string;
  steps: Array<StepItem>;
  culprit: CulpritItem | null;
  error_text: string | null;
};

export type HistoryItem = {
  at: string | null;
  /**
   * `procurement`, `quickbooks` or `clearpost`.
   */
  source: string;
  who: string | null;
  text: string;
  /**
   * `succeeded` or `failed` where the entry reports a sync attempt.
   */
  sync: string | null;
};

export type LineItem = { description: string; account: string | null; amount: string | null };

export type Links = { procurement: string | null; quickbooks: string | null };

export type ShowResult = {
  as_of: string | null;
  evidence: Array<EvidenceItem>;
  differences: Array<DifferenceItem>;
  findings: Array<FindingItem>;
  history: Array<HistoryItem>;
  lines: Array<LineItem>;
  notes: Array<string>;
  links: Links;
  /**
   * False where only the list row is cached: history and lines are then empty.
   */
  detail_cached: boolean;
  /**
   * The reason, where the user set the document aside.
   */
  handled_reason: string | null;
  ref: string;
  /**
   * `order` or `invoice`.
   */
  kind: string;
  number: string | null;
  supplier: string;
  /**
   * Gross total in the document's currency.
   */
  amount: string | null;
  currency: string | null;
  date: string | null;
  procurement_status: string;
  state: string;
  proof: string;
  /**
   * Ranked: the cause to fix first comes first.
   */
  classes: Array<string>;
  headline: string | null;
  quickbooks: QuickBooksLink | null;
  due_since: string | null;
  /**
   * `approved`, `edited` or `resent`.
   */
  due_event: string | null;
  age_days: number | null;
  archived: boolean;
};

export type Total = { currency: string; amount: string };

export type CauseItem = {
  id: string;
  class: string;
  headline: string;
  retry: string;
  culprit: CulpritItem | null;
  documents: Array<string>;
  totals: Array<Total>;
  oldest_days: number | null;
  steps: Array<StepItem>;
};

export type CausesResult = { as_of: string | null; causes: Array<CauseItem> };

export type Alternative = { class: string; confidence: string };

export type ExplainResult = {
  class: string;
  confidence: string;
  headline: string;
  cause: string;
  steps: Array<StepItem>;
  retry: string;
  alternatives: Array<Alternative>;
};

export type DocumentCounts = { total: number; by_state: { [key in string]: number } };

export type RequestCounts = { procurement: number; quickbooks: number };

export type PartialItem = { source: string; what: string; reason: string };

export type RefreshResult = {
  as_of: string | null;
  documents: DocumentCounts;
  requests: RequestCounts;
  quarantined: number;
  duration_ms: number;
  partial: Array<PartialItem>;
};

export type ResendItem = {
  ref: string;
  outcome: string;
  /**
   * Why nothing was sent, where the outcome is `blocked`.
   */
  reason?: string;
  detail: string;
  attempt: string | null;
  quickbooks: QuickBooksLink | null;
  differences?: Array<DifferenceItem>;
};

export type ResendResult = { results: Array<ResendItem> };

export type AttemptEvent = { at: string; event: string; detail?: string };

export type AttemptItem = {
  attempt: string;
  ref: string;
  state: string;
  route: string;
  created_at: string;
  history: Array<AttemptEvent>;
};

export type OutboxResult = { attempts: Array<AttemptItem> };

export type SourceItem = {
  /**
   * `procurement` or `quickbooks`.
   */
  name: string;
  last_tried: string | null;
  last_succeeded: string | null;
  last_error: string | null;
};

export type StatusResult = {
  company: string;
  /**
   * The simulated demonstration company is open.
   */
  demonstration: boolean;
  /**
   * A connection exists; otherwise only the cache can be shown.
   */
  connected: boolean;
  quickbooks_connected: boolean;
  as_of: string | null;
  sources: Array<SourceItem>;
  documents: DocumentCounts;
  archived: number;
  quarantined: number;
  /**
   * The resend route agreed for this company: `edit`, `call`, or none.
   */
  route: string | null;
  version: string;
};

export type ListQuery = {
  kind: string | null;
  states: Array<string>;
  classes: Array<string>;
  search: string | null;
  /**
   * `date`, `number`, `supplier`, `amount`, `state`, `due_since` or `age`, with `:desc` or not.
   */
  sort: string | null;
  limit: number | null;
  offset: number | null;
  /**
   * Archived documents are hidden unless asked for.
   */
  archived: boolean;
};

export type ResendQuery = {
  refs: Array<string>;
  class: string | null;
  cause: string | null;
  dry_run: boolean;
  route: string | null;
  wait_seconds: number | null;
  force: boolean;
  update: boolean;
  recreate: boolean;
};

export type Progress = {
  /**
   * `refresh` or `resend`.
   */
  job: string;
  /**
   * In the user's words, such as "Reading invoices".
   */
  phase: string;
  done: number;
  total: number | null;
};

export type CheckItem = {
  /**
   * A stable word, such as `quickbooks.sign_in`.
   */
  name: string;
  /**
   * `holds`, `notice` or `fails`.
   */
  state: string;
  text: string;
};

export type CheckResult = {
  /**
   * Nothing fails.
   */
  ok: boolean;
  checks: Array<CheckItem>;
};

export type ExportResult = { path: string; rows: number };

export type ErrorBody = { code: string; message: string; help: string };

export interface Commands {
  status(): Promise<StatusResult>;
  list(args: { query: ListQuery }): Promise<ListResult>;
  show(args: { reference: string }): Promise<ShowResult>;
  causes(): Promise<CausesResult>;
  explain(args: { text: string }): Promise<ExplainResult>;
  explain_class(args: { class: string }): Promise<ExplainResult>;
  refresh(): Promise<RefreshResult>;
  cancel(): Promise<null>;
  resend(args: { query: ResendQuery }): Promise<ResendResult>;
  outbox(): Promise<OutboxResult>;
  cancel_attempt(args: { attempt: string }): Promise<OutboxResult>;
  handle(args: { reference: string; reason: string }): Promise<ShowResult>;
  unhandle(args: { reference: string }): Promise<ShowResult>;
  export_csv(args: { query: ListQuery }): Promise<ExportResult>;
  open_link(args: { url: string }): Promise<null>;
}

export function createCommands(
  invoke: (name: string, args?: Record<string, unknown>) => Promise<unknown>,
): Commands {
  return {
    status: () => invoke('status') as Promise<StatusResult>,
    list: (args) => invoke('list', args) as Promise<ListResult>,
    show: (args) => invoke('show', args) as Promise<ShowResult>,
    causes: () => invoke('causes') as Promise<CausesResult>,
    explain: (args) => invoke('explain', args) as Promise<ExplainResult>,
    explain_class: (args) => invoke('explain_class', args) as Promise<ExplainResult>,
    refresh: () => invoke('refresh') as Promise<RefreshResult>,
    cancel: () => invoke('cancel') as Promise<null>,
    resend: (args) => invoke('resend', args) as Promise<ResendResult>,
    outbox: () => invoke('outbox') as Promise<OutboxResult>,
    cancel_attempt: (args) => invoke('cancel_attempt', args) as Promise<OutboxResult>,
    handle: (args) => invoke('handle', args) as Promise<ShowResult>,
    unhandle: (args) => invoke('unhandle', args) as Promise<ShowResult>,
    export_csv: (args) => invoke('export_csv', args) as Promise<ExportResult>,
    open_link: (args) => invoke('open_link', args) as Promise<null>,
  };
}
