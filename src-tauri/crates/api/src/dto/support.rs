//! Material for the vendor's support, as it will leave.

use super::dto;

dto! {
    /// Which documents it is about.
    #[derive(Default)]
    #[serde(deny_unknown_fields, default)]
    pub struct SupportQuery {
        pub refs: Vec<String>,
        /// With amounts; without, they are left out.
        pub amounts: bool,
    }

    /// One file of the archive, whole.
    pub struct SupportFile {
        pub name: String,
        pub text: String,
    }

    /// Exactly what the archive will hold, to be looked at before it leaves.
    pub struct SupportResult {
        pub files: Vec<SupportFile>,
        /// Ready to copy into an e-mail.
        pub message: String,
        pub email: String,
        pub whatsapp: String,
        pub chat: String,
    }
}
