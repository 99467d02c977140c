//! Attendees against a real database, as the application's role. Two organisations stand in it in every test: Lumen, which acts,
//! and Harbor, which must not notice and must not be noticed.

mod adding;
mod attending;
mod capacity;
mod changing;
mod checking;
mod foreign;
mod lists;
mod model;
mod racing;
mod renaming;
mod undoing;

use super::queries::{self, Target};
use super::types::{
    Added, AttendeeAction, AttendeeFilter, AttendeeRow, AttendeeStatus, Changed, Undone, Who,
};
use crate::accounts::roles::{Permission, Role};
use crate::error::{AppError, AppResult};
use crate::ids::{AttendeeId, ContactId, EventId};
use crate::tenancy::TenantTx;
use crate::testing::{Org, TestDb};
use sqlx::{AssertSqlSafe, PgPool};
use uuid::Uuid;

use AttendeeStatus::{Attended, Cancelled, Confirmed, NoShow, Registered, Waitlisted};

/// Two organisations in a database of their own.
struct Town {
    lumen: Org,
    harbor: Org,
    pool: PgPool,
    db: TestDb,
}

impl Town {
    async fn new() -> Self {
        Self::with_connections(4).await
    }

    async fn with_connections(connections: u32) -> Self {
        let db = TestDb::new().await;
        let (lumen, harbor) = (db.organization("Lumen").await, db.organization("Harbor").await);
        Self {
            lumen,
            harbor,
            pool: db.app_pool_of(connections),
            db,
        }
    }

    /// A transaction of somebody at Lumen, opened with a permission that everybody here has.
    async fn tx(&self, role: Role) -> TenantTx {
        let tenant = self.lumen.tenant(&self.pool, role);
        tenant.begin(Permission::ViewEvents).await.unwrap()
    }

    /// A transaction of Harbor's owner.
    async fn harbor_tx(&self) -> TenantTx {
        let tenant = self.harbor.tenant(&self.pool, Role::Owner);
        tenant.begin(Permission::ViewEvents).await.unwrap()
    }

    /// Does something in Lumen as its owner, past all permissions.
    async fn act(&self, statement: &str) {
        let statement = format!(
            "begin; set local app.organization_id = '{}'; set local app.user_id = '{}'; \
             set local app.actor_kind = 'person'; {statement}; commit",
            self.lumen.id,
            self.lumen.user(Role::Owner),
        );
        sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(&self.db.admin_pool())
            .await
            .unwrap();
    }

    async fn look<T>(&self, expression: &str) -> T
    where
        T: Send + Unpin + for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
    {
        sqlx::query_scalar(AssertSqlSafe(format!("select {expression}")))
            .fetch_one(&self.db.admin_pool())
            .await
            .unwrap()
    }

    /// A published event of Lumen's owner that begins so many hours from now, with so many places.
    async fn event_at(&self, hours: i64, places: Option<i32>) -> EventId {
        let id = EventId::new();
        let most = places.map_or("null".to_owned(), |places| places.to_string());
        self.act(&format!(
            "insert into events (organization_id, id, created_by, title, start_date, end_date, status, max_attendees) values
               ('{}', '{id}', '{}', 'Gala', now() + interval '{hours} hours', now() + interval '{} hours', 'published', {most})",
            self.lumen.id,
            self.lumen.user(Role::Owner),
            hours + 3,
        ))
        .await;
        id
    }

    /// One that is about to begin, so that it can be said who came.
    async fn event(&self, places: Option<i32>) -> EventId {
        self.event_at(1, places).await
    }

    /// Contacts of Lumen's owner by the names Person 1, Person 2 and so on.
    async fn contacts(&self, number: usize) -> Vec<ContactId> {
        let ids: Vec<ContactId> = (0..number).map(|_| ContactId::new()).collect();
        let values: Vec<String> = ids
            .iter()
            .enumerate()
            .map(|(place, id)| {
                let owner = self.lumen.user(Role::Owner);
                format!(
                    "('{}', '{id}', '{owner}', '{owner}', 'Person', 'No{:05}', 'p{place}@guests.example', 'Company {}')",
                    self.lumen.id,
                    place + 1,
                    place % 7
                )
            })
            .collect();
        for some in values.chunks(500) {
            self.act(&format!(
                "insert into contacts (organization_id, id, created_by, owner_id, first_name, last_name, email, company) values {}",
                some.join(", ")
            ))
            .await;
        }
        ids
    }

    async fn try_add(&self, event: EventId, contacts: &[ContactId]) -> AppResult<Added> {
        let people: Vec<Who> = contacts.iter().copied().map(Who::Contact).collect();
        let mut tx = self.tx(Role::Owner).await;
        let added = queries::add(&mut tx, event, &people).await?;
        tx.commit().await?;
        Ok(added)
    }

    async fn add(&self, event: EventId, contacts: &[ContactId]) -> Added {
        self.try_add(event, contacts).await.unwrap()
    }

    async fn try_change(
        &self,
        event: EventId,
        ids: &[AttendeeId],
        action: AttendeeAction,
    ) -> AppResult<Changed> {
        let mut tx = self.tx(Role::Owner).await;
        let changed = queries::change(&mut tx, event, &Target::Ids(ids.to_vec()), action).await?;
        tx.commit().await?;
        Ok(changed)
    }

    async fn change(&self, event: EventId, ids: &[AttendeeId], to: AttendeeStatus) -> Changed {
        self.try_change(event, ids, AttendeeAction::To(to)).await.unwrap()
    }

    async fn undo(&self, event: EventId, change: Option<crate::ids::AttendeeChangeId>) -> Undone {
        let mut tx = self.tx(Role::Owner).await;
        let undone = queries::undo(&mut tx, event, change.unwrap()).await.unwrap();
        tx.commit().await.unwrap();
        undone
    }

    /// Everybody on the list, in the order in which they were added.
    async fn rows(&self, event: EventId) -> Vec<AttendeeRow> {
        let filter = AttendeeFilter {
            sort: super::types::AttendeeSort::Added,
            ..AttendeeFilter::default()
        };
        let mut tx = self.tx(Role::Owner).await;
        queries::page(&mut tx, event, &filter, None)
            .await
            .unwrap()
            .page
            .rows
    }

    /// The attendances of some contacts, in their order.
    async fn of(&self, event: EventId, contacts: &[ContactId]) -> Vec<AttendeeId> {
        let rows = self.rows(event).await;
        contacts
            .iter()
            .map(|contact| {
                let of = |row: &&AttendeeRow| row.who == Who::Contact(*contact);
                rows.iter().find(of).unwrap().id
            })
            .collect()
    }

    /// How each of some contacts stands.
    async fn statuses(&self, event: EventId, contacts: &[ContactId]) -> Vec<AttendeeStatus> {
        let rows = self.rows(event).await;
        contacts
            .iter()
            .map(|contact| {
                let of = |row: &&AttendeeRow| row.who == Who::Contact(*contact);
                rows.iter().find(of).unwrap().status
            })
            .collect()
    }

    /// The line, as it is told.
    async fn line(&self, event: EventId) -> Vec<(u32, Who)> {
        let filter = AttendeeFilter::of(Some(Waitlisted));
        let mut tx = self.tx(Role::Owner).await;
        let page = queries::page(&mut tx, event, &filter, None).await.unwrap().page;
        page.rows
            .iter()
            .map(|row| (row.position.unwrap(), row.who))
            .collect()
    }

    /// How many places are taken by what the event says, having made sure that it says what is, that no more are taken than there
    /// are, and that nobody waits while one is free.
    async fn taken(&self, event: EventId) -> i64 {
        let taken: i64 = self
            .look(&format!(
                "current_attendees::bigint from events where id = '{event}'"
            ))
            .await;
        let wrong: Vec<String> = sqlx::query_scalar(AssertSqlSafe(wrong(event)))
            .fetch_all(&self.db.admin_pool())
            .await
            .unwrap();
        assert_eq!(wrong, Vec::<String>::new());
        taken
    }
}

/// What of an event's places does not agree.
fn wrong(event: EventId) -> String {
    let holding = "status in ('registered', 'confirmed', 'attended', 'no_show')";
    format!(
        "with counted as (
           select count(*) filter (where {holding}) as taken, count(*) filter (where status = 'waitlisted') as waiting
           from event_attendees where event_id = '{event}' and not is_deleted
         ), by_status as (
           select coalesce(jsonb_object_agg(status, number), '{{}}') as counts from (
             select status, count(*) as number from event_attendees
             where event_id = '{event}' and not is_deleted group by status) as each_status
         )
         select 'says ' || e.current_attendees || ', is ' || taken from events e, counted
           where id = '{event}' and current_attendees <> taken
         union all select 'more than there are' from events e where id = '{event}' and current_attendees > max_attendees
         union all select 'somebody waits while a place is free' from events e, counted
           where id = '{event}' and not is_deleted and waiting > 0 and status in ('draft', 'published', 'ongoing') and end_date > now()
             and (max_attendees is null or current_attendees < max_attendees)
         union all select 'counts ' || e.attendee_counts::text || ', are ' || counts::text from events e, by_status
           where id = '{event}' and not is_deleted
             and (select coalesce(jsonb_object_agg(key, value), '{{}}') from jsonb_each(e.attendee_counts) where value <> '0') <> counts"
    )
}

/// The message of a conflict.
fn conflict<T: std::fmt::Debug>(outcome: AppResult<T>) -> String {
    match outcome {
        Err(AppError::Conflict { message }) => message,
        other => panic!("{other:?}"),
    }
}

fn nobody() -> AttendeeId {
    AttendeeId(Uuid::now_v7())
}
