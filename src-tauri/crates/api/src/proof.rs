//! The proof card as the contract shapes it. What was compared, and how, is decided in the core.

use clearpost_domain::DifferenceField;
use clearpost_engine::paper::write_pdf;
use clearpost_engine::{EngineError, ProofCard};
use clearpost_verification::{Agreement, ComparedField, ComparedLine};

use crate::app::{Answer, App, document};
use crate::{convert, dto, proof_sheet};

impl App {
    /// The proof card as pages for the auditor; `to` is a path that the user chose.
    pub fn proof_pdf(&self, reference: &str, to: &std::path::Path) -> Answer<dto::ExportResult> {
        let pages = write_pdf(&proof_sheet::sheet(&self.proof(reference)?)).map_err(EngineError::from)?;
        std::fs::write(to, pages).map_err(EngineError::WriteFile)?;
        Ok(dto::ExportResult {
            path: to.display().to_string(),
            rows: 1,
        })
    }

    /// What each system says of one document, field by field, from what is cached.
    pub fn proof(&self, reference: &str) -> Answer<dto::ProofResult> {
        let card = self.engine.proof(document(reference)?)?;
        let as_of = self.engine.as_of()?;
        let pages = self.engine.pages();
        let row = convert::row(&card.row, as_of, pages);
        let pages_of = dto::Links {
            procurement: pages.links().document(card.row.reference),
            quickbooks: row.quickbooks.as_ref().map(|link| link.url.clone()),
        };
        let (fields, lines) = card.comparison.as_ref().map_or_else(Default::default, |compared| {
            (
                compared.header.iter().map(field).collect(),
                compared
                    .lines
                    .iter()
                    .zip(1..)
                    .map(|(one, number)| line(one, number))
                    .collect(),
            )
        });
        let ProofCard {
            verdict,
            statement,
            company,
            quickbooks_company,
            realm,
            procurement_read_at,
            quickbooks_read_at,
            ..
        } = card;
        Ok(dto::ProofResult {
            row,
            statement,
            company,
            quickbooks_company,
            realm,
            procurement_read_at: procurement_read_at.map(convert::time),
            quickbooks_read_at: quickbooks_read_at.map(convert::time),
            fields,
            lines,
            evidence: verdict.evidence.iter().map(convert::evidence).collect(),
            links: pages_of,
            as_of: as_of.map(convert::time),
        })
    }
}

fn line(line: &ComparedLine, number: usize) -> dto::ProofLine {
    let description = line.procurement.as_ref().or(line.quickbooks.as_ref());
    dto::ProofLine {
        number,
        description: description.filter(|text| !text.is_empty()).cloned(),
        fields: line.fields.iter().map(field).collect(),
    }
}

fn field(compared: &ComparedField) -> dto::ProofField {
    let (result, note) = match &compared.agreement {
        Agreement::Equal => ("equal", alike(compared)),
        Agreement::Differs => ("differs", None),
        Agreement::Tolerated => (
            "tolerated",
            Some("within the tolerance that is set for this company".to_owned()),
        ),
        Agreement::NotCompared(why) => ("not_compared", Some(why.clone().into_owned())),
        Agreement::Unsettled(why) => ("not_compared", Some(why.clone())),
    };
    dto::ProofField {
        field: compared.field.to_string(),
        label: label(compared.field).to_owned(),
        procurement: compared.procurement.clone(),
        quickbooks: compared.quickbooks.clone(),
        result: result.to_owned(),
        note,
    }
}

/// How two unlike texts are the same.
fn alike(compared: &ComparedField) -> Option<String> {
    if compared.procurement == compared.quickbooks {
        return None;
    }
    let why = match compared.field {
        DifferenceField::Vendor => {
            "the same vendor: by its stored id, or by its name without regard to case, spaces and the mark of inactive ones"
        }
        DifferenceField::Number => "case does not count, nor what is beyond the 21 characters that QuickBooks holds",
        DifferenceField::Link => "linked to each other",
        DifferenceField::Total | DifferenceField::Tax | DifferenceField::LineAmount(_) => {
            "the same amount: a vendor credit's amounts are positive, and QuickBooks rounds lines to cents"
        }
        DifferenceField::LineAccount(_) | DifferenceField::LineClass(_) | DifferenceField::LineCustomer(_) => {
            "the same record, by its number or name"
        }
        _ => return None,
    };
    Some(why.to_owned())
}

const fn label(field: DifferenceField) -> &'static str {
    match field {
        DifferenceField::Vendor => "Supplier and vendor",
        DifferenceField::Number => "Number",
        DifferenceField::Date => "Date",
        DifferenceField::DueDate => "Due date",
        DifferenceField::Currency => "Currency",
        DifferenceField::Total => "Total",
        DifferenceField::Tax => "Tax",
        DifferenceField::Status => "Status",
        DifferenceField::Link => "Link to the purchase order",
        DifferenceField::LineCount => "Number of lines",
        DifferenceField::LineAccount(_) => "Account",
        DifferenceField::LineAmount(_) => "Amount",
        DifferenceField::LineClass(_) => "Class",
        DifferenceField::LineCustomer(_) => "Customer",
    }
}
