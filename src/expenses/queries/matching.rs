//! Which claims `e` a filter takes: what is put behind the conditions of a statement.

use crate::expenses::types::InboxFilter;
use crate::ids::EventId;
use sqlx::{Postgres, QueryBuilder};

/// Those of an event, and those of which a share is.
pub(super) fn of_event(sql: &mut QueryBuilder<Postgres>, event: EventId) {
    sql.push(" and (e.event_id = ")
        .push_bind(event.0)
        .push(
            " or exists (select from expense_shares s where s.organization_id = e.organization_id \
             and s.expense_id = e.id and s.event_id = ",
        )
        .push_bind(event.0)
        .push("))");
}

/// Those with this in their title, their merchant or their category; all of them where there is nothing to look for.
pub(super) fn with_words(sql: &mut QueryBuilder<Postgres>, search: &str) {
    if !search.is_empty() {
        sql.push(" and strpos(app.fold(concat_ws(' ', e.title, e.merchant, e.category)), app.fold(")
            .push_bind(search.to_owned())
            .push(")) > 0");
    }
}

/// Those that the filter of the inbox takes. Without one, the statement stays as it is.
pub(super) fn of_inbox(sql: &mut QueryBuilder<Postgres>, filter: &InboxFilter) {
    if let Some(expense_type) = filter.expense_type {
        sql.push(" and e.expense_type = ")
            .push_bind(expense_type.as_str());
    }
    if let Some(person) = filter.person {
        sql.push(" and e.created_by = ").push_bind(person.0);
    }
    if let Some(event) = filter.event {
        of_event(sql, event);
    }
    if let Some(currency) = filter.currency {
        sql.push(" and e.currency = ").push_bind(currency.to_string());
    }
    if let Some(from) = filter.from {
        sql.push(" and e.expense_date >= ").push_bind(from);
    }
    if let Some(to) = filter.to {
        sql.push(" and e.expense_date <= ").push_bind(to);
    }
    with_words(sql, &filter.search);
    if filter.is_flagged {
        sql.push(" and e.findings <> '[]'");
    }
}
