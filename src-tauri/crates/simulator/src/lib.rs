//! Both services on loopback: ProcurementExpress and QuickBooks Online as their documentation
//! describes them, the server-side sync between them, and a deterministic demonstration company.
//!
//! For demonstrations, development and tests. It must use none of the product's crates (sharing
//! their parsing or matching would let both be wrong together), must never listen on anything but
//! 127.0.0.1, and must keep everything that exists only for testing under `/__sim/`.

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
