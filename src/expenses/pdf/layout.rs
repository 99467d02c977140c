//! Where everything stands: sheets, and what is drawn on them. Nothing is written yet, so that each page can say of how many it is one.

mod table;

pub use table::{Column, Row};

use super::fonts::{Fonts, Line, Style, Weight};
use crate::error::AppResult;

/// A4, in points.
const SHORT: f32 = 595.28;
const LONG: f32 = 841.89;
/// What is kept free at each side, above what is written, and beneath it.
pub const SIDE: f32 = 51.0;
const TOP: f32 = 74.0;
const BOTTOM: f32 = 62.0;
/// Between columns.
const GAP: f32 = 10.0;
/// How high a line is, of the size of its letters.
const LEADING: f32 = 1.42;

pub const TEXT: Style = style(Weight::Regular, 9.5);
const STRONG: Style = style(Weight::Bold, 9.5);
pub const SMALL: Style = style(Weight::Regular, 8.5);
const CELL: Style = style(Weight::Regular, 8.8);
const CELL_STRONG: Style = style(Weight::Bold, 8.8);
const COLUMN: Style = style(Weight::Bold, 8.0);

const fn style(weight: Weight, size: f32) -> Style {
    Style { weight, size }
}

/// The colours of a document, few enough to be printed on anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    Black,
    Grey,
    Link,
    Hairline,
    Tint,
}

/// What a part of the document is, for whoever does not see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tag {
    Heading(u16),
    Paragraph,
    Table,
    Row,
    ColumnHead,
    RowHead,
    Cell,
    Figure(String),
    Link,
}

/// A part, and what it is a part of.
#[derive(Clone, Debug)]
pub struct Node {
    pub tag: Tag,
    pub parent: Option<usize>,
}

/// What is drawn. Lengths are points from the upper left corner.
#[derive(Clone, Debug)]
pub enum Op {
    Text {
        x: f32,
        baseline: f32,
        line: Line,
        ink: Ink,
        node: usize,
    },
    /// A box, without meaning to whoever does not see it.
    Fill { place: Place, ink: Ink },
    /// A picture, or a page of a file.
    Picture {
        place: Place,
        file: usize,
        /// Counted from nought; of a picture nought.
        page: usize,
        node: usize,
    },
    Link {
        place: Place,
        address: String,
        node: usize,
    },
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

/// A page.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub width: f32,
    pub height: f32,
    pub ops: Vec<Op>,
}

/// A document as far as it has come.
pub struct Layout {
    pub fonts: Fonts,
    pub sheets: Vec<Sheet>,
    pub nodes: Vec<Node>,
    /// What stands in the table of contents of a reader: on which sheet, how far down.
    pub marks: Vec<(String, usize, f32)>,
    is_wide: bool,
    y: f32,
}

impl Layout {
    /// With one empty sheet.
    ///
    /// # Errors
    /// As [`Fonts::new`].
    pub fn new(is_wide: bool) -> AppResult<Self> {
        let mut layout = Self {
            fonts: Fonts::new()?,
            sheets: Vec::new(),
            nodes: Vec::new(),
            marks: Vec::new(),
            is_wide,
            y: TOP,
        };
        layout.turn(is_wide);
        Ok(layout)
    }

    /// Another sheet, on its side or upright.
    fn turn(&mut self, is_wide: bool) {
        let (width, height) = if is_wide { (LONG, SHORT) } else { (SHORT, LONG) };
        self.sheets.push(Sheet {
            width,
            height,
            ops: Vec::new(),
        });
        self.y = TOP;
    }

    fn next_sheet(&mut self) {
        self.turn(self.is_wide);
    }

    fn size(&self) -> (f32, f32) {
        self.sheets
            .last()
            .map_or((SHORT, LONG), |sheet| (sheet.width, sheet.height))
    }

    /// How wide what is written may be.
    pub fn width(&self) -> f32 {
        self.size().0 - 2.0 * SIDE
    }

    fn rest(&self) -> f32 {
        self.size().1 - BOTTOM - self.y
    }

    /// Goes on to another sheet where so much does not fit onto this one.
    fn ensure(&mut self, height: f32) {
        if self.rest() < height && self.y > TOP {
            self.next_sheet();
        }
    }

    pub fn space(&mut self, height: f32) {
        if self.y > TOP {
            self.y += height;
        }
    }

    fn node(&mut self, tag: Tag, parent: Option<usize>) -> usize {
        self.nodes.push(Node { tag, parent });
        self.nodes.len() - 1
    }

    fn draw(&mut self, op: Op) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.ops.push(op);
        }
    }

    /// A line at the height where the next one stands; at the right edge of its place where it is a figure.
    fn put(&mut self, line: Line, (x, width, is_right): (f32, f32, bool), y: f32, ink: Ink, node: usize) {
        let x = if is_right { x + width - line.width } else { x };
        let baseline = y + line.style.size * 1.07;
        self.draw(Op::Text {
            x,
            baseline,
            line,
            ink,
            node,
        });
    }

    fn lines(&mut self, text: &str, style: Style, ink: Ink, node: usize) {
        let height = style.size * LEADING;
        for line in self.fonts.wrapped(text, style, self.width()) {
            self.ensure(height);
            self.put(line, (SIDE, 0.0, false), self.y, ink, node);
            self.y += height;
        }
    }

    /// What the document is about.
    pub fn title(&mut self, text: &str) {
        let node = self.node(Tag::Heading(1), None);
        self.lines(text, style(Weight::Bold, 19.0), Ink::Black, node);
    }

    /// A part of the document.
    pub fn heading(&mut self, text: &str) {
        self.space(16.0);
        // Not alone at the end of a sheet.
        self.ensure(110.0);
        let node = self.node(Tag::Heading(2), None);
        self.lines(text, style(Weight::Bold, 11.5), Ink::Black, node);
        self.rule(1.0);
        self.y += 6.0;
    }

    fn rule(&mut self, gap: f32) {
        self.y += gap;
        let place = Place {
            x: SIDE,
            y: self.y,
            width: self.width(),
            height: 0.6,
        };
        self.draw(Op::Fill {
            place,
            ink: Ink::Hairline,
        });
        self.y += gap;
    }

    pub fn paragraph(&mut self, text: &str) {
        let node = self.node(Tag::Paragraph, None);
        self.lines(text, TEXT, Ink::Black, node);
    }

    /// What is said beside.
    pub fn aside(&mut self, text: &str) {
        let node = self.node(Tag::Paragraph, None);
        self.lines(text, SMALL, Ink::Grey, node);
    }

    /// What is known, one fact a row. Long ones go over sheets line by line.
    pub fn facts(&mut self, facts: &[(&str, String)]) {
        let label_width = 128.0;
        let table = self.node(Tag::Table, None);
        for (label, value) in facts {
            let row = self.node(Tag::Row, Some(table));
            let (head, cell) = (
                self.node(Tag::RowHead, Some(row)),
                self.node(Tag::Cell, Some(row)),
            );
            let height = TEXT.size * LEADING;
            self.ensure(height);
            let label = self.fonts.cut(label, SMALL, label_width - GAP);
            self.put(label, (SIDE, 0.0, false), self.y + 0.8, Ink::Grey, head);
            let width = self.width() - label_width;
            for line in self.fonts.wrapped(value, TEXT, width) {
                self.ensure(height);
                self.put(line, (SIDE + label_width, 0.0, false), self.y, Ink::Black, cell);
                self.y += height;
            }
            self.y += 2.5;
        }
    }

    /// Amounts, one a row, beneath each other at the right of a narrow column.
    pub fn sums(&mut self, sums: &[(String, String)]) {
        let table = self.node(Tag::Table, None);
        let width = (self.width() * 0.62).min(330.0);
        for (at, (label, amount)) in sums.iter().enumerate() {
            let style = if at == 0 { STRONG } else { TEXT };
            let height = style.size * LEADING + 3.0;
            self.ensure(height);
            let row = self.node(Tag::Row, Some(table));
            let (head, cell) = (
                self.node(Tag::RowHead, Some(row)),
                self.node(Tag::Cell, Some(row)),
            );
            if at == 0 {
                let place = Place {
                    x: SIDE - 5.0,
                    y: self.y - 2.0,
                    width: width + 10.0,
                    height,
                };
                self.draw(Op::Fill {
                    place,
                    ink: Ink::Tint,
                });
            }
            let amount = self.fonts.line(amount, style);
            let label = self.fonts.cut(label, style, width - amount.width - GAP);
            self.put(label, (SIDE, 0.0, false), self.y, Ink::Black, head);
            self.put(amount, (SIDE, width, true), self.y, Ink::Black, cell);
            self.y += height;
        }
    }

    /// A sheet for a picture, or for the first page of a file, in whichever way it is larger. It is never made so large that it would be
    /// coarse.
    pub fn picture(
        &mut self,
        (head, about): (&str, &str),
        file: usize,
        page: usize,
        size: (f32, f32),
        says: String,
    ) {
        self.turn(size.0 > size.1 * 1.15);
        self.marks.push((head.to_owned(), self.sheets.len() - 1, TOP));
        self.receipt_head(head, about);
        self.show(file, page, size, says);
    }

    /// A sheet for another page of a file.
    pub fn further(&mut self, head: &str, file: usize, page: usize, size: (f32, f32), says: String) {
        self.turn(size.0 > size.1 * 1.15);
        let node = self.node(Tag::Paragraph, None);
        let line = self.fonts.cut(head, SMALL, self.width());
        self.put(line, (SIDE, 0.0, false), self.y - 12.0, Ink::Grey, node);
        self.y += 6.0;
        self.show(file, page, size, says);
    }

    fn show(&mut self, file: usize, page: usize, (width, height): (f32, f32), says: String) {
        let room = (self.width(), self.rest());
        let scale = (room.0 / width.max(1.0)).min(room.1 / height.max(1.0)).min(1.0);
        let (width, height) = (width * scale, height * scale);
        let node = self.node(Tag::Figure(says), None);
        let place = Place {
            x: SIDE + (room.0 - width) / 2.0,
            y: self.y,
            width,
            height,
        };
        self.draw(Op::Picture {
            place,
            file,
            page,
            node,
        });
        self.y += height;
    }

    fn receipt_head(&mut self, head: &str, about: &str) {
        let node = self.node(Tag::Heading(2), None);
        let width = self.width();
        let head = self.fonts.cut(head, style(Weight::Bold, 11.5), width);
        self.put(head, (SIDE, 0.0, false), self.y, Ink::Black, node);
        self.y += 16.5;
        let node = self.node(Tag::Paragraph, None);
        let about = self.fonts.cut(about, SMALL, width);
        self.put(about, (SIDE, 0.0, false), self.y, Ink::Grey, node);
        self.y += 18.0;
    }

    /// A sheet that says why what should stand here does not.
    pub fn instead(&mut self, head: &str, about: &str, why: &str) {
        self.turn(false);
        self.marks.push((head.to_owned(), self.sheets.len() - 1, TOP));
        self.receipt_head(head, about);
        self.paragraph(why);
    }
}
