//! The statement of the list of companies. Its order varies, so it is put together here, from
//! constants and placeholders only; a test has PostgreSQL prepare every shape of it.
//!
//! By name and by latest interaction a page costs what stands on it, however many contacts there
//! are: names are jumped from one to the next along their index, and a contact stands for its
//! company where no other of that company was dealt with later. What a company comes to, and how
//! many there are by number of people, is read from kept totals.

use super::list::{Side, SortKey};
use crate::contacts::queries::reach::Reach;
use crate::contacts::queries::strength::{Weights, Window};
use crate::contacts::types::{CompanyFilter, CompanySort, MOST_WEIGHED};
use crate::db::mark::Mark;
use crate::ids::OrganizationId;
use chrono::{DateTime, Utc};
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

/// How many owners are named.
const OWNERS: i64 = 2;

type Sql = QueryBuilder<Postgres>;

/// Who asks for a list, and when.
pub struct Asked {
    organization: OrganizationId,
    /// Whose contacts may be seen; `None` for everybody's.
    owners: Option<Vec<Uuid>>,
    window: Window,
}

impl Asked {
    pub fn new(organization: OrganizationId, reach: &Reach, now: DateTime<Utc>) -> Self {
        Self {
            organization,
            owners: reach.owners().map(<[Uuid]>::to_vec),
            window: Window::at(now),
        }
    }

    /// Some of the companies with what is said of each.
    pub fn page(&self, filter: &CompanyFilter, side: Option<&Side>, limit: usize) -> Sql {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let is_before = matches!(side, Some(Side::Before(_)));
        let way = Way {
            descends: filter.descending != is_before,
            is_before,
            mark: side.map(Side::mark),
            limit,
        };
        let mut sql = QueryBuilder::new("with recursive ");
        match filter.sort {
            CompanySort::Name => self.by_name(&mut sql, filter, way),
            CompanySort::People => self.by_people(&mut sql, filter, way),
            CompanySort::LastInteraction => self.by_last_interaction(&mut sql, filter, way),
        }
        sql.push(
            " select page.key, page.newest, company.name, company.people, company.best_stage, company.average_score, \
             latest.at as last_interaction, company.owners_total, company.owners, weighed.tenths \
             from page cross join lateral (",
        );
        self.summary(&mut sql);
        sql.push(") as company cross join lateral (select nullif(c.last_interaction_key, '-infinity') as at from contacts c where c.organization_id = ");
        self.visible(&mut sql);
        sql.push(
            " and c.company_key = page.key order by c.last_interaction_key desc, c.id desc limit 1) as latest \
             cross join lateral (",
        );
        self.weighed(&mut sql);
        sql.push(") as weighed order by page.position");
        sql
    }

    /// How many companies there are, by their names alone, up to so many.
    pub fn count(&self, filter: &CompanyFilter, most: u32) -> Sql {
        let way = Way {
            descends: false,
            is_before: false,
            mark: None,
            limit: most.into(),
        };
        let mut sql = QueryBuilder::new("with recursive ");
        self.by_name(&mut sql, filter, way);
        sql.push(" select count(*) from page");
        sql
    }

    /// What follows `organization_id =`: live contacts that name a company and may be seen.
    fn visible(&self, sql: &mut Sql) {
        sql.push_bind(self.organization)
            .push(" and not c.is_deleted and c.company_key > ''");
        self.of_owners(sql);
    }

    fn of_owners(&self, sql: &mut Sql) {
        if let Some(owners) = &self.owners {
            sql.push(" and c.owner_id = any (")
                .push_bind(owners.clone())
                .push(")");
        }
    }

    /// The same, of companies whose name begins with what was typed.
    fn searched(&self, sql: &mut Sql, filter: &CompanyFilter) {
        self.visible(sql);
        Self::begins(sql, filter);
    }

    /// A range and not `like`, which row-level security keeps away from indexes.
    fn begins(sql: &mut Sql, filter: &CompanyFilter) {
        if filter.search.is_empty() {
            return;
        }
        for (comparison, last) in [(" >= ", ""), (" < ", " || chr(1114111)")] {
            sql.push(" and c.company_key")
                .push(comparison)
                .push("app.fold(")
                .push_bind(filter.search.clone())
                .push(")")
                .push(last);
        }
    }

    /// `page` by name: from one to the next along the index, past all of its people.
    fn by_name(&self, sql: &mut Sql, filter: &CompanyFilter, way: Way<'_>) {
        let (beyond, order) = way.comparison();
        sql.push("walk (key, position) as ((select c.company_key, 1::bigint from contacts c where c.organization_id = ");
        self.searched(sql, filter);
        if let Some(SortKey::Name(key)) = way.mark.map(|mark| &mark.0) {
            sql.push(" and c.company_key").push(beyond).push_bind(key.clone());
        }
        sql.push(" order by c.company_key").push(order).push(
            " limit 1) union all select following.company_key, walk.position + 1 \
             from walk cross join lateral (select c.company_key from contacts c where c.organization_id = ",
        );
        self.searched(sql, filter);
        sql.push(" and c.company_key")
            .push(beyond)
            .push("walk.key order by c.company_key")
            .push(order)
            .push(" limit 1) as following where walk.position < ")
            .push_bind(way.limit)
            .push("), page as (select key, position, null::uuid as newest from walk)");
    }

    /// `page` by number of people. Companies of one size stand by their names, whichever way.
    fn by_people(&self, sql: &mut Sql, filter: &CompanyFilter, way: Way<'_>) {
        let (beyond, order) = way.comparison();
        let (later, by_name) = if way.is_before {
            (" < ", " desc")
        } else {
            (" > ", "")
        };
        sql.push(
            "sized as (select c.company_key as key, sum(c.contacts)::bigint as people \
             from contact_company_totals c where c.organization_id = ",
        )
        .push_bind(self.organization);
        self.of_owners(sql);
        Self::begins(sql, filter);
        sql.push(" group by c.company_key having sum(c.contacts) > 0");
        if let Some(SortKey::People(people, key)) = way.mark.map(|mark| &mark.0) {
            sql.push(" and (sum(c.contacts)")
                .push(beyond)
                .push_bind(*people)
                .push(" or sum(c.contacts) = ")
                .push_bind(*people)
                .push(" and c.company_key")
                .push(later)
                .push_bind(key.clone())
                .push(")");
        }
        let orders = format!("people{order}, key{by_name}");
        sql.push(" order by ")
            .push(&orders)
            .push(" limit ")
            .push_bind(way.limit)
            .push("), page as (select key, row_number() over (order by ")
            .push(&orders)
            .push(") as position, null::uuid as newest from sized)");
    }

    /// `page` by latest interaction: contact after contact, those that stand for their company.
    fn by_last_interaction(&self, sql: &mut Sql, filter: &CompanyFilter, way: Way<'_>) {
        let (beyond, order) = way.comparison();
        sql.push(
            "latest as (select met.company_key as key, met.last_interaction_key as at, met.id as newest \
             from (select c.* from contacts c where c.organization_id = ",
        );
        self.searched(sql, filter);
        if let Some(Mark(SortKey::LastInteraction(at), id)) = way.mark {
            sql.push(" and (c.last_interaction_key, c.id)")
                .push(beyond)
                .push("(");
            match at {
                Some(at) => sql.push_bind(*at),
                // Not `coalesce`, which row-level security keeps away from indexes.
                None => sql.push("'-infinity'"),
            };
            sql.push(", ").push_bind(*id).push(")");
        }
        sql.push(") as met cross join lateral (select c.id from contacts c where c.organization_id = ");
        self.visible(sql);
        sql.push(
            " and c.company_key = met.company_key order by c.last_interaction_key desc, c.id desc limit 1) as newest \
             where newest.id = met.id order by met.last_interaction_key",
        )
        .push(order)
        .push(", met.id")
        .push(order)
        .push(" limit ")
        .push_bind(way.limit)
        .push("), page as (select key, newest, row_number() over (order by at")
        .push(order)
        .push(", newest")
        .push(order)
        .push(") as position from latest)");
    }

    /// What the people of `page.key` come to, and the names of those who look after most of them.
    fn summary(&self, sql: &mut Sql) {
        sql.push(
            "with part as (select c.company, c.owner_id, c.contact_type, sum(c.contacts) as people, \
             sum(c.score) as score from contact_company_totals c where c.organization_id = ",
        )
        .push_bind(self.organization);
        self.of_owners(sql);
        sql.push(
            " and c.company_key = page.key group by c.company, c.owner_id, c.contact_type having sum(c.contacts) > 0) \
             select (select company from part group by company order by sum(people) desc, company collate \"C\" limit 1) \
             as name, sum(people)::bigint as people, (array['target', 'contact', 'plug'])[max(case contact_type \
             when 'plug' then 3 when 'contact' then 2 else 1 end)] as best_stage, \
             round(sum(score) / sum(people))::integer as average_score, count(distinct owner_id) as owners_total, \
             array(select person.first_name || ' ' || person.last_name from (\
             select owner_id, sum(people) as people from part where owner_id is not null group by owner_id \
             order by people desc, owner_id limit ",
        )
        .push_bind(OWNERS)
        .push(") as most join users person on person.organization_id = ")
        .push_bind(self.organization)
        .push(
            " and person.id = most.owner_id order by most.people desc, most.owner_id) as owners \
             from part having sum(people) > 0",
        );
    }

    /// How well we know the one of `page.key` whom we know best.
    fn weighed(&self, sql: &mut Sql) {
        let weights = Weights::all();
        sql.push(
            "select coalesce(max(known.tenths), 0)::integer as tenths from (select sum(part.tenths) as tenths from (\
             select i.contact_id, round(w.tenths * sum(power(0.5, extract(epoch from ",
        )
        .push_bind(self.window.now)
        .push(" - i.interaction_date)::float8 / ")
        .push_bind(self.window.half_life)
        .push("))) as tenths from (select c.id from contacts c where c.organization_id = ");
        self.visible(sql);
        sql.push(" and c.company_key = page.key and c.last_interaction_key > ")
            .push_bind(self.window.since)
            .push(" order by c.last_interaction_key desc, c.id desc limit ")
            .push_bind(MOST_WEIGHED)
            .push(") as met join contact_interactions i on i.organization_id = ")
            .push_bind(self.organization)
            .push(
                " and i.contact_id = met.id and i.status = 'completed' and not i.is_deleted \
                 and i.interaction_date > ",
            )
            .push_bind(self.window.since)
            .push(" and i.interaction_date <= ")
            .push_bind(self.window.now)
            .push(" join unnest(")
            .push_bind(weights.types)
            .push(", ")
            .push_bind(weights.directions)
            .push(", ")
            .push_bind(weights.tenths)
            .push(
                ") as w (type, direction, tenths) on w.type = i.interaction_type \
                 and w.direction = coalesce(i.direction, '') \
                 group by i.contact_id, w.type, w.direction, w.tenths\
                 ) as part group by part.contact_id) as known",
            );
    }
}

/// From where to where a page is read.
#[derive(Clone, Copy)]
struct Way<'a> {
    descends: bool,
    is_before: bool,
    mark: Option<&'a Mark<SortKey>>,
    limit: i64,
}

impl Way<'_> {
    /// What lies beyond the mark, and how it is ordered.
    const fn comparison(&self) -> (&'static str, &'static str) {
        if self.descends {
            (" < ", " desc")
        } else {
            (" > ", "")
        }
    }
}
