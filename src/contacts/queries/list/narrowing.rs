//! What a filter leaves of the contacts: the one predicate of the list, its count, the board, and of
//! what is done to all that match.

use crate::contacts::queries::home::zone;
use crate::contacts::queries::reach::Reaches;
use crate::contacts::queries::search::{marks, push_candidates};
use crate::contacts::types::{Condition, ContactFilter, Join, OwnerFilter, When};
use crate::error::AppResult;
use crate::ids::{OrganizationId, UserId};
use crate::tenancy::TenantTx;
use crate::ui::time::Zone;
use chrono::{DateTime, Days, NaiveDate, Utc};
use sqlx::{Postgres, QueryBuilder};
use std::fmt::Display;
use uuid::Uuid;

/// A filter as one person asks for it at one moment.
#[derive(Clone, Debug)]
pub struct Narrowing {
    organization: OrganizationId,
    filter: ContactFilter,
    /// By what the telephone number is found that is searched for, where it is one.
    marks: Vec<Vec<u8>>,
    me: Option<UserId>,
    /// Whose contacts may be seen; `None` for everybody's.
    seen: Option<Vec<Uuid>>,
    zone: Zone,
    today: NaiveDate,
}

impl Narrowing {
    /// Asks for what the filter leaves open: who is looking, and when their days begin.
    pub async fn new(tx: &mut TenantTx, filter: &ContactFilter, reaches: &Reaches) -> AppResult<Self> {
        let mut conditions = all_conditions(filter);
        let is_by_days =
            conditions.any(|one| matches!(one, Condition::LastInteraction(_) | Condition::Created(_)));
        let is_mine = all_conditions(filter)
            .any(|one| matches!(one, Condition::Owner(owners) if owners.contains(&OwnerFilter::Me)));
        let zone = if is_by_days { zone(tx).await? } else { Zone::utc() };
        let me = if is_mine { Some(tx.user()?) } else { None };
        Ok(Self {
            organization: tx.organization(),
            marks: marks(tx, &filter.search).await?,
            filter: filter.clone(),
            me,
            seen: reaches.view.owners().map(<[Uuid]>::to_vec),
            today: zone.local(Utc::now()).date(),
            zone,
        })
    }

    /// Whether nothing but stage, status and priority is asked for, of which an index holds how
    /// common they are. Anything else may find a handful as well as everything.
    pub fn is_plain(&self) -> bool {
        let is_plain = |one: &Condition| {
            matches!(
                one,
                Condition::Type(_) | Condition::Status(_) | Condition::Priority(_)
            )
        };
        self.filter.search.is_empty()
            && self.filter.groups.is_empty()
            && self.filter.conditions.iter().all(is_plain)
    }

    /// Whether the statement is the same for many: then it is worth keeping its plan.
    pub fn is_common(&self) -> bool {
        let is_single = |one: &Condition| one.values().len() == 1;
        self.is_plain() && self.filter.conditions.iter().all(is_single)
    }

    /// Whether contacts are searched for, so that the statement needs what was `found`.
    pub fn searches(&self) -> bool {
        !self.filter.search.is_empty()
    }

    /// What a search finds, as a relation `found (id, rank, is_cut)` that stands between the
    /// statement's `with` and its `select`.
    pub fn push_found(&self, sql: &mut QueryBuilder<Postgres>) {
        sql.push("found as materialized (select * from ");
        push_candidates(sql, self.organization, &self.filter.search, &self.marks);
        sql.push(") ");
    }

    /// The contacts `c` that the conditions are about.
    pub fn from(&self) -> &'static str {
        if self.searches() {
            "contacts c join found on found.id = c.id"
        } else {
            "contacts c"
        }
    }

    /// Whether more contacts may match than those that were found.
    pub fn is_cut(&self) -> &'static str {
        if self.searches() {
            "coalesce((select bool_or(is_cut) from found), false)"
        } else {
            "false"
        }
    }

    /// The conditions, each with `and` before it, on the contacts `c` of an organisation that the
    /// statement has named already. What is in the trash is left out, and what may not be seen.
    pub fn push(&self, sql: &mut QueryBuilder<Postgres>) {
        sql.push(" and not c.is_deleted");
        if let Some(owners) = &self.seen {
            sql.push(" and c.owner_id = any (")
                .push_bind(owners.clone())
                .push(")");
        }
        for condition in &self.filter.conditions {
            sql.push(" and ");
            self.push_condition(sql, condition);
        }
        self.push_groups(sql);
    }

    fn push_groups(&self, sql: &mut QueryBuilder<Postgres>) {
        for (position, group) in self.filter.groups.iter().enumerate() {
            sql.push(if position == 0 {
                " and (("
            } else {
                between(self.filter.join, ") or (", ") and (")
            });
            for (position, condition) in group.conditions.iter().enumerate() {
                if position > 0 {
                    sql.push(between(group.join, " or ", " and "));
                }
                self.push_condition(sql, condition);
            }
        }
        if !self.filter.groups.is_empty() {
            sql.push("))");
        }
    }

    /// One condition, so closed that anything may stand before and after it.
    fn push_condition(&self, sql: &mut QueryBuilder<Postgres>, condition: &Condition) {
        match condition {
            Condition::Type(values) => one_of(sql, "c.contact_type", values),
            Condition::Status(values) => one_of(sql, "c.status", values),
            Condition::Priority(values) => one_of(sql, "c.priority", values),
            Condition::Owner(owners) => self.push_owners(sql, owners),
            Condition::Industry(industries) => {
                // Contacts of no industry have an empty key.
                let words = industries.iter().map(|word| word.as_deref().unwrap_or_default());
                sql.push("c.industry_key in (");
                push_folded(sql, words);
                sql.push(")");
            }
            Condition::Tags(tags) => push_tagged(sql, tags),
            Condition::AllTags(tags) => {
                for (position, tag) in tags.chunks(1).enumerate() {
                    sql.push(if position == 0 { "(" } else { " and " });
                    push_tagged(sql, tag);
                }
                sql.push(")");
            }
            Condition::NoTags(tags) => {
                sql.push("not ");
                push_tagged(sql, tags);
            }
            Condition::Score(from, to) => {
                let [from, to] = [from.unwrap_or(0), to.unwrap_or(100)].map(i32::from);
                sql.push("(c.lead_score >= ")
                    .push_bind(from)
                    .push(" and c.lead_score <= ")
                    .push_bind(to)
                    .push(")");
            }
            Condition::LastInteraction(when) => self.push_when(sql, "c.last_interaction_key", *when),
            Condition::Created(when) => self.push_when(sql, "c.created_at", *when),
        }
    }

    fn push_owners(&self, sql: &mut QueryBuilder<Postgres>, owners: &[OwnerFilter]) {
        let people: Vec<Uuid> = owners
            .iter()
            .filter_map(|owner| match owner {
                OwnerFilter::Me => self.me.map(|me| me.0),
                OwnerFilter::Person(id) => Some(id.0),
                OwnerFilter::Nobody => None,
            })
            .collect();
        let is_nobody = owners.contains(&OwnerFilter::Nobody);
        sql.push("(");
        match people.as_slice() {
            [] if is_nobody => {}
            // One owner's contacts stand together in an index, in an order of their own.
            [one] => {
                sql.push("c.owner_id = ").push_bind(*one);
            }
            _ => {
                sql.push("c.owner_id = any (").push_bind(people.clone()).push(")");
            }
        }
        if is_nobody {
            sql.push(if people.is_empty() { "" } else { " or " })
                .push("c.owner_id is null");
        }
        sql.push(")");
    }

    /// Nothing that happened is minus infinity. Ranges, which are where an index is entered.
    fn push_when(&self, sql: &mut QueryBuilder<Postgres>, column: &'static str, when: When) {
        let (from, before) = match when {
            When::Never => {
                sql.push(column).push(" = '-infinity'");
                return;
            }
            When::Within(days) => (self.days_ago(days), None),
            When::Before(days) => (None, self.days_ago(days)),
            When::Between(from, to) => (
                from.map(|day| self.zone.start_of(day)),
                to.and_then(|day| day.succ_opt())
                    .map(|day| self.zone.start_of(day)),
            ),
        };
        sql.push("(").push(column);
        match from {
            Some(from) => sql.push(" >= ").push_bind(from),
            None => sql.push(" > '-infinity'"),
        };
        if let Some(before) = before {
            sql.push(" and ").push(column).push(" < ").push_bind(before);
        }
        sql.push(")");
    }

    /// When the day began that lies so many days back.
    fn days_ago(&self, days: u16) -> Option<DateTime<Utc>> {
        let day = self.today.checked_sub_days(Days::new(days.into()))?;
        Some(self.zone.start_of(day))
    }
}

/// Those outside of the groups, and those in them.
fn all_conditions(filter: &ContactFilter) -> impl Iterator<Item = &Condition> {
    let grouped = filter.groups.iter().flat_map(|group| &group.conditions);
    filter.conditions.iter().chain(grouped)
}

const fn between(join: Join, any: &'static str, all: &'static str) -> &'static str {
    match join {
        Join::Any => any,
        Join::All => all,
    }
}

/// Values of enumerations stand in the statement itself: they are our own words, and the planner knows
/// how common each is.
fn one_of<T: Display>(sql: &mut QueryBuilder<Postgres>, column: &'static str, values: &[T]) {
    sql.push(column);
    for (position, value) in values.iter().enumerate() {
        sql.push(if position == 0 { " in ('" } else { "', '" })
            .push(value);
    }
    sql.push("')");
}

/// Contacts that have any of the tags.
fn push_tagged(sql: &mut QueryBuilder<Postgres>, tags: &[String]) {
    sql.push(
        "exists (select from contact_tags t where t.organization_id = c.organization_id \
         and t.contact_id = c.id and t.tag_key in (",
    );
    push_folded(sql, tags.iter().map(String::as_str));
    sql.push("))");
}

/// Words as their keys, with commas between them.
fn push_folded<'a>(sql: &mut QueryBuilder<Postgres>, words: impl Iterator<Item = &'a str>) {
    for (position, word) in words.enumerate() {
        sql.push(if position == 0 { "app.fold(" } else { ", app.fold(" })
            .push_bind(word.to_owned())
            .push(")");
    }
}
