//! What the diagnosis says of the whole company: causes, the forecast, near names, closing dates.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use clearpost_diagnosis::{self as diagnosis, Action, ClosingDate, Likeness, NameList, Outage, Twin, TwinGroup};
use clearpost_domain::CauseClass;
use clearpost_engine::{Foreseen, RadarQuestion, Table, waiting};

use crate::app::{Answer, App};
use crate::convert::{self, Tense, time};
use crate::dto;
use crate::error::invalid_input;
use crate::outside::explained;

impl App {
    /// Documents grouped by what holds them back, and what holds back all of them.
    pub fn causes(&self) -> Answer<dto::CausesResult> {
        let causes: Vec<dto::CauseItem> = self.engine.causes()?.iter().map(convert::cause).collect();
        let ids: BTreeSet<&str> = causes.iter().map(|cause| cause.id.as_str()).collect();
        let outages = self.engine.outages()?;
        Ok(dto::CausesResult {
            company: self.troubles(&outages, &ids)?,
            as_of: self.engine.as_of()?.map(time),
            causes,
        })
    }

    /// What would fail of everything that is not due yet.
    pub fn forecast(&self) -> Answer<dto::ForecastResult> {
        let forecast = self.engine.forecast()?;
        let as_of = self.engine.as_of()?;
        let mut outages = self.engine.outages()?;
        outages.retain(|outage| !outage.finding.resolved);
        let item = |foreseen: &Foreseen| dto::ForecastItem {
            row: convert::row(&foreseen.row, as_of, self.engine.pages()),
            findings: foreseen
                .findings
                .iter()
                .map(|finding| convert::finding(finding, &foreseen.row, Tense::Foreseen))
                .collect(),
            lines_known: foreseen.has_lines,
        };
        Ok(dto::ForecastResult {
            as_of: as_of.map(time),
            looked_at: forecast.looked_at,
            without_lines: forecast.without_lines,
            documents: forecast.documents.iter().map(item).collect(),
            doubtful: forecast.doubtful.iter().map(item).collect(),
            causes: forecast.causes.iter().map(convert::cause).collect(),
            company: self.troubles(&outages, &BTreeSet::new())?,
        })
    }

    /// Near-equal names of vendors, customers, employees and suppliers.
    pub fn twins(&self) -> Answer<dto::TwinsResult> {
        let twins = self.engine.twins()?;
        Ok(dto::TwinsResult {
            as_of: self.engine.as_of()?.map(time),
            names: twins.names,
            groups: twins.groups.iter().map(|group| self.group(group)).collect(),
        })
    }

    /// The invoices around the closing date.
    pub fn radar(&self, query: &dto::RadarQuery) -> Answer<dto::RadarResult> {
        let found = self.engine.radar(RadarQuestion {
            closing: day("closing date", query.closing_date.as_deref())?,
            next: day("next closing date", query.next_close.as_deref())?,
        })?;
        let as_of = self.engine.as_of()?;
        let part = |part: &clearpost_engine::RadarPart| dto::RadarPart {
            documents: part
                .rows
                .iter()
                .map(|row| convert::row(row, as_of, self.engine.pages()))
                .collect(),
            totals: convert::totals(&part.totals),
        };
        let source = found.closing.map(|closing| match closing {
            ClosingDate::Shown(_) => "quickbooks",
            ClosingDate::Typed(_) => "typed",
        });
        Ok(dto::RadarResult {
            as_of: as_of.map(time),
            closing_date: found.closing.map(|closing| closing.day().to_string()),
            closing_source: source.map(str::to_owned),
            next_close: found.next.to_string(),
            closed: part(&found.closed),
            before_next: part(&found.before_next),
            not_due: part(&found.not_due),
        })
    }

    /// What a raw sync error text means, by the patterns in use.
    pub fn explain(&self, text: &str) -> Answer<dto::ExplainResult> {
        explained(text, &self.engine.patterns())
    }

    /// What stops every document now and is not said by another banner.
    pub(crate) fn trouble_banners(&self, is_disconnected: bool) -> Answer<Vec<dto::BannerItem>> {
        let outages = self.engine.outages()?;
        let stands = outages.iter().filter(|outage| {
            let is_said = is_disconnected && outage.finding.class == CauseClass::AuthExpired;
            !outage.finding.resolved && !is_said
        });
        Ok(stands.map(convert::company_trouble).collect())
    }

    fn troubles(&self, outages: &[Outage], causes: &BTreeSet<&str>) -> Answer<Vec<dto::CompanyTroubleItem>> {
        let table = self.engine.table()?;
        Ok(outages.iter().map(|outage| trouble(outage, causes, &table)).collect())
    }

    fn group(&self, group: &TwinGroup) -> dto::TwinGroupItem {
        dto::TwinGroupItem {
            id: group
                .twins
                .first()
                .map(|twin| format!("{}:{}", twin.name.entry.list.word(), twin.name.entry.id))
                .unwrap_or_default(),
            likeness: match group.likeness {
                Likeness::Same => "same",
                Likeness::Spelling => "spelling",
                Likeness::Order => "order",
                Likeness::Slip => "slip",
            }
            .to_owned(),
            action: match group.action {
                Action::Merge => "merge",
                Action::Reactivate => "reactivate",
                Action::Rename => "rename",
                Action::Link => "link",
            }
            .to_owned(),
            headline: group.headline.clone(),
            steps: group.steps.iter().map(convert::step).collect(),
            twins: group.twins.iter().map(|twin| self.twin(twin)).collect(),
        }
    }

    fn twin(&self, twin: &Twin) -> dto::TwinItem {
        let (name, links) = (&twin.name, self.engine.pages().links());
        dto::TwinItem {
            list: name.entry.list.word().to_owned(),
            id: name.entry.id.clone(),
            name: name.name.clone(),
            active: name.active,
            currency: name.currency.map(|currency| currency.to_string()),
            vendor: name.vendor.clone(),
            documents: twin.documents.iter().map(ToString::to_string).collect(),
            url: match name.entry.list {
                NameList::Vendor => links.vendor(&name.entry.id),
                NameList::Customer => links.customer(&name.entry.id),
                NameList::Employee => None,
                NameList::Supplier => links.suppliers(),
            },
        }
    }
}

fn trouble(outage: &Outage, causes: &BTreeSet<&str>, table: &Table) -> dto::CompanyTroubleItem {
    let finding = &outage.finding;
    let held = outage.documents.iter().filter_map(|document| table.row(*document));
    let cause = diagnosis::causes(held.map(|row| waiting(row, finding, None)));
    let who = diagnosis::class_doc(finding.class).who;
    let id = finding.cause_id();
    dto::CompanyTroubleItem {
        class: finding.class.to_string(),
        confidence: finding.confidence.to_string(),
        retry: finding.retry.to_string(),
        headline: finding.headline.clone(),
        cause: finding.cause.clone(),
        steps: finding.steps.iter().map(convert::step).collect(),
        over: finding.resolved,
        documents: outage.documents.iter().map(ToString::to_string).collect(),
        cause_id: causes.contains(id.as_str()).then_some(id),
        first_at: outage.first_at.map(time),
        last_at: outage.last_at.map(time),
        who: who.word().to_owned(),
        who_words: who.words().to_owned(),
        message: cause.into_iter().map(|cause| cause.message).next().unwrap_or_default(),
    }
}

fn day(what: &str, text: Option<&str>) -> Answer<Option<NaiveDate>> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    match text.parse() {
        Ok(day) => Ok(Some(day)),
        Err(_) => Err(invalid_input(&format!("the {what} is a day, written as 2026-01-31"))),
    }
}
