//! How the two sides of one field stand to each other: the one outcome of comparing, from which both
//! the verdict's differences and the proof card are made.

use std::borrow::Cow;

use clearpost_domain::{Difference, DifferenceField};

/// How the two sides of one field stand to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Agreement {
    Equal,
    /// Not equal, by no more than the user allows.
    Tolerated,
    Differs,
    /// One side does not tell, or the field does not apply.
    NotCompared(Cow<'static, str>),
    /// Not equal, but the data cannot tell whether that is a fault: shown as evidence.
    Unsettled(String),
}

impl Agreement {
    pub(crate) const fn not_compared(why: &'static str) -> Self {
        Self::NotCompared(Cow::Borrowed(why))
    }
}

/// One compared field with what each side says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedField {
    pub field: DifferenceField,
    pub procurement: Option<String>,
    pub quickbooks: Option<String>,
    pub agreement: Agreement,
}

/// What each side says of a field.
pub(crate) type Sides = (Option<String>, Option<String>);

/// Takes compared fields in. What each side says is asked for only where it is wanted.
pub(crate) trait Sink {
    fn see(&mut self, field: DifferenceField, agreement: Agreement, sides: impl FnOnce() -> Sides);
}

/// Keeps what a verdict needs.
#[derive(Debug, Default)]
pub(crate) struct Differences {
    pub differences: Vec<Difference>,
    /// Facts worth showing that are not (yet) differences.
    pub remarks: Vec<String>,
}

impl Sink for Differences {
    fn see(&mut self, field: DifferenceField, agreement: Agreement, sides: impl FnOnce() -> Sides) {
        match agreement {
            Agreement::Equal | Agreement::NotCompared(_) => {}
            Agreement::Differs => {
                let (procurement, quickbooks) = sides();
                self.differences.push(Difference {
                    field,
                    procurement,
                    quickbooks,
                });
            }
            Agreement::Tolerated => {
                let (ours, booked) = sides();
                let (ours, booked) = (ours.unwrap_or_default(), booked.unwrap_or_default());
                self.remarks.push(format!(
                    "{field} is {ours}, in QuickBooks {booked}: within the tolerance that is set for this company"
                ));
            }
            Agreement::Unsettled(why) => self.remarks.push(why),
        }
    }
}

/// Keeps everything, for the proof card.
impl Sink for Vec<ComparedField> {
    fn see(&mut self, field: DifferenceField, agreement: Agreement, sides: impl FnOnce() -> Sides) {
        let (procurement, quickbooks) = sides();
        self.push(ComparedField {
            field,
            procurement,
            quickbooks,
            agreement,
        });
    }
}
