//! The two faces that everything is set in, and how wide text is in them.

use krilla::text::Font;
use ttf_parser::Face;

/// Which face a piece of text is set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// One face: for drawing and for measuring.
struct Loaded {
    font: Font,
    face: Face<'static>,
}

/// DejaVu Sans, which has Latin, Greek, Cyrillic and more; it comes with the program, so that a page
/// looks the same on every computer.
pub(super) struct Fonts {
    regular: Loaded,
    bold: Loaded,
}

impl Fonts {
    pub fn load() -> Option<Self> {
        let load = |bytes: &'static [u8]| {
            Some(Loaded {
                font: Font::new(bytes.to_vec().into(), 0)?,
                face: Face::parse(bytes, 0).ok()?,
            })
        };
        Some(Self {
            regular: load(dejavu::sans::regular())?,
            bold: load(dejavu::sans::bold())?,
        })
    }

    pub fn font(&self, weight: Weight) -> Font {
        self.loaded(weight).font.clone()
    }

    /// Points that `text` takes at `size`.
    pub fn width(&self, text: &str, size: f32, weight: Weight) -> f32 {
        let face = &self.loaded(weight).face;
        let units: u32 = text
            .chars()
            .map(|character| {
                let glyph = face.glyph_index(character).unwrap_or_default();
                u32::from(face.glyph_hor_advance(glyph).unwrap_or(face.units_per_em()))
            })
            .sum();
        #[allow(clippy::cast_precision_loss)] // a line has far fewer than 2^24 units
        let units = units as f32;
        units * size / f32::from(face.units_per_em())
    }

    /// Lines of `text` that fit into `width`; words longer than a line are cut.
    pub fn wrap(&self, text: &str, size: f32, weight: Weight, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in text.split('\n') {
            let mut line = String::new();
            for word in paragraph.split_whitespace() {
                for part in self.fitting(word, size, weight, width) {
                    let longer = if line.is_empty() {
                        part.clone()
                    } else {
                        format!("{line} {part}")
                    };
                    if line.is_empty() || self.width(&longer, size, weight) <= width {
                        line = longer;
                    } else {
                        lines.push(std::mem::replace(&mut line, part));
                    }
                }
            }
            lines.push(line);
        }
        lines
    }

    fn fitting(&self, word: &str, size: f32, weight: Weight, width: f32) -> Vec<String> {
        let mut parts = Vec::new();
        let mut part = String::new();
        for character in word.chars().filter(|character| !character.is_control()) {
            part.push(character);
            if self.width(&part, size, weight) > width && part.chars().count() > 1 {
                part.pop();
                parts.push(std::mem::replace(&mut part, character.to_string()));
            }
        }
        if !part.is_empty() {
            parts.push(part);
        }
        parts
    }

    fn loaded(&self, weight: Weight) -> &Loaded {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_wider_than_asked_for() {
        let fonts = Fonts::load().expect("the fonts come with the program");
        let text = "Northgate Paper & Sons, Incorporated in the year of our firm 1897 \
                    Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen Ελλάδα Москва";
        for width in [30.0, 60.0, 200.0] {
            let lines = fonts.wrap(text, 9.0, Weight::Regular, width);
            for line in &lines {
                assert!(fonts.width(line, 9.0, Weight::Regular) <= width, "{line}");
            }
            let without_spaces = |text: &str| text.split_whitespace().collect::<String>();
            assert_eq!(without_spaces(&lines.concat()), without_spaces(text), "nothing is lost");
        }
    }
}
