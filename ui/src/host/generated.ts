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
  /**
   * The data shows that this no longer stands in the way: a resend is all that is left to do.
   */
  resolved: boolean;
  /**
   * Who can usually put it right: `requester`, `finance`, `administrator` or `support`.
   */
  who: string;
  /**
   * The same in the user's words.
   */
  who_words: string;
  /**
   * Ready to copy and send to them.
   */
  message: string;
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
  /**
   * The cause is gone for every document.
   */
  resolved: boolean;
  /**
   * The documents for which it is gone and whose sync is not awaited after an edit: what is left to do
   * is to resend them.
   */
  ready: Array<string>;
  /**
   * As in [`FindingItem`].
   */
  who: string;
  who_words: string;
  message: string;
};

export type CompanyTroubleItem = {
  class: string;
  confidence: string;
  retry: string;
  headline: string;
  cause: string;
  steps: Array<StepItem>;
  /**
   * A document has arrived since: it is past.
   */
  over: boolean;
  /**
   * The documents that report it, or that it holds back.
   */
  documents: Array<string>;
  /**
   * Where documents wait for nothing else: the id of their cause in the same answer.
   */
  cause_id: string | null;
  /**
   * When it was first and last reported.
   */
  first_at: string | null;
  last_at: string | null;
  /**
   * As in [`FindingItem`].
   */
  who: string;
  who_words: string;
  message: string;
};

export type CausesResult = {
  as_of: string | null;
  causes: Array<CauseItem>;
  /**
   * What concerns the whole company; what is over comes last.
   */
  company: Array<CompanyTroubleItem>;
};

export type ForecastItem = {
  /**
   * Ranked: what to fix first comes first.
   */
  findings: Array<FindingItem>;
  /**
   * False where its lines were not read: accounts, classes and customers are not known.
   */
  lines_known: boolean;
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

export type ForecastResult = {
  as_of: string | null;
  /**
   * Documents that are not due yet and may still be sent.
   */
  looked_at: number;
  /**
   * Those of them whose lines were not read.
   */
  without_lines: number;
  documents: Array<ForecastItem>;
  /**
   * Documents that may fail: every finding is `possible`, as only the service's answer could prove it.
   */
  doubtful: Array<ForecastItem>;
  /**
   * `documents` by what they would wait for.
   */
  causes: Array<CauseItem>;
  /**
   * What would stop any document now, as in [`super::CausesResult`]; nothing that is over.
   */
  company: Array<CompanyTroubleItem>;
};

export type TwinItem = {
  /**
   * `vendor`, `customer`, `employee` (QuickBooks) or `supplier` (ProcurementExpress).
   */
  list: string;
  id: string;
  name: string;
  /**
   * Not inactive in QuickBooks, not archived in ProcurementExpress.
   */
  active: boolean;
  currency: string | null;
  /**
   * The vendor whose id a supplier carries.
   */
  vendor: string | null;
  /**
   * The documents that point at it.
   */
  documents: Array<string>;
  url: string | null;
};

export type TwinGroupItem = {
  /**
   * That of its first entry, such as `vendor:42`.
   */
  id: string;
  /**
   * `same` (but for case and spaces), `spelling`, `order` (of words) or `slip` (of the keyboard).
   */
  likeness: string;
  /**
   * `merge`, `reactivate`, `rename` or `link`.
   */
  action: string;
  headline: string;
  steps: Array<StepItem>;
  twins: Array<TwinItem>;
};

export type TwinsResult = {
  as_of: string | null;
  /**
   * How many names were compared.
   */
  names: number;
  /**
   * Those with the most documents first.
   */
  groups: Array<TwinGroupItem>;
};

export type RadarQuery = {
  /**
   * The closing date, where QuickBooks shows none.
   */
  closing_date: string | null;
  /**
   * The closing date after it; default: the end of the next month, or of the last month.
   */
  next_close: string | null;
};

export type RadarPart = { documents: Array<ListRow>; totals: Array<Total> };

export type RadarResult = {
  as_of: string | null;
  /**
   * Up to which day the books are closed; none: not known.
   */
  closing_date: string | null;
  /**
   * `quickbooks` (it shows the date) or `typed`; none without one.
   */
  closing_source: string | null;
  next_close: string;
  /**
   * Dated in the closed period and not in the books as they should be.
   */
  closed: RadarPart;
  /**
   * Dated after it, up to the next closing date, and not in the books yet.
   */
  before_next: RadarPart;
  /**
   * Not approved yet, and dated up to the next closing date; without totals.
   */
  not_due: RadarPart;
};

export type SupportQuery = {
  refs: Array<string>;
  /**
   * With amounts; without, they are left out.
   */
  amounts: boolean;
};

export type SupportFile = { name: string; text: string };

export type SupportResult = {
  files: Array<SupportFile>;
  /**
   * Ready to copy into an e-mail.
   */
  message: string;
  email: string;
  whatsapp: string;
  chat: string;
};

export type Alternative = { class: string; confidence: string };

export type ExplainResult = {
  class: string;
  confidence: string;
  headline: string;
  cause: string;
  steps: Array<StepItem>;
  retry: string;
  alternatives: Array<Alternative>;
  /**
   * As in [`FindingItem`].
   */
  who: string;
  who_words: string;
  /**
   * How the class is detected.
   */
  detected: string;
};

export type DocumentCounts = { total: number; by_state: { [key in string]: number } };

export type RequestCounts = { procurement: number; quickbooks: number };

export type PartialItem = { source: string; what: string; reason: string };

export type RefreshResult = {
  as_of: string | null;
  documents: DocumentCounts;
  requests: RequestCounts;
  /**
   * This refresh included.
   */
  requests_this_month: RequestCounts;
  quarantined: number;
  duration_ms: number;
  partial: Array<PartialItem>;
  /**
   * What was read in another way than usual.
   */
  notes: Array<string>;
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

export type ResendResult = {
  results: Array<ResendItem>;
  /**
   * Of several documents, the receipt that is kept.
   */
  receipt?: string;
  /**
   * Why it ended before its last document, if it did.
   */
  stopped?: string;
  /**
   * Nobody could be reached: answered from the cache, and what could be sent is only kept.
   */
  offline?: boolean;
};

export type AttemptEvent = { at: string; event: string; detail?: string };

export type AttemptItem = {
  attempt: string;
  ref: string;
  state: string;
  route: string;
  created_at: string;
  history: Array<AttemptEvent>;
  /**
   * Why it waits or has waited: `offline`, `behind` (other resends) or `retry` (automatic).
   */
  waits_for?: string;
  /**
   * An automatic retry does not leave before this.
   */
  due?: string;
  /**
   * Why a queued one may not leave as things are; the user decides.
   */
  conflict?: string;
};

export type OutboxResult = { attempts: Array<AttemptItem> };

export type VerifyQuery = {
  /**
   * `edit`, `call` or `browser`.
   */
  route: string;
  ref: string;
  wait_seconds: number | null;
  force: boolean;
  update: boolean;
  recreate: boolean;
};

export type RouteItem = {
  /**
   * `edit`, `call` or `browser`.
   */
  route: string;
  /**
   * What is publicly known of it, and what is not.
   */
  text: string;
  /**
   * `unverified`, `verified`, or `stopped`: it took a document out of its approved status.
   */
  state: string;
  /**
   * When it was verified.
   */
  since: string | null;
  /**
   * The document that verified or stopped it.
   */
  by: string | null;
};

export type VerifyResult = { route: RouteItem; result: ResendItem };

export type ReceiptRow = {
  ref: string;
  number: string | null;
  supplier: string | null;
  amount: string | null;
  currency: string | null;
  outcome: string;
  reason: string | null;
  detail: string;
  attempt: string | null;
  /**
   * The state of the attempt now.
   */
  attempt_state: string | null;
  quickbooks: QuickBooksLink | null;
  /**
   * The state of the document now.
   */
  state: string | null;
};

export type ReceiptResult = {
  receipt: string;
  company: string;
  started_at: string;
  ended_at: string;
  /**
   * Why it ended before its last document, if it did.
   */
  stopped: string | null;
  counts: { [key in string]: number };
  rows: Array<ReceiptRow>;
};

export type ReceiptItem = {
  receipt: string;
  started_at: string;
  ended_at: string;
  /**
   * Why it ended before its last document, if it did.
   */
  stopped: string | null;
  documents: number;
  /**
   * How many documents came to what.
   */
  counts: { [key in string]: number };
};

export type ReceiptsResult = { company: string; receipts: Array<ReceiptItem> };

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
   * Calls to the services in this calendar month (UTC).
   */
  requests_this_month: RequestCounts;
  /**
   * The resend route agreed for this company: `edit`, `call`, or none.
   */
  route: string | null;
  version: string;
  /**
   * As in [`super::CompanyItem`]: tells companies apart at a glance.
   */
  key: string;
  colour: string;
  quickbooks_company: string | null;
  /**
   * `available`, `locked`, `denied` or `missing`; none where this company needs no keychain.
   */
  keychain: string | null;
  /**
   * What the user should know about this company before reading on.
   */
  banners: Array<BannerItem>;
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

export type RefreshQuery = {
  /**
   * Everything, not only what changed.
   */
  full: boolean;
};

export type ResendQuery = {
  refs: Array<string>;
  class: string | null;
  cause: string | null;
  /**
   * Instead of naming documents: what waits in the queue and is due.
   */
  queued: boolean;
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
   * What was tried, such as "Sign-in to QuickBooks Online".
   */
  title: string;
  /**
   * `holds`, `notice` or `fails`.
   */
  state: string;
  text: string;
  /**
   * What to do, where something does not hold.
   */
  steps: Array<StepItem>;
};

export type CheckResult = {
  /**
   * Nothing fails.
   */
  ok: boolean;
  checks: Array<CheckItem>;
  /**
   * Keys on live documents that are not documented, for the user to map.
   */
  fields: Array<FieldItem>;
};

export type ExportResult = { path: string; rows: number };

export type ErrorBody = { code: string; message: string; help: string };

export type BannerItem = {
  /**
   * A stable word, such as `keychain`, `paused`, `procurement_not_connected` or `damaged_cache`.
   */
  name: string;
  /**
   * `notice` or `fails`.
   */
  state: string;
  text: string;
  help: string;
};

export type CompanyItem = {
  /**
   * Names the company in later calls.
   */
  key: string;
  /**
   * As ProcurementExpress calls it.
   */
  name: string;
  /**
   * As QuickBooks Online calls it; none while QuickBooks is not connected.
   */
  quickbooks_name: string | null;
  /**
   * ProcurementExpress' number of the company.
   */
  procurement_company: string;
  realm: string | null;
  /**
   * `sandbox` or `production`; none while QuickBooks is not connected.
   */
  environment: string | null;
  /**
   * `blue`, `teal`, `green`, `olive`, `amber`, `red`, `purple` or `grey`: the badge's colour.
   */
  colour: string;
  demonstration: boolean;
  /**
   * The one that is open in this window.
   */
  open: boolean;
  /**
   * `connected`, `sign_in_needed`, `disconnected` or `cache_only`.
   */
  state: string;
  /**
   * Why it is not `connected`, in the user's words.
   */
  why: string | null;
};

export type KeychainItem = {
  /**
   * `available`, `locked`, `denied` or `missing`.
   */
  state: string;
  text: string;
  help: string;
};

export type CompaniesResult = { companies: Array<CompanyItem>; keychain: KeychainItem };

export type SetupCompany = {
  id: string;
  name: string;
  /**
   * What ProcurementExpress says of its own connection to QuickBooks Online.
   */
  quickbooks_connected: boolean | null;
};

export type SetupAccount = { user: string; companies: Array<SetupCompany>; chosen: string | null };

export type SetupBooks = {
  environment: string;
  realm: string;
  name: string;
  country: string | null;
  home_currency: string | null;
};

export type SetupResult = {
  /**
   * `procurement`, `company`, `quickbooks`, `waiting` (for the browser) or `confirm`.
   */
  step: string;
  keychain: KeychainItem;
  /**
   * Slots that hold a secret; the secrets stay in Rust.
   */
  held: Array<string>;
  procurement: SetupAccount | null;
  quickbooks: SetupBooks | null;
  /**
   * The redirect address to enter at Intuit for the chosen way of signing in.
   */
  redirect_url: string | null;
  /**
   * Until when the browser's answer is awaited.
   */
  waiting_until: string | null;
  /**
   * What to look at before confirming, such as names that differ much.
   */
  warnings: Array<string>;
  /**
   * What the sign-in in the browser came to, if it failed.
   */
  error: ErrorBody | null;
};

export type SetupProcurement = {
  /**
   * `https://app.procurementexpress.com` unless the company has an address of its own.
   */
  url: string;
  /**
   * `token`, `client_credentials` or `password`.
   */
  method: string;
  client_id: string | null;
  username: string | null;
};

export type SetupQuickBooks = {
  /**
   * `sandbox` or `production`: the kind of keys.
   */
  environment: string;
  client_id: string;
  /**
   * `browser`, `pasted_callback` or `refresh_token`.
   */
  method: string;
  /**
   * For `refresh_token`: which company the token is for.
   */
  realm: string | null;
  /**
   * For `pasted_callback`: the redirect address entered at Intuit.
   */
  redirect_url: string | null;
};

export type DisconnectQuery = {
  key: string;
  /**
   * `procurement` or `quickbooks`.
   */
  service: string;
  /**
   * Also delete what was read of this company. The resend log stays.
   */
  wipe: boolean;
};

export type DisconnectResult = {
  /**
   * The service confirmed that the tokens are void.
   */
  revoked: boolean;
  /**
   * What was done and what is left to do, in the user's words.
   */
  text: string;
};

export type LearnedItem = {
  /**
   * A stable word: `number`, `date`, `due_date`, `total` or `tax`.
   */
  name: string;
  /**
   * Such as "QuickBooks' bill number is the invoice number"; none until it is sure.
   */
  text: string | null;
  agreeing: number;
  contradicting: number;
  /**
   * One document that shows it.
   */
  example: string | null;
};

export type FieldItem = {
  key: string;
  documents: number;
  /**
   * One of its values.
   */
  example: string | null;
  /**
   * `sync_state`, `sync_error`, `quickbooks_id`, `synced_at`, `ignore`; none until decided.
   */
  meaning: string | null;
};

export type SettingsResult = {
  company: string;
  colour: string;
  /**
   * How far totals may differ, in the document's currency.
   */
  tolerance: string;
  /**
   * Documents approved before this day are not due.
   */
  sync_start: string | null;
  /**
   * Proposed from the oldest proved counterpart.
   */
  proposed_sync_start: string | null;
  /**
   * Kinds that this company does not sync: `order`, `invoice`.
   */
  not_synced: Array<string>;
  /**
   * Up to which day the books are closed, as typed in; what QuickBooks shows goes before it.
   */
  closing_date: string | null;
  /**
   * The way to resend that is agreed: `edit`, `call` or `browser`; none: no resend leaves.
   */
  route: string | null;
  /**
   * For `call`: verb and path with `{id}`.
   */
  call_order: string | null;
  call_invoice: string | null;
  /**
   * A resend by this route once ended in proof; until then, documents leave one at a time.
   */
  route_verified: boolean;
  /**
   * Every way to resend, with what is known of it.
   */
  routes: Array<RouteItem>;
  /**
   * The environment decides on the route; it cannot be changed here.
   */
  route_from_environment: boolean;
  /**
   * Nothing that changes a document leaves.
   */
  read_only: boolean;
  /**
   * Documents that failed for something that passes by itself are sent again at a refresh, at most
   * five times, with a growing delay.
   */
  automatic_retry: boolean;
  learned: Array<LearnedItem>;
  fields: Array<FieldItem>;
  requests_this_month: RequestCounts;
};

export type SettingsChange = {
  colour: string | null;
  tolerance: string | null;
  /**
   * An empty text takes the sync start back.
   */
  sync_start: string | null;
  not_synced: Array<string> | null;
  /**
   * An empty text takes the closing date back.
   */
  closing_date: string | null;
  /**
   * A key of `fields` and its meaning; an empty meaning takes it back.
   */
  field: string | null;
  meaning: string | null;
  /**
   * An empty text takes the route or the call back.
   */
  route: string | null;
  call_order: string | null;
  call_invoice: string | null;
  read_only: boolean | null;
  automatic_retry: boolean | null;
};

export type ProofField = {
  /**
   * As in a difference: `vendor`, `number`, `total` …
   */
  field: string;
  label: string;
  procurement: string | null;
  quickbooks: string | null;
  /**
   * `equal`, `differs`, `tolerated` or `not_compared`.
   */
  result: string;
  /**
   * Why it is tolerated or not compared, or how two unlike texts are the same.
   */
  note: string | null;
};

export type ProofLine = { number: number; description: string | null; fields: Array<ProofField> };

export type ProofResult = {
  /**
   * One sentence: what is proved, and how it is known.
   */
  statement: string;
  company: string;
  quickbooks_company: string | null;
  realm: string | null;
  /**
   * When the document was read in ProcurementExpress.
   */
  procurement_read_at: string | null;
  /**
   * When its counterpart was read in QuickBooks Online.
   */
  quickbooks_read_at: string | null;
  fields: Array<ProofField>;
  lines: Array<ProofLine>;
  evidence: Array<EvidenceItem>;
  links: Links;
  as_of: string | null;
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

export interface Commands {
  status(): Promise<StatusResult>;
  list(args: { query: ListQuery }): Promise<ListResult>;
  show(args: { reference: string }): Promise<ShowResult>;
  causes(): Promise<CausesResult>;
  forecast(): Promise<ForecastResult>;
  twins(): Promise<TwinsResult>;
  radar(args: { query: RadarQuery }): Promise<RadarResult>;
  support_preview(args: { query: SupportQuery }): Promise<SupportResult>;
  support_bundle(args: { query: SupportQuery }): Promise<ExportResult>;
  explain(args: { text: string }): Promise<ExplainResult>;
  explain_class(args: { class: string }): Promise<ExplainResult>;
  refresh(args: { query: RefreshQuery }): Promise<RefreshResult>;
  cancel(): Promise<null>;
  pause(): Promise<null>;
  resume(): Promise<null>;
  resend(args: { query: ResendQuery }): Promise<ResendResult>;
  outbox(): Promise<OutboxResult>;
  cancel_attempt(args: { attempt: string }): Promise<OutboxResult>;
  confirm_pressed(args: { attempt: string; pressed: boolean }): Promise<OutboxResult>;
  verify_route(args: { query: VerifyQuery }): Promise<VerifyResult>;
  receipts(): Promise<ReceiptsResult>;
  receipt(args: { receipt: string | null }): Promise<ReceiptResult>;
  receipt_csv(args: { receipt: string | null }): Promise<ExportResult>;
  receipt_pdf(args: { receipt: string | null }): Promise<ExportResult>;
  handle(args: { reference: string; reason: string }): Promise<ShowResult>;
  unhandle(args: { reference: string }): Promise<ShowResult>;
  export_csv(args: { query: ListQuery }): Promise<ExportResult>;
  open_link(args: { url: string }): Promise<null>;
  companies(): Promise<CompaniesResult>;
  open_company(args: { key: string }): Promise<StatusResult>;
  open_demonstration(): Promise<StatusResult>;
  setup(): Promise<SetupResult>;
  setup_begin(args: { key: string | null }): Promise<SetupResult>;
  setup_paste(args: { slot: string }): Promise<SetupResult>;
  setup_procurement(args: { query: SetupProcurement }): Promise<SetupResult>;
  setup_company(args: { company: string }): Promise<SetupResult>;
  setup_quickbooks(args: { query: SetupQuickBooks }): Promise<SetupResult>;
  setup_open_browser(): Promise<SetupResult>;
  setup_without_quickbooks(): Promise<SetupResult>;
  setup_confirm(args: { colour: string }): Promise<StatusResult>;
  setup_cancel(): Promise<null>;
  disconnect(args: { query: DisconnectQuery }): Promise<DisconnectResult>;
  check(): Promise<CheckResult>;
  settings(): Promise<SettingsResult>;
  change_settings(args: { change: SettingsChange }): Promise<SettingsResult>;
  proof(args: { reference: string }): Promise<ProofResult>;
  proof_pdf(args: { reference: string }): Promise<ExportResult>;
}

export function createCommands(
  invoke: (name: string, args?: Record<string, unknown>) => Promise<unknown>,
): Commands {
  return {
    status: () => invoke('status') as Promise<StatusResult>,
    list: (args) => invoke('list', args) as Promise<ListResult>,
    show: (args) => invoke('show', args) as Promise<ShowResult>,
    causes: () => invoke('causes') as Promise<CausesResult>,
    forecast: () => invoke('forecast') as Promise<ForecastResult>,
    twins: () => invoke('twins') as Promise<TwinsResult>,
    radar: (args) => invoke('radar', args) as Promise<RadarResult>,
    support_preview: (args) => invoke('support_preview', args) as Promise<SupportResult>,
    support_bundle: (args) => invoke('support_bundle', args) as Promise<ExportResult>,
    explain: (args) => invoke('explain', args) as Promise<ExplainResult>,
    explain_class: (args) => invoke('explain_class', args) as Promise<ExplainResult>,
    refresh: (args) => invoke('refresh', args) as Promise<RefreshResult>,
    cancel: () => invoke('cancel') as Promise<null>,
    pause: () => invoke('pause') as Promise<null>,
    resume: () => invoke('resume') as Promise<null>,
    resend: (args) => invoke('resend', args) as Promise<ResendResult>,
    outbox: () => invoke('outbox') as Promise<OutboxResult>,
    cancel_attempt: (args) => invoke('cancel_attempt', args) as Promise<OutboxResult>,
    confirm_pressed: (args) => invoke('confirm_pressed', args) as Promise<OutboxResult>,
    verify_route: (args) => invoke('verify_route', args) as Promise<VerifyResult>,
    receipts: () => invoke('receipts') as Promise<ReceiptsResult>,
    receipt: (args) => invoke('receipt', args) as Promise<ReceiptResult>,
    receipt_csv: (args) => invoke('receipt_csv', args) as Promise<ExportResult>,
    receipt_pdf: (args) => invoke('receipt_pdf', args) as Promise<ExportResult>,
    handle: (args) => invoke('handle', args) as Promise<ShowResult>,
    unhandle: (args) => invoke('unhandle', args) as Promise<ShowResult>,
    export_csv: (args) => invoke('export_csv', args) as Promise<ExportResult>,
    open_link: (args) => invoke('open_link', args) as Promise<null>,
    companies: () => invoke('companies') as Promise<CompaniesResult>,
    open_company: (args) => invoke('open_company', args) as Promise<StatusResult>,
    open_demonstration: () => invoke('open_demonstration') as Promise<StatusResult>,
    setup: () => invoke('setup') as Promise<SetupResult>,
    setup_begin: (args) => invoke('setup_begin', args) as Promise<SetupResult>,
    setup_paste: (args) => invoke('setup_paste', args) as Promise<SetupResult>,
    setup_procurement: (args) => invoke('setup_procurement', args) as Promise<SetupResult>,
    setup_company: (args) => invoke('setup_company', args) as Promise<SetupResult>,
    setup_quickbooks: (args) => invoke('setup_quickbooks', args) as Promise<SetupResult>,
    setup_open_browser: () => invoke('setup_open_browser') as Promise<SetupResult>,
    setup_without_quickbooks: () => invoke('setup_without_quickbooks') as Promise<SetupResult>,
    setup_confirm: (args) => invoke('setup_confirm', args) as Promise<StatusResult>,
    setup_cancel: () => invoke('setup_cancel') as Promise<null>,
    disconnect: (args) => invoke('disconnect', args) as Promise<DisconnectResult>,
    check: () => invoke('check') as Promise<CheckResult>,
    settings: () => invoke('settings') as Promise<SettingsResult>,
    change_settings: (args) => invoke('change_settings', args) as Promise<SettingsResult>,
    proof: (args) => invoke('proof', args) as Promise<ProofResult>,
    proof_pdf: (args) => invoke('proof_pdf', args) as Promise<ExportResult>,
  };
}
