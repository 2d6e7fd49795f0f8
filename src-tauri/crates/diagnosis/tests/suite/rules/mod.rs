//! Each rule: hits and near misses, named `<code>_hits_…` and `<code>_misses_…`; `cargo xtask tidy` asks
//! for one of each. One file per family, as in `src/rules/`.

mod account;
mod amount;
mod books;
mod company;
mod currency;
mod date;
mod field;
mod line;
mod number;
mod order;
mod reference;
mod tax;
mod text;
mod vendor;
