//! Draws set pages into a PDF.

use krilla::Document;
use krilla::color::luma;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::text::TextDirection;

use super::Sheet;
use super::font::{Fonts, Weight};
use super::layout::{HEIGHT, MARGIN, Page, Piece, SMALL, WIDTH};

pub(super) fn document(sheet: &Sheet, pages: &[Page], fonts: &Fonts) -> Option<Vec<u8>> {
    let mut document = Document::new();
    document.set_metadata(
        Metadata::new()
            .title(sheet.title.clone())
            .creator("Clearpost".to_owned()),
    );
    for (index, pieces) in pages.iter().enumerate() {
        let mut page = document.start_page_with(PageSettings::from_wh(WIDTH, HEIGHT)?);
        let mut surface = page.surface();
        for piece in pieces {
            draw(&mut surface, piece, fonts)?;
        }
        let number = format!("{} of {}", index + 1, pages.len());
        let x = WIDTH - MARGIN - fonts.width(&number, SMALL, Weight::Regular);
        for (x, text) in [(MARGIN, sheet.footer.clone()), (x, number)] {
            let foot = Piece::Text {
                x,
                y: HEIGHT - MARGIN + 10.0,
                size: SMALL,
                weight: Weight::Regular,
                text,
            };
            draw(&mut surface, &foot, fonts)?;
        }
        surface.finish();
        page.finish();
    }
    document.finish().ok()
}

fn draw(surface: &mut Surface<'_>, piece: &Piece, fonts: &Fonts) -> Option<()> {
    match piece {
        Piece::Text {
            x,
            y,
            size,
            weight,
            text,
        } => {
            surface.set_fill(Some(fill(0)));
            surface.draw_text(
                Point::from_xy(*x, *y),
                fonts.font(*weight),
                *size,
                text,
                false,
                TextDirection::Auto,
            );
        }
        Piece::Area {
            x,
            y,
            width,
            height,
            grey,
        } => {
            let mut path = PathBuilder::new();
            path.push_rect(Rect::from_xywh(*x, *y, *width, *height)?);
            surface.set_fill(Some(fill(*grey)));
            surface.draw_path(&path.finish()?);
        }
    }
    Some(())
}

fn fill(grey: u8) -> Fill {
    Fill {
        paint: luma::Color::new(grey).into(),
        opacity: NormalizedF32::ONE,
        rule: krilla::paint::FillRule::NonZero,
    }
}
