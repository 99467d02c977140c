//! Where everything stands: sheets, and what is drawn on them. Nothing is written yet, so that each page can say of how many it is one.

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

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub title: &'static str,
    /// How much of the width, beside the others.
    pub share: f32,
    /// Figures stand at the right.
    pub is_right: bool,
}

impl Column {
    pub const fn text(title: &'static str, share: f32) -> Self {
        Self {
            title,
            share,
            is_right: false,
        }
    }

    pub const fn figure(title: &'static str, share: f32) -> Self {
        Self {
            title,
            share,
            is_right: true,
        }
    }
}

/// A row of a table.
#[derive(Clone, Debug, Default)]
pub struct Row {
    pub cells: Vec<String>,
    pub is_total: bool,
    /// Where its first cell leads.
    pub address: Option<String>,
}

impl Row {
    pub fn new(cells: Vec<String>) -> Self {
        Self {
            cells,
            ..Self::default()
        }
    }

    pub fn total(cells: Vec<String>) -> Self {
        Self {
            is_total: true,
            ..Self::new(cells)
        }
    }
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
        self.ensure(70.0);
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

    /// A table. Its head stands again on each sheet, and no row is torn apart.
    pub fn table(&mut self, columns: &[Column], rows: &[Row]) {
        let whole: f32 = columns.iter().map(|column| column.share).sum();
        let mut edges = Vec::with_capacity(columns.len());
        let mut x = SIDE;
        for column in columns {
            let width = self.width() * column.share / whole.max(1.0);
            edges.push((x, (width - GAP).max(20.0), column.is_right));
            x += width;
        }
        // The last figure stands at the edge of the sheet.
        if let Some(last) = edges.last_mut() {
            last.1 += GAP;
        }
        let table = self.node(Tag::Table, None);
        self.ensure(60.0);
        self.table_head(columns, &edges, table);
        for row in rows {
            self.table_row(columns, &edges, row, table);
        }
    }

    fn table_head(&mut self, columns: &[Column], edges: &[(f32, f32, bool)], table: usize) {
        let row = self.node(Tag::Row, Some(table));
        let height = COLUMN.size * LEADING;
        for (column, edge) in columns.iter().zip(edges) {
            let node = self.node(Tag::ColumnHead, Some(row));
            let line = self.fonts.cut(column.title, COLUMN, edge.1);
            self.put(line, *edge, self.y, Ink::Grey, node);
        }
        self.y += height;
        self.rule(2.0);
    }

    fn table_row(&mut self, columns: &[Column], edges: &[(f32, f32, bool)], row: &Row, table: usize) {
        let style = if row.is_total { CELL_STRONG } else { CELL };
        let line_height = style.size * LEADING;
        let cells: Vec<Vec<Line>> = row
            .cells
            .iter()
            .zip(edges)
            .map(|(text, edge)| self.fonts.wrapped(text, style, edge.1))
            .collect();
        let most = cells.iter().map(Vec::len).max().unwrap_or_default();
        let full = self.size().1 - TOP - BOTTOM - 40.0;
        let height = lines_high(most, line_height) + 5.0;
        // A row that is longer than a sheet goes on where it must.
        if height.min(full) > self.rest() && self.y > TOP {
            self.next_sheet();
            self.table_head(columns, edges, table);
        }
        let node = self.node(Tag::Row, Some(table));
        let nodes: Vec<usize> = cells.iter().map(|_| self.node(Tag::Cell, Some(node))).collect();
        if row.is_total {
            let place = Place {
                x: SIDE - 5.0,
                y: self.y - 2.0,
                width: self.width() + 10.0,
                height: height - 1.0,
            };
            self.draw(Op::Fill {
                place,
                ink: Ink::Tint,
            });
        }
        let top = self.y;
        let link = row
            .address
            .as_ref()
            .map(|address| (address, self.node(Tag::Link, nodes.first().copied())));
        if let (Some((address, node)), Some((x, width, _))) = (link, edges.first().copied()) {
            let place = Place {
                x,
                y: top,
                width,
                height: lines_high(cells.first().map_or(1, Vec::len), line_height),
            };
            self.draw(Op::Link {
                place,
                address: address.clone(),
                node,
            });
        }
        let mut cells: Vec<_> = cells.into_iter().map(Vec::into_iter).collect();
        for _ in 0..most {
            if self.rest() < line_height {
                self.next_sheet();
                self.table_head(columns, edges, table);
            }
            for (at, cell) in cells.iter_mut().enumerate() {
                let Some(line) = cell.next() else { continue };
                let (ink, node) = match link {
                    Some((_, node)) if at == 0 => (Ink::Link, node),
                    _ => (Ink::Black, nodes[at]),
                };
                self.put(line, edges[at], self.y, ink, node);
            }
            self.y += line_height;
        }
        self.y += 2.0;
        self.rule(1.5);
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

#[expect(clippy::cast_precision_loss, reason = "a table has few lines")]
fn lines_high(lines: usize, height: f32) -> f32 {
    lines as f32 * height
}

#[cfg(test)]
mod unit {
    use super::*;

    fn texts(sheet: &Sheet) -> Vec<&str> {
        sheet
            .ops
            .iter()
            .filter_map(|op| match op {
                Op::Text { line, .. } => Some(line.text.as_str()),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn nothing_stands_beneath_the_foot_of_a_sheet_and_the_head_of_a_table_stands_on_each() {
        let mut layout = Layout::new(false).unwrap();
        layout.title("Everything");
        layout.facts(&[("Description", "words and more words ".repeat(500))]);
        let columns = [Column::text("What", 3.0), Column::figure("Amount", 1.0)];
        let rows: Vec<_> = (0..200)
            .map(|at| Row::new(vec![format!("Claim {at}"), format!("€{at}.00")]))
            .collect();
        layout.table(&columns, &rows);
        assert!(layout.sheets.len() > 4);
        for sheet in &layout.sheets {
            for op in &sheet.ops {
                if let Op::Text {
                    x, baseline, line, ..
                } = op
                {
                    assert!(*baseline <= sheet.height - BOTTOM + 1.0, "{}", line.text);
                    assert!(
                        *x >= SIDE - 1.0 && x + line.width <= sheet.width - SIDE + 1.0,
                        "{}",
                        line.text
                    );
                }
            }
        }
        let last = layout.sheets.last().unwrap();
        assert_eq!(texts(last)[0], "What");
        assert!(texts(last).contains(&"Claim 199"));
    }
}
