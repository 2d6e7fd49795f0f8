//! Material for the vendor's support: looked at first, then written to a file that the user chose.

use std::path::Path;

use clearpost_domain::DocumentRef;
use clearpost_engine::{SUPPORT_CHAT, SUPPORT_EMAIL, SUPPORT_WHATSAPP, SupportBundle};

use crate::app::{Answer, App, document};
use crate::dto;

impl App {
    /// Exactly what [`App::support_bundle`] writes.
    pub fn support_preview(&self, query: &dto::SupportQuery) -> Answer<dto::SupportResult> {
        let bundle = self.bundle(query)?;
        let files = bundle.files.into_iter().map(|file| dto::SupportFile {
            name: file.name,
            text: file.text,
        });
        Ok(dto::SupportResult {
            files: files.collect(),
            message: bundle.message,
            email: SUPPORT_EMAIL.to_owned(),
            whatsapp: SUPPORT_WHATSAPP.to_owned(),
            chat: SUPPORT_CHAT.to_owned(),
        })
    }

    /// Writes the archive. `rows` of the answer counts its files.
    pub fn support_bundle(&self, query: &dto::SupportQuery, to: &Path) -> Answer<dto::ExportResult> {
        let bundle = self.bundle(query)?;
        bundle.write(to)?;
        Ok(dto::ExportResult {
            path: to.display().to_string(),
            rows: bundle.files.len(),
        })
    }

    fn bundle(&self, query: &dto::SupportQuery) -> Answer<SupportBundle> {
        let references: Vec<DocumentRef> = query.refs.iter().map(|one| document(one)).collect::<Answer<_>>()?;
        Ok(self.engine.support_bundle(&references, query.amounts)?)
    }
}
