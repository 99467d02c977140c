//! Letters: what a text looks like in the typeface of documents, and how wide it is.

use crate::error::{AppError, AppResult};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Direction, UnicodeBuffer};

/// Noto Sans: Latin with every accent of Europe, Greek and Cyrillic; all its figures are of one width.
const REGULAR: &[u8] = include_bytes!("fonts/NotoSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("fonts/NotoSans-Bold.ttf");

/// How heavy letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Regular,
    Bold,
}

/// How a text is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    pub weight: Weight,
    /// In points.
    pub size: f32,
}

/// A line as it is drawn. Its glyphs are those that were measured.
#[derive(Clone, Debug)]
pub struct Line {
    pub style: Style,
    pub text: String,
    pub glyphs: Vec<KrillaGlyph>,
    /// In points.
    pub width: f32,
}

struct Face {
    font: Font,
    shaper: rustybuzz::Face<'static>,
}

impl Face {
    fn new(bytes: &'static [u8]) -> AppResult<Self> {
        let missing = || AppError::internal(&"the typeface of documents cannot be read");
        Ok(Self {
            font: Font::new(bytes.into(), 0).ok_or_else(missing)?,
            shaper: rustybuzz::Face::from_slice(bytes, 0).ok_or_else(missing)?,
        })
    }
}

/// The typeface, in both weights.
pub struct Fonts {
    regular: Face,
    bold: Face,
}

impl Fonts {
    /// # Errors
    /// Never, as long as the files stand in the repository.
    pub fn new() -> AppResult<Self> {
        Ok(Self {
            regular: Face::new(REGULAR)?,
            bold: Face::new(BOLD)?,
        })
    }

    /// What is put into the file, of which only the letters in use.
    pub fn font(&self, weight: Weight) -> Font {
        self.face(weight).font.clone()
    }

    const fn face(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// A text in one line, as long as it is. A letter that the typeface does not have is an empty box.
    pub fn line(&self, text: &str, style: Style) -> Line {
        let face = self.face(style.weight);
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        // There is one direction: what is written the other way stands letter by letter.
        buffer.set_direction(Direction::LeftToRight);
        let shaped = rustybuzz::shape(&face.shaper, &[], buffer);
        let em = face.font.units_per_em();
        let clusters: Vec<usize> = shaped
            .glyph_infos()
            .iter()
            .map(|info| info.cluster as usize)
            .collect();
        let mut advance = 0.0;
        let mut glyphs = Vec::with_capacity(clusters.len());
        for (at, (info, position)) in shaped
            .glyph_infos()
            .iter()
            .zip(shaped.glyph_positions())
            .enumerate()
        {
            let begins = clusters[at];
            let ends = clusters[at..].iter().find(|next| **next > begins);
            let units = |value: i32| value_of(value) / em;
            advance += units(position.x_advance);
            glyphs.push(KrillaGlyph::new(
                GlyphId::new(info.glyph_id),
                units(position.x_advance),
                units(position.x_offset),
                units(position.y_offset),
                units(position.y_advance),
                begins..ends.copied().unwrap_or(text.len()),
                None,
            ));
        }
        Line {
            style,
            text: text.to_owned(),
            glyphs,
            width: advance * style.size,
        }
    }

    fn width(&self, text: &str, style: Style) -> f32 {
        self.line(text, style).width
    }

    /// A text in lines that are no wider than that: broken between words, and within one that is wider alone.
    pub fn wrapped(&self, text: &str, style: Style, width: f32) -> Vec<Line> {
        let space = self.width(" ", style);
        let mut lines = Vec::new();
        for paragraph in plain(text).split('\n') {
            let mut line = String::new();
            let mut filled = 0.0;
            for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
                for part in self.fitting(word, style, width) {
                    let wide = self.width(&part, style);
                    if !line.is_empty() && filled + space + wide > width {
                        lines.push(self.line(&line, style));
                        line.clear();
                    }
                    if line.is_empty() {
                        filled = wide;
                    } else {
                        line.push(' ');
                        filled += space + wide;
                    }
                    line.push_str(&part);
                }
            }
            lines.push(self.line(&line, style));
        }
        lines
    }

    /// A word in parts that are no wider than that; as it is where it fits.
    fn fitting(&self, word: &str, style: Style, width: f32) -> Vec<String> {
        if self.width(word, style) <= width {
            return vec![word.to_owned()];
        }
        let (mut parts, mut part, mut filled) = (Vec::new(), String::new(), 0.0);
        let mut letter = [0; 4];
        for c in word.chars() {
            let wide = self.width(c.encode_utf8(&mut letter), style);
            if !part.is_empty() && filled + wide > width {
                parts.push(std::mem::take(&mut part));
                filled = 0.0;
            }
            part.push(c);
            filled += wide;
        }
        parts.push(part);
        parts
    }

    /// A text in one line of that width, with dots where it is longer.
    pub fn cut(&self, text: &str, style: Style, width: f32) -> Line {
        let text = plain(text).replace('\n', " ");
        let whole = self.line(&text, style);
        if whole.width <= width {
            return whole;
        }
        let mut short = String::new();
        let mut filled = self.width("…", style);
        let mut letter = [0; 4];
        for c in text.chars() {
            filled += self.width(c.encode_utf8(&mut letter), style);
            if filled > width {
                break;
            }
            short.push(c);
        }
        self.line(&format!("{}…", short.trim_end()), style)
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "units of a typeface are small whole numbers"
)]
const fn value_of(units: i32) -> f32 {
    units as f32
}

/// Without what is no letter: marks that turn the direction, and what controls a terminal.
fn plain(text: &str) -> String {
    let is_turning = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    text.replace("\r\n", "\n")
        .chars()
        .map(|c| if c == '\t' || c == '\r' { ' ' } else { c })
        .filter(|c| *c == '\n' || !(c.is_control() || is_turning(*c)))
        .collect()
}

#[cfg(test)]
mod unit {
    use super::*;

    const STYLE: Style = Style {
        weight: Weight::Regular,
        size: 10.0,
    };

    #[test]
    fn no_line_is_wider_than_it_may_be_and_no_word_is_lost() {
        let fonts = Fonts::new().unwrap();
        let word = "Übergrößenträgergesellschaftsversammlung".repeat(4);
        let text = format!("Ένα δύο τρία {word} zażółć gęślą jaźń\n\nпять 漢字 🎉 end");
        let lines = fonts.wrapped(&text, STYLE, 90.0);
        assert!(lines.iter().all(|line| line.width <= 91.0));
        let kept: String = lines.iter().map(|line| line.text.as_str()).collect();
        let letters = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(letters(&kept), letters(&text));
    }

    #[test]
    fn figures_are_of_one_width_and_accents_are_there() {
        let fonts = Fonts::new().unwrap();
        let width = |text: &str| fonts.line(text, STYLE).width;
        assert!((width("1111") - width("8888")).abs() < 0.01);
        for text in [
            "ŁłŻżŐőŘřŞşĞğÐðÞþŒœßẞ",
            "Αθήνα ΐ",
            "Жизнь Ґє",
            "€£₴₪₹¥ – — × …\u{a0}\u{202f}",
        ] {
            let line = fonts.line(text, STYLE);
            let missing = line.glyphs.iter().filter(|glyph| glyph.glyph_id.to_u32() == 0);
            assert_eq!(missing.count(), 0, "{text}");
        }
    }

    #[test]
    fn what_is_too_long_for_one_line_ends_in_dots_and_turns_nothing_around() {
        let fonts = Fonts::new().unwrap();
        let line = fonts.cut("A very long title of a claim", STYLE, 60.0);
        assert!(line.text.ends_with('…') && line.width <= 60.5, "{}", line.text);
        assert_eq!(fonts.wrapped("a\u{202e}b\tc\u{7}", STYLE, 100.0)[0].text, "ab c");
    }
}
