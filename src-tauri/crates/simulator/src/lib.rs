//! Both services on loopback: ProcurementExpress and QuickBooks Online as their documentation
//! describes them, the server-side sync between them, and a deterministic demonstration company.
//!
//! For demonstrations, development and tests. It must use none of the product's crates (sharing
//! their parsing or matching would let both be wrong together), must never listen on anything but
//! 127.0.0.1, and must keep everything that exists only for testing under `/__sim/`.
//!
//! # Control
//!
//! Below `control`, which is printed on start. Bodies and answers are JSON; a wrong body answers 400
//! with `error`. `?company=7002` chooses a company where one is concerned; without it the one the
//! simulator was started with. Times are those of the simulator's clock.
//!
//! | Call | Body or answer |
//! |---|---|
//! | `GET /truth` | `now`, `company` (`id`, `realm`, `name`, `connection`, `subscription`, `purchase_orders`), `documents` (`ref`, `state`, `class`, `culprit`; `refused`: `class` and `culprit` of what the newest sync met) |
//! | `GET /created` | records ever made in QuickBooks by each document |
//! | `GET /requests`, `?log=1` | counts by `method`, `path`, `status`; `traffic` per service: `most_at_once`, `most_per_second`, `most_per_minute`, `most_batches_per_minute`, `throttled`, `metered_this_month` |
//! | `DELETE /requests` | forgets all of these |
//! | `GET /clock`, `POST /clock` | `{"advance_seconds": 900}`; answers `now` and `pending_syncs` |
//! | `POST /quirks` | `old_changes_fault` (change data capture of more than 30 days ago is a fault; else it is cut silently), `wrong_deleted` (it says "Deleted" of every other changed transaction), `resends_create` (every resend that is accepted, and every edit through the API that counts as one, makes a new record, whatever is there; else the document's own is updated), `date_skew_seconds` (of the `Date` header) |
//! | `GET /limits`, `POST /limits` | per service `true` (the documented limits), `false` (none), or an object of `per_second`, `per_minute`, `at_once`, `batch_per_minute`, `month` (numbers or `null`) and `retry_after`; none at the start |
//! | `GET /oauth`, `POST /oauth` | below |
//! | `GET`, `POST`, `DELETE /faults` | below |
//! | `POST /act` | `{"do": …}`, below |
//!
//! ## Sign-in: `POST /oauth`
//!
//! Members that are not sent stay as they are. QuickBooks: `access_seconds` (3600; setting it also
//! restarts the life of every living access token, even of the one printed on start, which
//! otherwise does not expire), `code_seconds` (300), `refresh_seconds` (8726400, from the last use),
//! `hard_seconds` (157680000), `rotate` (`always`, `daily`, `never`; at first `daily`),
//! `grace_seconds` (86400: how long the value before the newest is taken; 0 for none),
//! `reuse_ends_grant` (a value past its grace ends the connection), `invalid_grant` (from now on),
//! `company` (`any`, `sandbox`, `production`: whose tokens reach the company; others answer 403),
//! `pkce` (advertised in discovery; a challenge that is sent is always checked), `redirect_uris`
//! (the registered ones; `null`: any that the rules allow), `realm` (the company the user chooses),
//! `disconnect` (a realm: the user removes the app). `procurement`: an object of `access_seconds`
//! (7200), `rotate` (true), `grants` (the allowed types), `invalid_grant`.
//!
//! The authorise page approves at once; `deny=1` refuses. Development keys (`client_id`) redirect
//! to `http://localhost` or https, production keys (`production_client_id`) to public https hosts.
//!
//! ## Faults: `POST /faults`
//!
//! `service` and `kind` are needed; `method`, `path_prefix`, `company` (ProcurementExpress' id),
//! `times` and `rate` choose among the requests, by dice of the seed. Kinds: `status` (`status`),
//! `fault` (`status`, at first 200; `code`, `message`, `detail`), `html`, `xml`, `empty`,
//! `redirect` (`status`, at first 308; `location`), `drop_before`, `drop_after`, `delay` and `drip`
//! (`delay_ms`), `truncate`, `bad_gzip`, `gzip_bomb`, `deep_json`, `odd_types`, `poison`,
//! `expire_token`, `batch_partial`, and of pages `shift_pages` (`by` rows, positive: inserted,
//! negative: vanished), `reorder_pages`, `repeat_page`, `endless_pages`, `wrong_total`. `retry_after`
//! adds that header to the kinds that answer instead of the service.
//!
//! ## Acts: `POST /act`
//!
//! On documents (`ref`): `approve`, `accept`, `submit`, `edit` (`notes`), `cancel`, `reject`, `archive`,
//! `dearchive`, `pay`, `resend`, `comment` (`text`), `clear_failure`, `change_line_account` (`line`,
//! `account`), `change_line_amount` (`line`, `amount`), `change_line_class` (`line`, `class`),
//! `change_line_customer` (`line`, `customer`), `change_line_tax` (`line`, `tax_rate`), `add_line` (`amount`, and as
//! you like `account`), `remove_line` (`line`), `correct_tax` (that of the lines), `change_rate` (`rate`),
//! `change_invoice_date`, `change_order_date`, `change_due_date` (`date`), `change_number` (`number`),
//! `change_supplier` (`supplier`), `change_currency` (`currency`). New ones: `create` (`kind`,
//! `supplier`, `amount` or `order`; `account`, `number`, `date`), which answers `ref`. `"lose_sync": true` with any of them loses the sync that
//! it would have caused.
//!
//! On their records in QuickBooks (`ref`): `delete_in_quickbooks`, `recreate_in_quickbooks`,
//! `edit_in_quickbooks` (`note`, `number`, `due_date`, or `line` with `account`, `class`, `customer`),
//! `change_total_in_quickbooks` (`total`), `change_date_in_quickbooks` (`date`, or `days` later),
//! `type_bill_by_hand` (`total`, `date`), `duplicate_bill`, `unlink`, `pay_in_quickbooks`,
//! `unpay_in_quickbooks`, `close_order_by_expense`, `reopen_order`.
//!
//! On names: `create_vendor`, `create_customer` (`name`), `rename_vendor`, `rename_customer`,
//! `rename_employee` (the record, `name`), `duplicate_vendor` (`vendor`, `name`), `merge_vendors` (`vendor`,
//! `into`), `make_inactive`, `reactivate` (one of `vendor`, `account`, `customer`, `employee`, `class`, `item`),
//! `reactivate_vendor`, `reactivate_account`, `archive_supplier`, `restore_supplier`, `rename_supplier`
//! (`supplier`, `name`), `create_terms` (`name`), `close_name_form` (`name`: somebody who had the form for it open
//! is done). On the company: `close_books` (`date`), `open_books`, `set_connection`
//! (`connection`: `good`, `expired`, `user_removed`, `throttled`, `unavailable`, `off`),
//! `set_subscription` (`status`), `set_plan` (`purchase_orders`).

mod clock;
mod company;
mod config;
mod control;
mod delivery;
mod http;
mod money;
mod pages;
mod procurement;
mod quickbooks;
mod secrets;
mod server;
mod state;
mod sync;
mod transport;

pub use config::{CompanyInfo, Config, Info, Mode, ProcurementInfo, QuickBooksInfo, ResendInfo, Trouble, Which};
pub use server::{Running, start};
