//! The settings of a company as the contract shapes them.

use clearpost_domain::{DocumentKind, Money, NumberSource};
use clearpost_engine::{AgreementChange, Colour, ProbedField, SettingsChange};
use clearpost_verification::{DateSource, Learned, Lesson, Topic, TotalSource};

use crate::app::{Answer, App, word};
use crate::error::{invalid_input, not_connected};
use crate::{convert, dto};

impl App {
    pub fn settings(&self) -> Answer<dto::SettingsResult> {
        let Some(overview) = self.engine.overview()? else {
            return Err(not_connected());
        };
        let settings = self.engine.company_settings()?;
        Ok(dto::SettingsResult {
            company: overview.company,
            colour: overview.colour.word().to_owned(),
            tolerance: Money::plain(settings.rules.tolerance),
            sync_start: settings.rules.sync_start.map(|day| day.to_string()),
            proposed_sync_start: settings.proposed_sync_start.map(|day| day.to_string()),
            not_synced: settings.rules.not_synced.iter().map(ToString::to_string).collect(),
            closing_date: settings.rules.closing_date.map(|day| day.to_string()),
            route: settings.agreement.route.map(|route| route.to_string()),
            call_order: written(settings.agreement.calls.order.as_ref()),
            call_invoice: written(settings.agreement.calls.invoice.as_ref()),
            route_verified: settings.agreement.is_verified(),
            routes: crate::resend::routes(&settings.agreement),
            route_from_environment: settings.agreement.is_from_environment,
            read_only: settings.agreement.read_only,
            automatic_retry: settings.agreement.automatic_retry,
            learned: learned(&settings.learned),
            fields: settings.fields.iter().map(field).collect(),
            requests_this_month: convert::requests(overview.calls_this_month),
        })
    }

    /// Changes what is given, and judges everything again by it.
    pub fn change_settings(&self, change: dto::SettingsChange) -> Answer<dto::SettingsResult> {
        if let Some(colour) = &change.colour {
            let colour: Colour = word("colour", colour)?;
            self.engine.choose_colour(colour)?;
        }
        let field = match (change.field, change.meaning) {
            (Some(key), Some(meaning)) => Some((key, meaning)),
            (None, None) => None,
            _ => return Err(invalid_input("a key and its meaning belong together")),
        };
        self.engine.change_settings(&SettingsChange {
            tolerance: change.tolerance,
            sync_start: change.sync_start,
            not_synced: change.not_synced,
            closing_date: change.closing_date,
            field,
            agreement: AgreementChange {
                route: change.route,
                call_order: change.call_order,
                call_invoice: change.call_invoice,
                read_only: change.read_only,
                automatic_retry: change.automatic_retry,
            },
        })?;
        self.settings()
    }
}

/// A call as it is written: verb and path.
fn written(call: Option<&(String, String)>) -> Option<String> {
    call.map(|(verb, path)| format!("{verb} {path}"))
}

fn field(field: &ProbedField) -> dto::FieldItem {
    dto::FieldItem {
        key: field.key.clone(),
        documents: field.documents,
        example: field.example.clone(),
        meaning: field.meaning.map(|meaning| meaning.to_string()),
    }
}

/// One item for each topic: bills and purchase orders are learned apart and shown together.
fn learned(learned: &[Learned]) -> Vec<dto::LearnedItem> {
    let topics = [
        (Topic::Number, "number"),
        (Topic::Date, "date"),
        (Topic::DueDate, "due_date"),
        (Topic::Total, "total"),
        (Topic::Tax, "tax"),
    ];
    topics
        .into_iter()
        .map(|(topic, name)| {
            let of_topic = || learned.iter().filter(move |one| one.topic == topic);
            let texts: Vec<String> = of_topic()
                .filter_map(|one| Some(words(one.kind, one.lesson?)))
                .collect();
            let sure = of_topic()
                .filter(|one| one.lesson.is_some())
                .max_by_key(|one| one.agree);
            dto::LearnedItem {
                name: name.to_owned(),
                text: (!texts.is_empty()).then(|| texts.join(". ")),
                agreeing: of_topic().map(|one| one.agree).sum(),
                contradicting: of_topic().map(|one| one.contradict).sum(),
                example: sure.and_then(|one| one.sample).map(|reference| reference.to_string()),
            }
        })
        .collect()
}

fn words(kind: DocumentKind, lesson: Lesson) -> String {
    let booked = match kind {
        DocumentKind::Order => "purchase order",
        DocumentKind::Invoice => "bill",
    };
    match lesson {
        Lesson::Number(source) => {
            let source = match source {
                NumberSource::Number => format!("the {kind} number"),
                NumberSource::ApprovalKey => "the approval key".to_owned(),
                NumberSource::LeadingPart => "the approval key up to its first hyphen".to_owned(),
            };
            format!("The {booked} number in QuickBooks is {source}")
        }
        Lesson::Date(source) => format!("The {booked} date in QuickBooks is {}", date(kind, source)),
        Lesson::Total(TotalSource::Gross) => format!("The {booked} total in QuickBooks is the gross total"),
        Lesson::Total(TotalSource::Net) => format!("The {booked} total in QuickBooks is the net total"),
        Lesson::DueDateIsCarriedOver => format!("The {booked} is due in QuickBooks on the {kind}'s due date"),
        Lesson::QuickBooksWorksOutTheTax => "QuickBooks works out the tax by itself, so it is not compared".to_owned(),
    }
}

fn date(kind: DocumentKind, source: DateSource) -> String {
    let zoned = |what: &str, hours: i8| match hours {
        0 => format!("the day on which the {kind} was {what}"),
        _ => format!("the day on which the {kind} was {what}, {hours:+} hours from UTC"),
    };
    match source {
        DateSource::Issue => "the issue date".to_owned(),
        DateSource::ApprovalKey => "the date in the approval key".to_owned(),
        DateSource::Submitted(hours) => zoned("submitted", hours),
        DateSource::Created(hours) => zoned("created", hours),
        DateSource::Approved(hours) => zoned("approved", hours),
    }
}
