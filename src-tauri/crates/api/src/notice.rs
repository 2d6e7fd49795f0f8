//! What is told outside the window once a resend of several documents has ended. Systems show such a
//! text in their own ways, some read markup in it: so it holds counts, and of everything that a
//! service wrote nothing but the company's name, which stands in the title, where none reads markup.

use crate::app::{Answer, App};
use crate::dto::{ResendQuery, ResendResult};

/// Longer names are cut.
const LONGEST_NAME: usize = 80;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub title: String,
    pub text: String,
}

impl App {
    /// What a resend came to, if it was one of several documents.
    pub fn notice(&self, query: &ResendQuery, resent: &Answer<ResendResult>) -> Option<Notice> {
        let text = text(query, resent)?;
        let company = self.engine.overview().ok().flatten()?.company;
        Some(Notice {
            title: title(&company),
            text,
        })
    }
}

fn title(company: &str) -> String {
    let name = company.chars().filter(|one| !one.is_control()).take(LONGEST_NAME);
    format!("Resend ended: {}", name.collect::<String>())
}

fn text(query: &ResendQuery, resent: &Answer<ResendResult>) -> Option<String> {
    let is_for_several = query.refs.len() > 1 || query.queued || query.class.is_some() || query.cause.is_some();
    match resent {
        // Only a resend of several that may have sent something keeps a receipt.
        Ok(result) => result.receipt.is_some().then(|| counted(result)),
        Err(_) if is_for_several && !query.dry_run => {
            Some("It broke off. Open Clearpost to see why; nothing is repeated by itself.".to_owned())
        }
        Err(_) => None,
    }
}

fn counted(result: &ResendResult) -> String {
    let count = |outcomes: &[&str]| {
        let is_one = |outcome: &String| outcomes.contains(&outcome.as_str());
        result.results.iter().filter(|one| is_one(&one.outcome)).count()
    };
    let (arrived, under_way) = (
        count(&["proved", "already_there"]),
        count(&["sent", "queued", "uncertain"]),
    );
    let all = result.results.len();
    let rest = all - arrived - under_way;
    let also = |number: usize, one: &str, several: &str| match number {
        0 => String::new(),
        1 => format!(" 1 {one}."),
        _ => format!(" {number} {several}."),
    };
    format!(
        "{arrived} of {all} documents are proved in QuickBooks Online.{}{}",
        also(under_way, "is still under way", "are still under way"),
        also(rest, "was not sent or was refused", "were not sent or were refused")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dto::ResendItem;
    use crate::error::internal;

    fn ended(outcomes: &[&str], receipt: bool) -> ResendResult {
        let item = |outcome: &&str| ResendItem {
            reference: "invoice:771".to_owned(),
            outcome: (*outcome).to_owned(),
            reason: None,
            detail: "<b>remote</b>".to_owned(),
            attempt: None,
            quickbooks: None,
            differences: Vec::new(),
        };
        ResendResult {
            results: outcomes.iter().map(item).collect(),
            receipt: receipt.then(|| "01A".to_owned()),
            stopped: None,
            offline: false,
        }
    }

    fn several() -> ResendQuery {
        ResendQuery {
            cause: Some("VENDOR_INACTIVE:vendor:42".to_owned()),
            ..ResendQuery::default()
        }
    }

    #[test]
    fn every_document_is_counted_once_and_nothing_else_is_told() {
        let outcomes = [
            "proved",
            "already_there",
            "sent",
            "blocked",
            "refused",
            "left_approved_status",
        ];
        let told = text(&several(), &Ok(ended(&outcomes, true)));
        assert_eq!(
            told.as_deref(),
            Some(
                "2 of 6 documents are proved in QuickBooks Online. 1 is still under way. 3 were not sent or were \
                 refused."
            )
        );
    }

    #[test]
    fn one_document_and_a_dry_run_are_not_told() {
        assert_eq!(text(&several(), &Ok(ended(&["would_send", "blocked"], false))), None);
        let one = ResendQuery {
            refs: vec!["invoice:771".to_owned()],
            ..ResendQuery::default()
        };
        assert_eq!(text(&one, &Err(internal("broken"))), None);
        let dry = ResendQuery {
            dry_run: true,
            ..several()
        };
        assert_eq!(text(&dry, &Err(internal("broken"))), None);
        assert!(text(&several(), &Err(internal("broken"))).is_some());
    }

    #[test]
    fn a_name_is_one_short_line() {
        assert_eq!(title("A\n<b>&\u{7}"), "Resend ended: A<b>&");
        assert!(title(&"x".repeat(500)).chars().count() < 100);
    }
}
