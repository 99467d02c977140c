//! Which of the claims that wait are looked at: each part of the filter against a plain statement, and a page, its count, its sums and
//! all that is decided about at once as one set.

use super::*;
use crate::expenses::types::{Cursor, ExpenseType, Inbox};
use crate::ids::{TeamId, UserId};
use crate::policies::types::PolicyForm;
use crate::query::Query;
use crate::ui::money::{Money, Sums};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use std::collections::BTreeSet;

/// A queue in which everything that is filtered by occurs.
struct Queue {
    town: Town,
    events: [EventId; 2],
    people: [UserId; 3],
}

fn day(back: u64) -> NaiveDate {
    today() - chrono::Days::new(back)
}

fn of(query: &str) -> InboxFilter {
    let query = Query::parse(query);
    InboxFilter::from_query(|name| query.get(name))
}

impl Queue {
    async fn new() -> Self {
        let town = Town::new().await;
        let events = [town.ended("Forum", 1).await, town.ended("Gala", 2).await];
        let (org, owner) = (town.lumen.id, town.lumen.user(Role::Owner));
        town.try_act(&format!(
            "insert into exchange_rates (organization_id, base_currency, quote_currency, rate, rate_date, source, created_by) \
             select '{org}'::uuid, 'USD', 'EUR', 0.5, current_date - day, 'manual', '{owner}'::uuid from generate_series(0, 40) day"
        ))
        .await
        .unwrap();
        let policy = PolicyForm {
            receipt_above: "50".into(),
            receipt_level: "warn".into(),
            ..PolicyForm::default()
        };
        town.policy(&policy).await;
        let people = [Role::Member, Role::Manager, Role::Admin].map(|role| town.lumen.user(role));
        let types = ["travel", "catering", "other"];
        let titles = ["Zug nach Köln", "Lunch", "50 % off_paper"];
        for at in 0..24_usize {
            let role = [Role::Member, Role::Manager, Role::Admin][at % 3];
            let split = format!("{}\n10\n{}\n5", events[0], events[1]);
            let form = ExpenseForm {
                title: titles[(at / 2) % 3].into(),
                merchant: if at % 4 == 0 {
                    "Bäckerei Süß".into()
                } else {
                    format!("Shop {at}")
                },
                expense_type: types[(at / 3) % 3].into(),
                currency: if at % 5 == 0 { "USD".into() } else { "EUR".into() },
                expense_date: day(at as u64).to_string(),
                event_id: if at % 6 == 1 {
                    events[at % 2].to_string()
                } else {
                    String::new()
                },
                split: if at % 6 == 3 { split } else { String::new() },
                category: if at % 7 == 0 {
                    "Reisekosten".into()
                } else {
                    String::new()
                },
                ..train(&format!("{}", 20 + 3 * at))
            };
            town.pending(role, &form).await;
        }
        // What is in nobody's queue: a draft, one that is decided, and one of whoever looks.
        town.draft(Role::Member, &train("1")).await;
        town.approved(Role::Member, &train("2")).await;
        town.pending(Role::Owner, &train("3")).await;
        Self { town, events, people }
    }

    /// All pages of the inbox, as somebody sees it.
    async fn inbox(&self, role: Role, filter: &InboxFilter) -> Inbox {
        let mut tx = self.town.tx(role).await;
        let mut inbox = queries::inbox(&mut tx, filter, None).await.unwrap();
        while let Some(next) = inbox.page.next.take() {
            let Cursor::After(_) = &next else {
                panic!("{next:?}")
            };
            let more = queries::inbox(&mut tx, filter, Some(&next)).await.unwrap();
            assert_eq!((&more.page.total, &more.sums), (&inbox.page.total, &inbox.sums));
            inbox.page.rows.extend(more.page.rows);
            inbox.page.next = more.page.next;
        }
        inbox
    }

    /// What the filter takes of the queue of Lumen's owner, by a plain statement.
    async fn plain(&self, condition: &str) -> BTreeSet<uuid::Uuid> {
        let statement = format!(
            "select id from expenses where organization_id = '{}' and status = 'pending' and created_by <> '{}' and ({condition})",
            self.town.lumen.id,
            self.town.lumen.user(Role::Owner),
        );
        let found: Vec<uuid::Uuid> = sqlx::query_scalar(AssertSqlSafe(statement))
            .fetch_all(&self.town.db.admin_pool())
            .await
            .unwrap();
        found.into_iter().collect()
    }

    /// The page, its count, its sums and all that is decided about at once are one set; which.
    async fn set(&self, role: Role, filter: &InboxFilter) -> BTreeSet<uuid::Uuid> {
        let inbox = self.inbox(role, filter).await;
        let mut tx = self.town.tx(role).await;
        let waiting = queries::waiting(&mut tx, filter).await.unwrap();
        let rows: Vec<_> = inbox.page.rows.iter().map(|row| (row.id, row.version)).collect();
        let all: Vec<_> = waiting.claims.iter().map(|one| (one.id, one.version)).collect();
        assert_eq!(rows, all, "{filter:?}");
        assert!(!waiting.is_more);
        let total = inbox.page.total.unwrap();
        assert_eq!(
            (total.count as usize, total.is_more),
            (rows.len(), false),
            "{filter:?}"
        );
        let amounts: Vec<Money> = inbox.page.rows.iter().map(|row| row.amount).collect();
        assert_eq!(waiting.amounts, amounts, "each in its order: {filter:?}");
        let sums: Vec<_> = Sums::of(amounts).unwrap().iter().collect();
        assert_eq!((&inbox.sums, &waiting.sums), (&sums, &sums), "{filter:?}");
        rows.into_iter().map(|(id, _)| id.0).collect()
    }

    /// Every part of the filter, as a query and as a plain condition.
    fn parts(&self) -> Vec<(String, String)> {
        let shared = "exists (select from expense_shares s where s.expense_id = expenses.id and s.event_id =";
        let mut parts = vec![
            ("currency=USD".into(), "currency = 'USD'".into()),
            ("flagged=1".into(), "findings <> '[]'".into()),
            (
                format!("from={}", day(10)),
                "expense_date >= current_date - 10".into(),
            ),
            (
                format!("to={}", day(5)),
                "expense_date <= current_date - 5".into(),
            ),
            (
                format!("from={0}&to={0}", day(7)),
                "expense_date = current_date - 7".into(),
            ),
            ("q=koln".into(), "title = 'Zug nach Köln'".into()),
            ("q=SUSS".into(), "merchant = 'Bäckerei Süß'".into()),
            ("q=reisek".into(), "category = 'Reisekosten'".into()),
            ("q=%25+off_".into(), "title = '50 % off_paper'".into()),
            ("q=nowhere".into(), "false".into()),
            ("type=venue".into(), "false".into()),
        ];
        for kind in [ExpenseType::Travel, ExpenseType::Catering, ExpenseType::Other] {
            parts.push((format!("type={kind}"), format!("expense_type = '{kind}'")));
        }
        for person in self.people {
            parts.push((format!("person={person}"), format!("created_by = '{person}'")));
        }
        for event in self.events {
            let plain = format!("event_id = '{event}' or {shared} '{event}')");
            parts.push((format!("event={event}"), plain));
        }
        parts
    }
}

#[tokio::test]
async fn each_part_of_the_filter_takes_what_a_plain_statement_takes() {
    let queue = Queue::new().await;
    assert_eq!(queue.set(Role::Owner, &InboxFilter::default()).await.len(), 24);
    for (query, condition) in queue.parts() {
        let plain = queue.plain(&condition).await;
        let is_nothing = condition == "false";
        assert_eq!(plain.is_empty(), is_nothing, "{query} is about something");
        assert!(plain.len() < 24, "{query} leaves something out");
        assert_eq!(queue.set(Role::Owner, &of(&query)).await, plain, "{query}");
    }
}

#[tokio::test]
async fn whatever_is_combined_page_count_sums_and_all_that_match_are_one_set() {
    let queue = Queue::new().await;
    let parts = queue.parts();
    let mut runner = TestRunner::new(Config::default());
    let some = proptest::sample::subsequence(parts, 2..=4);
    for _ in 0..40 {
        let chosen = some.new_tree(&mut runner).unwrap().current();
        // Of two that say the same thing, the filter has one: the first in the list.
        let mut names = BTreeSet::new();
        let (mut query, mut conditions) = (Vec::new(), Vec::new());
        for (part, condition) in chosen {
            let said: Vec<_> = part.split('&').filter_map(|one| one.split_once('=')).collect();
            if said.iter().any(|(name, _)| names.contains(*name)) {
                continue;
            }
            names.extend(said.iter().map(|(name, _)| (*name).to_owned()));
            query.push(part);
            conditions.push(format!("({condition})"));
        }
        let filter = of(&query.join("&"));
        // Days that stand the wrong way round are turned, which a plain statement does not know.
        if query.iter().any(|part| part.starts_with("to="))
            && query.iter().any(|part| part.starts_with("from="))
        {
            assert!(filter.from <= filter.to);
        }
        let plain = queue.plain(&conditions.join(" and ")).await;
        assert_eq!(queue.set(Role::Owner, &filter).await, plain, "{query:?}");
    }
}

#[tokio::test]
async fn what_makes_no_sense_filters_nothing_and_the_badge_counts_all() {
    let queue = Queue::new().await;
    let broken = of("type=horse&person=me&event=1&currency=Taler&from=soon&to=2026-13-01&flagged=2&q=+");
    assert!(broken.is_all());
    assert_eq!(queue.set(Role::Owner, &broken).await.len(), 24);
    let mut tx = queue.town.tx(Role::Owner).await;
    assert_eq!(queries::waiting_count(&mut tx).await.unwrap().count, 24);
    // What is sent past the page's own reading.
    let turned = InboxFilter {
        from: Some(day(1)),
        to: Some(day(9)),
        ..InboxFilter::default()
    };
    assert!(queue.set(Role::Owner, &turned).await.is_empty());
}

#[tokio::test]
async fn nothing_of_another_organisation_is_found_by_its_ids() {
    let queue = Queue::new().await;
    let harbor = queue.town.harbor.user(Role::Member);
    for query in [
        format!("person={harbor}"),
        format!("event={}", EventId::new()),
        format!("person={}", UserId::new()),
    ] {
        assert!(queue.set(Role::Owner, &of(&query)).await.is_empty(), "{query}");
    }
    let mut tx = queue.town.tx(Role::Owner).await;
    let choices = queries::inbox_choices(&mut tx, &of(&format!("person={harbor}")))
        .await
        .unwrap();
    assert!(choices.people.iter().all(|one| one.id != harbor), "nor named");
    // And from there, nothing of Lumen's.
    let mut tx = queue.town.harbor_tx().await;
    for (query, _) in queue.parts() {
        let filter = of(&query);
        let inbox = queries::inbox(&mut tx, &filter, None).await.unwrap();
        assert!(inbox.page.rows.is_empty() && inbox.sums.is_empty(), "{query}");
        assert!(
            queries::waiting(&mut tx, &filter)
                .await
                .unwrap()
                .claims
                .is_empty()
        );
        let choices = queries::inbox_choices(&mut tx, &filter).await.unwrap();
        assert_eq!(
            choices,
            crate::expenses::types::InboxChoices::default(),
            "{query}"
        );
    }
}

#[tokio::test]
async fn a_manager_filters_within_their_team_and_is_offered_nobody_else() {
    let queue = Queue::new().await;
    let town = &queue.town;
    let [member, manager, admin] = queue.people;
    let (org, team) = (town.lumen.id, TeamId::new());
    town.try_act(&format!(
        "insert into teams (organization_id, id, name, created_by) values ('{org}', '{team}', 'Berlin', '{manager}');
         insert into team_members (organization_id, team_id, user_id) values ('{org}', '{team}', '{manager}'), ('{org}', '{team}', '{member}')"
    ))
    .await
    .unwrap();
    let theirs = queue.plain(&format!("created_by = '{member}'")).await;
    assert_eq!(queue.set(Role::Manager, &InboxFilter::default()).await, theirs);
    assert_eq!(
        queue.set(Role::Manager, &of(&format!("person={member}"))).await,
        theirs
    );
    let of_admin = of(&format!("person={admin}"));
    assert!(queue.set(Role::Manager, &of_admin).await.is_empty());
    let mut tx = town.tx(Role::Manager).await;
    let offered = queries::inbox_choices(&mut tx, &of_admin).await.unwrap();
    let people: Vec<_> = offered.people.iter().map(|one| one.id).collect();
    assert_eq!(people, [member], "and whom they do not decide about is not named");
    // Who decides about nobody is told so.
    let mut tx = town.tx(Role::Member).await;
    let refused = queries::inbox_choices(&mut tx, &of_admin).await;
    assert_eq!(refused.unwrap_err(), AppError::Forbidden);
}

#[tokio::test]
async fn what_something_waits_of_is_offered_and_what_is_asked_for_is_named() {
    let queue = Queue::new().await;
    let quiet = queue.town.ended("Quiet", 3).await;
    let mut tx = queue.town.tx(Role::Owner).await;
    let offered = queries::inbox_choices(&mut tx, &InboxFilter::default())
        .await
        .unwrap();
    let people: BTreeSet<_> = offered.people.iter().map(|one| one.id.0).collect();
    assert_eq!(people, queue.people.iter().map(|one| one.0).collect());
    let events: BTreeSet<_> = offered.events.iter().map(|one| one.id.0).collect();
    assert_eq!(events, queue.events.iter().map(|one| one.0).collect());
    let currencies: Vec<_> = offered.currencies.iter().map(ToString::to_string).collect();
    assert_eq!(currencies, ["EUR", "USD"]);
    let asked = of(&format!(
        "event={quiet}&person={}",
        queue.town.lumen.user(Role::Owner)
    ));
    let offered = queries::inbox_choices(&mut tx, &asked).await.unwrap();
    assert!(offered.events.iter().any(|one| one.title == "Quiet"));
    assert_eq!(offered.people.len(), 4);
}
