//! Where everything goes: from blocks to pieces with a place on a page.

use super::font::{Fonts, Weight};
use super::{Block, Grid, Sheet};

pub(super) const WIDTH: f32 = 595.0;
pub(super) const HEIGHT: f32 = 842.0;
pub(super) const MARGIN: f32 = 48.0;
pub(super) const SMALL: f32 = 8.0;
const BODY: f32 = 9.0;
const HEADING: f32 = 11.5;
const TITLE: f32 = 17.0;
const LEADING: f32 = 1.35;
/// Between a cell's edge and its text.
const PAD: f32 = 4.0;
const BOTTOM: f32 = HEIGHT - MARGIN - 14.0;

/// One thing on a page. Places are in points from the upper left; a text's is its baseline.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    Text {
        x: f32,
        y: f32,
        size: f32,
        weight: Weight,
        text: String,
    },
    /// A filled area; 0 is black, 255 white.
    Area {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        grey: u8,
    },
}

pub(super) type Page = Vec<Piece>;

pub(super) fn pages(sheet: &Sheet, fonts: &Fonts) -> Vec<Page> {
    let mut setter = Setter {
        fonts,
        pages: vec![Page::new()],
        y: MARGIN,
    };
    setter.paragraph(&sheet.title, TITLE, Weight::Bold);
    setter.paragraph(&sheet.subtitle, BODY, Weight::Regular);
    for block in &sheet.blocks {
        match block {
            Block::Heading(text) => {
                // A heading alone at the foot of a page helps nobody.
                setter.room(HEADING * 4.0);
                setter.y += HEADING;
                setter.paragraph(text, HEADING, Weight::Bold);
                setter.y += 2.0;
            }
            Block::Text(text) => setter.paragraph(text, BODY, Weight::Regular),
            Block::Table(grid) => setter.table(grid),
        }
    }
    setter.pages
}

struct Setter<'a> {
    fonts: &'a Fonts,
    pages: Vec<Page>,
    y: f32,
}

/// A row's lines, column by column.
struct SetRow {
    cells: Vec<Vec<String>>,
    height: f32,
    weight: Weight,
    marked: bool,
}

impl Setter<'_> {
    fn put(&mut self, piece: Piece) {
        if let Some(page) = self.pages.last_mut() {
            page.push(piece);
        }
    }

    /// Starts a new page unless `height` is left on this one. True if it did.
    fn room(&mut self, height: f32) -> bool {
        let full = self.y + height > BOTTOM && self.y > MARGIN;
        if full {
            self.pages.push(Page::new());
            self.y = MARGIN;
        }
        full
    }

    fn paragraph(&mut self, text: &str, size: f32, weight: Weight) {
        if text.is_empty() {
            return;
        }
        for line in self.fonts.wrap(text, size, weight, WIDTH - 2.0 * MARGIN) {
            self.room(size * LEADING);
            self.put(Piece::Text {
                x: MARGIN,
                y: self.y + size,
                size,
                weight,
                text: line,
            });
            self.y += size * LEADING;
        }
        self.y += size * 0.4;
    }

    fn table(&mut self, grid: &Grid) {
        let widths = widths(grid);
        let header = self.set(
            grid.columns.iter().map(|column| column.title.as_str()),
            &widths,
            true,
            false,
        );
        self.room(header.height * 2.0);
        self.header(&header, &widths);
        for row in &grid.rows {
            let set = self.set(row.cells.iter().map(String::as_str), &widths, row.marked, row.marked);
            if self.room(set.height) {
                self.header(&header, &widths);
            }
            self.row(&set, &widths);
        }
        self.y += BODY * 0.6;
    }

    fn set<'t>(&self, cells: impl Iterator<Item = &'t str>, widths: &[f32], bold: bool, marked: bool) -> SetRow {
        let weight = if bold { Weight::Bold } else { Weight::Regular };
        let cells: Vec<Vec<String>> = cells
            .zip(widths)
            .map(|(text, width)| self.fonts.wrap(text, SMALL, weight, width - 2.0 * PAD))
            .collect();
        let most = cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
        #[allow(clippy::cast_precision_loss)] // a cell has few lines
        let lines = most as f32;
        SetRow {
            cells,
            height: lines * SMALL * LEADING + 2.0 * PAD,
            weight,
            marked,
        }
    }

    fn header(&mut self, header: &SetRow, widths: &[f32]) {
        self.put(Piece::Area {
            x: MARGIN,
            y: self.y,
            width: WIDTH - 2.0 * MARGIN,
            height: header.height,
            grey: 232,
        });
        self.row(header, widths);
    }

    fn row(&mut self, row: &SetRow, widths: &[f32]) {
        if row.marked {
            self.put(Piece::Area {
                x: MARGIN - 5.0,
                y: self.y + 1.0,
                width: 2.5,
                height: row.height - 2.0,
                grey: 0,
            });
        }
        let mut x = MARGIN;
        for (lines, width) in row.cells.iter().zip(widths) {
            let mut y = self.y + PAD + SMALL;
            for line in lines {
                self.put(Piece::Text {
                    x: x + PAD,
                    y,
                    size: SMALL,
                    weight: row.weight,
                    text: line.clone(),
                });
                y += SMALL * LEADING;
            }
            x += width;
        }
        self.y += row.height;
        self.put(Piece::Area {
            x: MARGIN,
            y: self.y,
            width: WIDTH - 2.0 * MARGIN,
            height: 0.5,
            grey: 180,
        });
    }
}

fn widths(grid: &Grid) -> Vec<f32> {
    let all: u32 = grid.columns.iter().map(|column| u32::from(column.share)).sum();
    #[allow(clippy::cast_precision_loss)] // shares are small
    let all = all.max(1) as f32;
    grid.columns
        .iter()
        .map(|column| (WIDTH - 2.0 * MARGIN) * f32::from(column.share) / all)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Column, Row};
    use super::*;

    fn table(rows: usize) -> Sheet {
        let row = |number: usize| Row {
            cells: vec![format!("row {number}"), "1,500.00".to_owned()],
            marked: false,
        };
        Sheet {
            title: "Proof".to_owned(),
            blocks: vec![Block::Table(Grid {
                columns: vec![Column::new("Field", 1), Column::new("Amount", 2)],
                rows: (0..rows).map(row).collect(),
            })],
            ..Sheet::default()
        }
    }

    fn texts(page: &Page) -> Vec<&str> {
        page.iter()
            .filter_map(|piece| match piece {
                Piece::Text { text, .. } => Some(text.as_str()),
                Piece::Area { .. } => None,
            })
            .collect()
    }

    #[test]
    fn a_table_repeats_its_header_on_every_page() {
        let fonts = Fonts::load().expect("the fonts come with the program");
        let pages = pages(&table(120), &fonts);
        assert!(pages.len() > 2);
        assert!(pages.iter().all(|page| texts(page).contains(&"Field")));
    }

    #[test]
    fn nothing_is_set_below_the_margin() {
        let fonts = Fonts::load().expect("the fonts come with the program");
        for page in pages(&table(300), &fonts) {
            for piece in page {
                let (Piece::Text { y, .. } | Piece::Area { y, .. }) = piece;
                assert!(y <= HEIGHT - MARGIN, "{y}");
            }
        }
    }
}
