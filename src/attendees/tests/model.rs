//! Whatever is done in whatever order, by whoever at once: as many places are taken as people have one, no more than there are, and
//! nobody waits while one is free.

use super::*;
use crate::events;
use crate::events::types::EventStatus;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

/// Something that somebody does.
#[derive(Clone, Debug)]
enum Deed {
    Add(Vec<usize>),
    Change(Vec<usize>, AttendeeAction),
    /// Takes back one of what was done.
    Undo(usize),
    SetPlaces(Option<i32>),
    Event(EventStatus),
    DeleteAndRestore,
}

const PEOPLE: usize = 12;

fn deeds(most: usize) -> impl Strategy<Value = Vec<Deed>> {
    let some = || proptest::collection::vec(0..PEOPLE, 1..5);
    let action = prop_oneof![
        4 => proptest::sample::select(AttendeeStatus::ALL).prop_map(AttendeeAction::To),
        1 => Just(AttendeeAction::Remove),
    ];
    let event = proptest::sample::select(vec![
        EventStatus::Ongoing,
        EventStatus::Completed,
        EventStatus::Cancelled,
        EventStatus::Draft,
        EventStatus::Published,
    ]);
    let deed = prop_oneof![
        4 => some().prop_map(Deed::Add),
        8 => (some(), action).prop_map(|(people, action)| Deed::Change(people, action)),
        3 => (0..8_usize).prop_map(Deed::Undo),
        2 => proptest::option::weighted(0.85, 1..8).prop_map(Deed::SetPlaces),
        1 => event.prop_map(Deed::Event),
        1 => Just(Deed::DeleteAndRestore),
    ];
    proptest::collection::vec(deed, 1..most)
}

struct Stage<'a> {
    town: &'a Town,
    event: EventId,
    people: &'a [ContactId],
}

impl Stage<'_> {
    /// Does it; what is refused is no deed.
    async fn act(&self, deed: &Deed, changes: &mut Vec<crate::ids::AttendeeChangeId>) -> AppResult<()> {
        let (town, event) = (self.town, self.event);
        let mut tx = town.tx(Role::Owner).await;
        match deed {
            Deed::Add(people) => {
                let people: Vec<Who> = people.iter().map(|one| Who::Contact(self.people[*one])).collect();
                changes.extend(queries::add(&mut tx, event, &people).await?.undo);
            }
            Deed::Change(people, action) => {
                let contacts: Vec<Uuid> = people.iter().map(|one| self.people[*one].0).collect();
                let ids: Vec<AttendeeId> = sqlx::query_scalar(
                    "select id from event_attendees where organization_id = $1 and event_id = $2 and contact_id = any ($3) and not is_deleted",
                )
                .bind(town.lumen.id)
                .bind(event)
                .bind(contacts)
                .fetch_all(tx.conn())
                .await?;
                let target = Target::Ids(ids);
                changes.extend(queries::change(&mut tx, event, &target, *action).await?.undo);
            }
            Deed::Undo(back) => {
                if let Some(change) = changes.iter().rev().nth(*back) {
                    queries::undo(&mut tx, event, *change).await?;
                }
            }
            Deed::SetPlaces(places) => {
                let set = sqlx::query(
                    "update events set max_attendees = $3 where organization_id = $1 and id = $2 and not is_deleted
                       and ($3::int is null or current_attendees <= $3)",
                )
                .bind(town.lumen.id)
                .bind(event)
                .bind(*places)
                .execute(tx.conn())
                .await?;
                if set.rows_affected() > 0 {
                    queries::fill_places(&mut tx, event, None).await?;
                }
            }
            Deed::Event(to) => events::queries::set_status(&mut tx, event, *to, None).await?,
            Deed::DeleteAndRestore => {
                events::queries::delete(&mut tx, event).await?;
                events::queries::restore(&mut tx, event).await?;
            }
        }
        tx.commit().await
    }
}

fn is_expected(error: &AppError) -> bool {
    matches!(error, AppError::Conflict { .. } | AppError::NotFound)
}

#[test]
fn whatever_is_done_in_whatever_order_the_places_agree() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let (town, people) = runtime.block_on(async {
        let town = Town::new().await;
        let people = town.contacts(PEOPLE).await;
        (town, people)
    });
    let config = Config {
        cases: 40,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(27),
        max_shrink_iters: 200,
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(&deeds(14), |deeds| {
        runtime.block_on(async {
            let event = town.event(Some(3)).await;
            let stage = Stage {
                town: &town,
                event,
                people: &people,
            };
            let mut changes = Vec::new();
            for deed in &deeds {
                if let Err(error) = stage.act(deed, &mut changes).await {
                    prop_assert!(is_expected(&error), "{:?}: {:?}", deed, error);
                }
                let wrong: Vec<String> = sqlx::query_scalar(AssertSqlSafe(wrong(event)))
                    .fetch_all(&town.pool_of_administrator())
                    .await
                    .unwrap();
                prop_assert!(wrong.is_empty(), "after {:?}: {:?}", deed, wrong);
            }
            Ok(())
        })
    });
    runtime.block_on(async move { drop(town) });
    outcome.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whatever_is_done_by_many_at_once_the_places_agree() {
    let town = Town::with_connections(12).await;
    let people = town.contacts(PEOPLE).await;
    let event = town.event(Some(4)).await;
    let mut runner = TestRunner::new(Config {
        rng_seed: RngSeed::Fixed(2027),
        failure_persistence: None,
        ..Config::default()
    });
    let scripts: Vec<Vec<Deed>> = (0..8)
        .map(|_| {
            use proptest::strategy::ValueTree;
            deeds(40).new_tree(&mut runner).unwrap().current()
        })
        .collect();
    let stage = Stage {
        town: &town,
        event,
        people: &people,
    };
    let stage = &stage;
    let all = scripts.iter().map(|script| async move {
        let mut changes = Vec::new();
        for deed in script {
            if let Err(error) = stage.act(deed, &mut changes).await {
                assert!(is_expected(&error), "{deed:?}: {error:?}");
            }
        }
    });
    futures::future::join_all(all).await;
    town.taken(event).await;
}

impl Town {
    /// One that is kept, for what is looked at very often.
    fn pool_of_administrator(&self) -> PgPool {
        static POOL: std::sync::OnceLock<PgPool> = std::sync::OnceLock::new();
        POOL.get_or_init(|| self.db.admin_pool()).clone()
    }
}
