//! The rows that are on the screen, and who else is known there.

use super::panel::Order;
use crate::accounts::types::Colleague;
use crate::contacts::components::contact_table::TableRow;
use crate::contacts::server_fns::list_owners;
use crate::contacts::types::{Contact, ContactRow, Cursor, Page, Total};
use crate::ids::ContactId;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A page of the table as it is drawn, until another is.
#[derive(Clone)]
pub struct Drawn {
    pub rows: RwSignal<Vec<TableRow>>,
    pub previous: RwSignal<Option<Cursor>>,
    pub next: RwSignal<Option<Cursor>>,
    pub total: RwSignal<Option<Total>>,
    /// Its life, which that of its rows ends with.
    owner: Owner,
}

impl Drawn {
    /// Call it where the page is drawn.
    pub fn new(page: Page<ContactRow>) -> Self {
        let rows = page.rows.into_iter().map(TableRow::new).collect();
        Self {
            rows: RwSignal::new(rows),
            previous: RwSignal::new(page.previous),
            next: RwSignal::new(page.next),
            total: RwSignal::new(page.total),
            owner: Owner::current().unwrap_or_default(),
        }
    }
}

/// The rows that are on the screen; empty on the server.
#[derive(Clone, Copy)]
pub struct Shown {
    drawn: StoredValue<Option<Drawn>>,
    pub order: RwSignal<Order>,
    /// Who can look after a contact, once somebody may want to choose.
    pub colleagues: RwSignal<Vec<Colleague>>,
    is_asked: StoredValue<bool>,
}

impl Shown {
    pub fn new() -> Self {
        Self {
            drawn: StoredValue::new(None),
            order: RwSignal::new(Order::default()),
            colleagues: RwSignal::new(Vec::new()),
            is_asked: StoredValue::new(false),
        }
    }

    /// This is on the screen now.
    pub fn begin_with(self, drawn: Drawn) {
        self.drawn.set_value(Some(drawn.clone()));
        self.put_in_order(&drawn);
    }

    /// There are no rows on the screen.
    pub fn end(self) {
        self.drawn.set_value(None);
    }

    fn put_in_order(self, drawn: &Drawn) {
        let rows = drawn.rows.get_untracked();
        let name = |row: TableRow| Some((row.id, row.contact.try_read_untracked()?.name()));
        self.order.set(Order {
            rows: rows.into_iter().filter_map(name).collect(),
            previous: drawn.previous.get_untracked(),
            next: drawn.next.get_untracked(),
        });
    }

    /// Shows the page as it was read again. The rows that stay are the same as before, so that what
    /// somebody does in one of them goes on; one of them may be left as it is. Answers whether that is
    /// possible: there may be none on either side.
    pub fn renew(self, page: Page<ContactRow>, but: Option<ContactId>) -> bool {
        let Some(drawn) = self.drawn.try_get_value().flatten() else {
            return false;
        };
        let Some(known) = drawn.rows.try_get_untracked() else {
            return false;
        };
        if page.rows.is_empty() && but.is_none() {
            return false;
        }
        let row = |row: ContactRow| match known.iter().find(|known| known.id == row.id) {
            Some(known) if but == Some(known.id) => *known,
            Some(known) => known.renewed(row),
            None => {
                let row = TableRow::new(row);
                row.mark();
                row
            }
        };
        let mut rows: Vec<_> = drawn.owner.with(|| page.rows.into_iter().map(row).collect());
        let kept = known.iter().position(|known| but == Some(known.id));
        if let Some(at) = kept.filter(|_| !rows.iter().any(|row| but == Some(row.id))) {
            rows.insert(at.min(rows.len()), known[at]);
        }
        if rows != known {
            drawn.rows.set(rows);
        }
        drawn.previous.set(page.previous);
        drawn.next.set(page.next);
        drawn.total.set(page.total);
        self.put_in_order(&drawn);
        true
    }

    fn rows(self) -> Vec<TableRow> {
        let drawn = self.drawn.try_get_value().flatten();
        drawn
            .and_then(|drawn| drawn.rows.try_get_untracked())
            .unwrap_or_default()
    }

    pub fn find(self, id: ContactId) -> Option<TableRow> {
        self.rows().into_iter().find(|row| row.id == id)
    }

    /// Whose rows they are.
    pub fn ids(self) -> Vec<ContactId> {
        self.rows().into_iter().map(|row| row.id).collect()
    }

    /// A contact was read again.
    pub fn show(self, contact: &Contact) {
        let Some(row) = self.find(contact.id) else {
            return;
        };
        let known = row.contact.try_get_untracked();
        if let Some(known) = known {
            let now = known.read_again(contact);
            if known != now {
                row.contact.try_set(now);
            }
        }
    }

    /// Shows a change of many before the server has said yes to it.
    pub fn preview(self, ids: &[ContactId], field: &str, value: &str) {
        let colleagues = self.colleagues.get_untracked();
        for row in self.rows() {
            if ids.contains(&row.id) {
                row.contact.try_update(|contact| {
                    if contact.can_edit {
                        contact.set(field, value, &colleagues);
                    }
                });
            }
        }
    }

    /// Reads who can look after a contact, once.
    pub fn meet_colleagues(self) {
        if self.is_asked.get_value() {
            return;
        }
        self.is_asked.set_value(true);
        spawn_local(async move {
            match list_owners().await {
                Ok(colleagues) => {
                    self.colleagues.try_set(colleagues);
                }
                Err(_) => self.is_asked.set_value(false),
            }
        });
    }
}
