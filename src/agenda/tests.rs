//! Agendas against a real database, as the application's role. Two organisations stand in it in every test: Lumen, which acts,
//! and Harbor, which must not notice and must not be noticed.

mod around;
mod foreign;
mod items;
mod placing;
mod races;
mod rooms;
mod shifting;
mod speakers;
mod times;

use super::queries;
use super::types::{
    Agenda, AgendaItem, AgendaItemForm, NewRoom, NewTrack, Placed, RoomForm, SavedItem, TrackForm,
};
use crate::accounts::roles::{Permission, Role};
use crate::error::{AppError, AppResult};
use crate::events;
use crate::events::types::{EventForm, NewEvent};
use crate::ids::{AgendaItemId, ContactId, EventId, RoomId, TrackId};
use crate::tenancy::TenantTx;
use crate::testing::{Org, TestDb};
use crate::ui::locale::Locale;
use crate::ui::time::Zone;
use chrono::{DateTime, Utc};
use queries::Place;
use sqlx::{AssertSqlSafe, PgPool};

/// Two organisations in a database of their own.
struct Town {
    lumen: Org,
    harbor: Org,
    pool: PgPool,
    db: TestDb,
}

impl Town {
    async fn new() -> Self {
        let db = TestDb::new().await;
        let (lumen, harbor) = (db.organization("Lumen").await, db.organization("Harbor").await);
        Self {
            lumen,
            harbor,
            pool: db.app_pool(),
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

    /// A conference of three days in Berlin, in May.
    async fn forum(&self, role: Role) -> EventId {
        self.event(role, "Europe/Berlin", "2027-05-11T09:00", "2027-05-13T18:00")
            .await
    }

    async fn event(&self, role: Role, zone: &str, from: &str, to: &str) -> EventId {
        let mut tx = self.tx(role).await;
        let new = event(zone, from, to);
        let id = events::queries::insert(&mut tx, &new).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    async fn room(&self, event: EventId, name: &str) -> RoomId {
        let mut tx = self.tx(Role::Owner).await;
        let id = queries::insert_room(&mut tx, event, &room(name, ""))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        id
    }

    async fn track(&self, event: EventId, name: &str) -> TrackId {
        let mut tx = self.tx(Role::Owner).await;
        let id = queries::insert_track(&mut tx, event, &track(name)).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// A contact of Lumen's, at Northwind.
    async fn contact(&self, first_name: &str, last_name: &str) -> ContactId {
        let (id, owner) = (ContactId::new(), self.lumen.user(Role::Owner));
        self.act(&format!(
            "insert into contacts (organization_id, id, first_name, last_name, email, company, created_by, owner_id)
             values ('{}', '{id}', '{first_name}', '{last_name}', '{first_name}@northwind.example', 'Northwind', '{owner}', '{owner}')",
            self.lumen.id,
        ))
        .await;
        id
    }

    async fn try_add(&self, role: Role, event: EventId, form: &AgendaItemForm) -> AppResult<SavedItem> {
        let typed = form.parse()?;
        let mut tx = self.tx(role).await;
        let saved = queries::insert(&mut tx, event, typed).await?;
        tx.commit().await?;
        Ok(saved)
    }

    async fn add(&self, event: EventId, form: &AgendaItemForm) -> AgendaItemId {
        self.try_add(Role::Owner, event, form).await.unwrap().id
    }

    async fn save(&self, id: AgendaItemId, version: i32, form: &AgendaItemForm) -> AppResult<SavedItem> {
        let typed = form.parse()?;
        let mut tx = self.tx(Role::Owner).await;
        let saved = queries::update(&mut tx, id, version, typed).await?;
        tx.commit().await?;
        Ok(saved)
    }

    async fn place(
        &self,
        id: AgendaItemId,
        version: i32,
        (start, end): (&str, &str),
        room_id: Option<RoomId>,
        is_confirmed: bool,
    ) -> AppResult<Placed> {
        let place = Place {
            start: at(start),
            end: at(end),
            room_id,
        };
        let mut tx = self.tx(Role::Owner).await;
        let placed = queries::place(&mut tx, id, version, &place, is_confirmed).await?;
        tx.commit().await?;
        Ok(placed)
    }

    async fn agenda_as(&self, role: Role, event: EventId) -> AppResult<Agenda> {
        queries::find(&mut self.tx(role).await, event).await
    }

    async fn agenda(&self, event: EventId) -> Agenda {
        self.agenda_as(Role::Owner, event).await.unwrap()
    }

    async fn item(&self, event: EventId, id: AgendaItemId) -> AgendaItem {
        let agenda = self.agenda(event).await;
        agenda.items.into_iter().find(|item| item.id == id).unwrap()
    }
}

/// A moment by the clock of Berlin.
fn at(local: &str) -> DateTime<Utc> {
    berlin().parse_input(local).unwrap()
}

fn berlin() -> Zone {
    Zone::named("Europe/Berlin").unwrap()
}

fn event(zone: &str, from: &str, to: &str) -> NewEvent {
    let zone = Zone::named(zone).unwrap();
    let form = EventForm {
        title: "Forum".into(),
        start_date: from.into(),
        end_date: to.into(),
        ..EventForm::blank(&zone, Utc::now())
    };
    let typed = form.parse().unwrap();
    typed.by(&zone, &Locale::of("en-GB"), Utc::now()).unwrap()
}

fn room(name: &str, capacity: &str) -> NewRoom {
    let form = RoomForm {
        name: name.into(),
        capacity: capacity.into(),
    };
    form.parse().unwrap()
}

fn track(name: &str) -> NewTrack {
    let form = TrackForm {
        name: name.into(),
        color: "blue".into(),
    };
    form.parse().unwrap()
}

/// A talk by the clock of the event.
fn talk(title: &str, from: &str, to: &str) -> AgendaItemForm {
    AgendaItemForm {
        title: title.into(),
        agenda_type: "presentation".into(),
        start_time: from.into(),
        end_time: to.into(),
        status: "scheduled".into(),
        ..AgendaItemForm::default()
    }
}

/// The same in a room.
fn talk_in(room: RoomId, title: &str, from: &str, to: &str) -> AgendaItemForm {
    AgendaItemForm {
        room_id: room.to_string(),
        ..talk(title, from, to)
    }
}

/// What an error says at a field.
fn told(error: &AppError, field: &str) -> String {
    error.fields().get(field).unwrap_or_default().to_owned()
}
