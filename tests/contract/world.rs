//! Two organisations, and records of Lumen's that people of both may ask for.

mod payments;

use super::site::{Browser, TestSite};
use the_plugs::accounts::roles::Role;
use the_plugs::testing::Org;
use uuid::Uuid;

/// A word that stands in everything of Lumen's and in nothing of Harbor's.
pub const LUMEN_ONLY: &str = "Lumenwright";

/// The same of Harbor's.
pub const HARBOR_ONLY: &str = "Harborwright";

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    Anonymous,
    /// The owner of Harbor: every right, and none of it here.
    Foreign,
    /// Of Lumen, as everybody below.
    Door,
    Member,
    Manager,
    Admin,
    Owner,
}

impl Person {
    pub const ALL: &'static [Self] = &[
        Self::Anonymous,
        Self::Foreign,
        Self::Door,
        Self::Member,
        Self::Manager,
        Self::Admin,
        Self::Owner,
    ];

    pub const fn email(self) -> Option<&'static str> {
        match self {
            Self::Anonymous => None,
            Self::Foreign => Some("owner@harbor.example"),
            Self::Door => Some("door@lumen.example"),
            Self::Member => Some("member@lumen.example"),
            Self::Manager => Some("manager@lumen.example"),
            Self::Admin => Some("admin@lumen.example"),
            Self::Owner => Some("owner@lumen.example"),
        }
    }
}

/// The site with both organisations.
pub struct World {
    pub site: TestSite,
    pub lumen: Org,
    pub harbor: Org,
}

/// One contact, its interactions, and what of the same person lies in the trash.
#[derive(Clone, Copy, Debug)]
pub struct Records {
    pub owner: Uuid,
    pub contact: Uuid,
    /// A planned one.
    pub interaction: Uuid,
    /// In the trash while its contact is not.
    pub deleted_interaction: Uuid,
    pub deleted_contact: Uuid,
    /// Saved and shared.
    pub view: Uuid,
    /// Failed.
    pub job: Uuid,
    /// Attached to the contact.
    pub file: Uuid,
    /// What its owner was told.
    pub notification: Uuid,
    /// Made by its owner, to come.
    pub event: Uuid,
    /// Somebody who comes to the event, and is nobody of the other records.
    pub attendee: Uuid,
    pub deleted_event: Uuid,
    /// In the event's agenda, in its room and its track.
    pub agenda_item: Uuid,
    /// In the trash while its event is not.
    pub deleted_agenda_item: Uuid,
    pub room: Uuid,
    pub track: Uuid,
    /// Of the item of the agenda.
    pub item_file: Uuid,
    /// At the head of the event; nobody has drawn it.
    pub cover: Uuid,
    /// Rooms and tracks in which nothing is.
    pub empty_room: Uuid,
    pub empty_track: Uuid,
    /// An exchange rate that was entered by hand.
    pub rate: Uuid,
    /// What is paid for a kilometre.
    pub unit_rate: Uuid,
    /// A draft, and its receipt.
    pub claim: Uuid,
    pub receipt: Uuid,
    pub paid_claim: Uuid,
    /// A step of the chain that no claim is large enough for.
    pub approval_step: Uuid,
    /// Who decides in the owner's place tomorrow.
    pub substitute: Uuid,
    /// Whoever decides about the owner's claims.
    pub approver: Uuid,
    pub series: Uuid,
    /// A draft, the first and only one of the series.
    pub serial_event: Uuid,
    /// Approved, and in no batch.
    pub approved_claim: Uuid,
    /// A batch whose files are not made, and one whose files are.
    pub batch: Uuid,
    pub batch_item: Uuid,
    pub sent_batch: Uuid,
}

impl World {
    pub async fn new() -> Self {
        Self::of(TestSite::new().await).await
    }

    pub async fn of(site: TestSite) -> Self {
        let lumen = site.organization("Lumen").await;
        let harbor = site.organization("Harbor").await;
        let world = Self { site, lumen, harbor };
        world.records(&world.harbor, Role::Member, HARBOR_ONLY).await;
        world
    }

    /// Records in the care of Lumen's person of a role.
    pub async fn of_lumen(&self, role: Role) -> Records {
        self.records(&self.lumen, role, LUMEN_ONLY).await
    }

    async fn records(&self, org: &Org, role: Role, last_name: &str) -> Records {
        let [
            contact,
            interaction,
            deleted_interaction,
            deleted_contact,
            view,
            job,
            file,
            notification,
            event,
            attendee,
            attending,
            deleted_event,
            agenda_item,
            deleted_agenda_item,
            room,
            track,
            item_file,
            cover,
            empty_room,
            empty_track,
            rate,
            unit_rate,
            claim,
            receipt,
            paid_claim,
            series,
            serial_event,
            approval_step,
            substitute,
        ] = [(); 29].map(|()| Uuid::now_v7());
        let (organization, owner, acting) = (org.id, org.user(role), org.user(Role::Member));
        let approver = org.user(if role == Role::Owner {
            Role::Admin
        } else {
            Role::Owner
        });
        let deleted = "true, now(), app.uuid_v7()";
        self.site
            .act(
                org,
                &format!(
                    "insert into contacts (organization_id, id, first_name, last_name, email, company, created_by, owner_id) values
                       ('{organization}', '{contact}', 'Ada', '{last_name}', 'ada@{last_name}.example', '{last_name} / Söhne', '{owner}', '{owner}'),
                       ('{organization}', '{attending}', 'Ida', '{last_name}', null, null, '{owner}', '{owner}'),
                       ('{organization}', '{deleted_contact}', 'Eda', '{last_name}', null, null, '{owner}', '{owner}');
                     insert into contact_interactions (organization_id, id, contact_id, user_id, interaction_type, subject,
                       interaction_date, status) values
                       ('{organization}', '{interaction}', '{contact}', '{owner}', 'call', 'Call {last_name}',
                        now() + interval '1 hour', 'scheduled'),
                       ('{organization}', '{deleted_interaction}', '{contact}', '{owner}', 'call', 'Called {last_name}',
                        now() - interval '1 hour', 'completed');
                     update contact_interactions set (is_deleted, deleted_at, deletion_id) = row({deleted})
                       where organization_id = '{organization}' and id = '{deleted_interaction}';
                     update contacts set (is_deleted, deleted_at, deletion_id) = row({deleted})
                       where organization_id = '{organization}' and id = '{deleted_contact}';
                     insert into saved_views (organization_id, id, created_by, name, query, is_shared) values
                       ('{organization}', '{view}', '{owner}', '{last_name} {view}', '?tags={last_name}', true);
                     insert into media (organization_id, id, uploaded_by, title, file_name, file_path, media_type, mime_type,
                       file_size, related_contact, purpose, status) values
                       ('{organization}', '{file}', '{owner}', '{last_name}.txt', '{last_name}.txt', '{organization}/{file}', 'document',
                        'text/plain', 10, '{contact}', 'attachment', 'ready');
                     insert into notifications (organization_id, id, user_id, kind, title, message, path) values
                       ('{organization}', '{notification}', '{owner}', 'assigned', 'Ada {last_name}', 'By nobody', '/contacts/{contact}');
                     insert into events (organization_id, id, created_by, title, start_date, end_date, status, timezone) values
                       ('{organization}', '{event}', '{owner}', 'Gala {last_name}', now() + interval '1 day', now() + interval '26 hours',
                        'published', 'Europe/Berlin'),
                       ('{organization}', '{deleted_event}', '{owner}', 'Ball {last_name}', now() + interval '1 day',
                        now() + interval '26 hours', 'draft', 'UTC');
                     insert into event_series (organization_id, id, created_by, name, words, rrule) values
                       ('{organization}', '{series}', '{owner}', 'Round {last_name}', 'Every day', 'FREQ=DAILY');
                     insert into events (organization_id, id, created_by, title, start_date, end_date, timezone, series_id,
                       series_position)
                       values ('{organization}', '{serial_event}', '{owner}', 'Round {last_name}', now() + interval '2 days',
                        now() + interval '50 hours', 'Europe/Berlin', '{series}', 1);
                     insert into event_attendees (organization_id, id, event_id, contact_id, notes) values
                       ('{organization}', '{attendee}', '{event}', '{attending}', 'Knows {last_name}');
                     update events set current_attendees = 1 where organization_id = '{organization}' and id = '{event}';
                     update events set (is_deleted, deleted_at, deletion_id) = row({deleted})
                       where organization_id = '{organization}' and id = '{deleted_event}';
                     insert into event_rooms (organization_id, id, event_id, name, capacity) values
                       ('{organization}', '{room}', '{event}', 'Hall {last_name}', 80),
                       ('{organization}', '{empty_room}', '{event}', 'Loft {last_name}', null);
                     insert into event_tracks (organization_id, id, event_id, name) values
                       ('{organization}', '{track}', '{event}', 'Track {last_name}'),
                       ('{organization}', '{empty_track}', '{event}', 'Other track {last_name}');
                     insert into event_agenda_items (organization_id, id, event_id, created_by, title, start_time, end_time, room_id,
                       track_id) values
                       ('{organization}', '{agenda_item}', '{event}', '{owner}', 'Talk {last_name}', now() + interval '24 hours',
                        now() + interval '25 hours', '{room}', '{track}'),
                       ('{organization}', '{deleted_agenda_item}', '{event}', '{owner}', 'Pause {last_name}',
                        now() + interval '25 hours', now() + interval '26 hours', null, null);
                     update event_agenda_items set (is_deleted, deleted_at, deletion_id) = row({deleted})
                       where organization_id = '{organization}' and id = '{deleted_agenda_item}';
                     insert into event_agenda_speakers (organization_id, item_id, contact_id) values
                       ('{organization}', '{agenda_item}', '{contact}');
                     insert into media (organization_id, id, uploaded_by, title, file_name, file_path, media_type, mime_type,
                       file_size, related_agenda_item, purpose, status) values
                       ('{organization}', '{item_file}', '{owner}', '{last_name}.txt', '{last_name}.txt', '{organization}/{item_file}',
                        'document', 'text/plain', 10, '{agenda_item}', 'attachment', 'ready');
                     insert into exchange_rates (organization_id, id, base_currency, quote_currency, rate, rate_date, source, created_by)
                       select '{organization}', '{rate}', 'KWD', 'JPY', 480, coalesce(max(rate_date) + 1, date '2020-01-01'), 'manual',
                         '{owner}'
                       from exchange_rates where organization_id = '{organization}' and base_currency = 'KWD' and quote_currency = 'JPY';
                     insert into unit_rates (organization_id, id, name, unit, rate, currency, expense_type, valid_from, created_by) values
                       ('{organization}', '{unit_rate}', 'Car {last_name} {unit_rate}', 'km', 0.30, 'EUR', 'travel', date '2026-01-01', '{owner}');
                     insert into media (organization_id, id, uploaded_by, title, file_name, file_path, media_type, mime_type,
                       file_size, related_event, purpose, status) values
                       ('{organization}', '{cover}', '{owner}', '{last_name}.png', '{last_name}.png', '{organization}/{cover}',
                        'image', 'image/png', 10, '{event}', 'cover', 'ready');
                     update events set cover_id = '{cover}' where organization_id = '{organization}' and id = '{event}';
                     insert into jobs (organization_id, id, queue, kind, run_at) values
                       ('{organization}', '{job}', 'mail', 'jobs/{last_name}', now() + interval '1 day');
                     insert into mails (organization_id, user_id, kind, address, letter, secret, state, ended_at) values
                       ('{organization}', '{owner}', 'welcome', 'nobody@{last_name}.example', '{{\"kind\": \"welcome\"}}', app.uuid_v7(),
                        'bounced', now());
                     insert into expenses (organization_id, id, created_by, title, amount, currency, expense_date) values
                       ('{organization}', '{claim}', '{owner}', 'Lamps {last_name}', 12.50, 'EUR', current_date);
                     insert into media (organization_id, id, uploaded_by, title, file_name, file_path, media_type, mime_type,
                       file_size, related_expense, purpose, status) values
                       ('{organization}', '{receipt}', '{owner}', '{last_name}.txt', '{last_name}.txt', '{organization}/{receipt}',
                        'document', 'text/plain', 10, '{claim}', 'attachment', 'ready');
                     delete from approval_steps where organization_id = '{organization}';
                     insert into approval_steps (organization_id, id, place, min_amount, currency, approver, created_by) values
                       ('{organization}', '{approval_step}', 1, 900000000, 'EUR', 'anyone', '{owner}');
                     delete from approval_substitutes where organization_id = '{organization}';
                     insert into approval_substitutes (organization_id, id, user_id, substitute_id, from_date, until_date, created_by)
                       values ('{organization}', '{substitute}', '{owner}', '{approver}', current_date + 1, current_date + 1, '{owner}');
                     set local app.user_id = '{approver}';
                     insert into expenses (organization_id, id, created_by, title, amount, currency, expense_date, status, submitted_at,
                       base_amount, base_currency, fx_rate, fx_date, fx_source, approved_by, approved_at, paid_by, paid_at,
                       payment_key) values
                       ('{organization}', '{paid_claim}', '{owner}', 'Chairs {last_name}', 50, 'USD', current_date, 'paid', now(),
                        40, 'EUR', 0.8, current_date, 'manual', '{approver}', now(), '{approver}', now(), app.uuid_v7());
                     set local app.user_id = '{acting}';
                     update jobs set state = 'failed', attempts = 8, ended_at = now(), last_error = 'Not this time.'
                       where organization_id = '{organization}' and id = '{job}'"
                ),
            )
            .await;
        let [approved_claim, batch, batch_item, sent_batch] =
            self.payments(org, owner, approver, last_name).await;
        Records {
            approved_claim,
            batch,
            batch_item,
            sent_batch,
            owner: owner.0,
            contact,
            interaction,
            deleted_interaction,
            deleted_contact,
            view,
            job,
            file,
            notification,
            event,
            attendee,
            deleted_event,
            agenda_item,
            deleted_agenda_item,
            room,
            track,
            item_file,
            cover,
            empty_room,
            empty_track,
            rate,
            unit_rate,
            claim,
            receipt,
            paid_claim,
            approval_step,
            substitute,
            approver: approver.0,
            series,
            serial_event,
        }
    }

    /// A browser in which the person is signed in.
    pub async fn browser(&self, person: Person) -> Browser {
        match person.email() {
            Some(email) => self.site.signed_in(email).await,
            None => self.site.browser(),
        }
    }

    /// A digest of everything of Lumen's that people work with.
    pub async fn digest(&self) -> String {
        let organization = self.lumen.id;
        let of = |table: &str| {
            format!(
                "(select coalesce(md5(string_agg(t::text, '|' order by id)), '') from {table} t where organization_id = '{organization}')"
            )
        };
        let tables = [
            "contacts",
            "contact_interactions",
            "teams",
            "events",
            "event_series",
            "event_staff",
            "event_rooms",
            "event_tracks",
            "event_agenda_items",
            "event_agenda_speakers",
            "event_attendees",
            "event_limits",
            "exchange_rates",
            "approval_steps",
            "approval_substitutes",
            "unit_rates",
            "expense_policies",
            "expense_shares",
            "saved_views",
            "jobs",
            "media",
            "expenses",
            "ledger_accounts",
            "bank_accounts",
            "payment_batches",
            "payment_batch_items",
        ]
        .map(of);
        self.site.look(&tables.join(" || ")).await
    }
}
