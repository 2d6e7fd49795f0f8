//! Pages for print: titles, paragraphs and tables, written as PDF.
//!
//! It knows nothing of documents and decides nothing: whoever calls it brings the words. All text is
//! drawn as glyphs, so nothing of it can become a link, a script or a form.

mod draw;
mod font;
mod layout;

/// What is printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    pub title: String,
    /// Under the title, such as the company and the day.
    pub subtitle: String,
    pub blocks: Vec<Block>,
    /// At the foot of every page, before the page's number.
    pub footer: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    Heading(String),
    Text(String),
    Table(Grid),
}

/// A table. The header is repeated on every page that the table reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub title: String,
    /// Share of the width, relative to the other columns.
    pub share: u16,
}

impl Column {
    pub fn new(title: impl Into<String>, share: u16) -> Self {
        Self {
            title: title.into(),
            share,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub cells: Vec<String>,
    /// Stands out: in bold, with a bar beside it, so that it shows in black and white too.
    pub marked: bool,
}

/// The sheet could not be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the pages could not be written")]
pub struct UnwrittenPages;

/// The sheet as a PDF of A4 pages. The same sheet gives the same bytes.
pub fn write_pdf(sheet: &Sheet) -> Result<Vec<u8>, UnwrittenPages> {
    let fonts = font::Fonts::load().ok_or(UnwrittenPages)?;
    let pages = layout::pages(sheet, &fonts);
    draw::document(sheet, &pages, &fonts).ok_or(UnwrittenPages)
}
