//! Tables of a document.

use super::super::fonts::Line;
use super::{BOTTOM, CELL, CELL_STRONG, COLUMN, GAP, Ink, LEADING, Layout, Op, Place, SIDE, TOP, Tag};

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

impl Layout {
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
}

#[expect(clippy::cast_precision_loss, reason = "a table has few lines")]
fn lines_high(lines: usize, height: f32) -> f32 {
    lines as f32 * height
}

#[cfg(test)]
mod unit {
    use super::super::Sheet;
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
