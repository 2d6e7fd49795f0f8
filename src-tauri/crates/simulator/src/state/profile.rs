//! Who the simulated companies are: names and ids on both sides. One ProcurementExpress user
//! belongs to both. Constants only.

use crate::state::document::Kind;

/// A company's identity in both services, and where its ids begin.
#[derive(Debug, PartialEq, Eq)]
pub struct Profile {
    /// Id in ProcurementExpress.
    pub company: u64,
    /// Id in QuickBooks.
    pub realm: &'static str,
    pub name: &'static str,
    pub legal_name: &'static str,
    pub country: &'static str,
    /// Street, town, region, post code, country of three letters.
    pub address: [&'static str; 5],
    /// Outside the United States every line needs a tax code once tax is on.
    pub tracks_tax: bool,
    first_order: u64,
    first_invoice: u64,
    pub first_supplier: u64,
    /// Where the ids of copied lists, lines and entries begin; 0 for the first company.
    pub offset: u64,
}

/// The company everything is shown on.
pub const FIRST: Profile = Profile {
    company: 7001,
    realm: "9130350000000000",
    name: "Finch Trading",
    legal_name: "Finch Trading Inc.",
    country: "US",
    address: ["44 Harbour Street", "Austin", "TX", "78701", "USA"],
    tracks_tax: false,
    first_order: 50_001,
    first_invoice: 30_001,
    first_supplier: 8801,
    offset: 0,
};

/// The company for causes that stop a whole company. It is Canadian, and keeps its books in US dollars.
pub const SECOND: Profile = Profile {
    company: 7002,
    realm: "9130350000000417",
    name: "Larkspur Interiors",
    legal_name: "Larkspur Interiors Ltd.",
    country: "CA",
    address: ["9 Larkspur Lane", "Toronto", "ON", "M5V 2T6", "CAN"],
    tracks_tax: true,
    first_order: 1_050_001,
    first_invoice: 1_030_001,
    first_supplier: 1_008_801,
    offset: 1_000_000,
};

pub static ALL: [&Profile; 2] = [&FIRST, &SECOND];

impl Profile {
    pub fn first(&self, kind: Kind) -> u64 {
        match kind {
            Kind::Order => self.first_order,
            Kind::Invoice => self.first_invoice,
        }
    }

    pub fn by_company(id: &str) -> Option<&'static Self> {
        ALL.into_iter().find(|profile| profile.company.to_string() == id.trim())
    }

    pub fn by_realm(realm: &str) -> Option<&'static Self> {
        ALL.into_iter().find(|profile| profile.realm == realm)
    }
}
