//! The rows that are on the screen, and who else is known there.

use super::panel::Order;
use crate::accounts::types::Colleague;
use crate::contacts::components::contact_table::TableRow;
use crate::contacts::server_fns::list_owners;
use crate::contacts::types::{Contact, Cursor};
use crate::ids::ContactId;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The rows that are on the screen; empty on the server.
#[derive(Clone, Copy)]
pub struct Shown {
    rows: StoredValue<Vec<TableRow>>,
    pub order: RwSignal<Order>,
    /// Who can look after a contact, once somebody may want to choose.
    pub colleagues: RwSignal<Vec<Colleague>>,
    is_asked: StoredValue<bool>,
}

impl Shown {
    pub fn new() -> Self {
        Self {
            rows: StoredValue::new(Vec::new()),
            order: RwSignal::new(Order::default()),
            colleagues: RwSignal::new(Vec::new()),
            is_asked: StoredValue::new(false),
        }
    }

    /// These are on the screen now.
    pub fn begin_with(self, rows: &[TableRow], previous: Option<Cursor>, next: Option<Cursor>) {
        let order = Order {
            rows: rows
                .iter()
                .map(|row| (row.id, row.contact.read_untracked().name()))
                .collect(),
            previous,
            next,
        };
        self.rows.set_value(rows.to_vec());
        self.order.set(order);
    }

    pub fn find(self, id: ContactId) -> Option<TableRow> {
        self.rows
            .with_value(|rows| rows.iter().find(|row| row.id == id).copied())
    }

    /// Whose rows they are.
    pub fn ids(self) -> Vec<ContactId> {
        self.rows
            .with_value(|rows| rows.iter().map(|row| row.id).collect())
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
        for row in self.rows.get_value() {
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
