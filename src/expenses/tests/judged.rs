//! Claims and the policy.

use super::*;
use crate::policies::types::{Level, PolicyForm};

impl Town {
    /// Saves a policy at Lumen, whatever it was before.
    pub(super) async fn policy(&self, form: &PolicyForm) {
        let mut tx = self.tx(Role::Owner).await;
        let setup = crate::policies::queries::setup(&mut tx).await.unwrap();
        crate::policies::queries::save(&mut tx, setup.version, form, &english())
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    async fn try_submit(&self, id: ExpenseId) -> AppResult<i32> {
        let version = self.now(id).await.version;
        let mut tx = self.tx(Role::Member).await;
        let version = queries::submit(&mut tx, id, version).await?;
        tx.commit().await?;
        Ok(version)
    }

    /// What is submitted, and what was found of it; or at which field it was refused, and why.
    async fn submitted(&self, form: &ExpenseForm) -> Result<Vec<String>, (String, String)> {
        let id = self.draft(Role::Member, form).await;
        self.outcome(id).await
    }

    async fn outcome(&self, id: ExpenseId) -> Result<Vec<String>, (String, String)> {
        match self.try_submit(id).await {
            Ok(_) => {
                let claim = self.look(Role::Owner, id).await;
                let found = claim.findings.iter();
                Ok(found.map(|one| one.message(&english())).collect())
            }
            Err(error) => {
                assert_eq!(self.look(Role::Member, id).await.status, ExpenseStatus::Draft);
                let fields = error.fields();
                let (field, message) = fields.iter().next().expect("it says why");
                Err((field.to_owned(), message.to_owned()))
            }
        }
    }

    /// An event that ended so many days ago.
    pub(super) async fn ended(&self, title: &str, days: i64) -> EventId {
        let event = EventId::new();
        self.try_act(&format!(
            "insert into events (organization_id, id, created_by, title, start_date, end_date) values \
             ('{}', '{event}', '{}', '{title}', now() - interval '{} days', now() - interval '{days} days')",
            self.lumen.id,
            self.lumen.user(Role::Owner),
            days + 1,
        ))
        .await
        .unwrap();
        event
    }
}

fn lunch(amount: &str) -> ExpenseForm {
    ExpenseForm {
        expense_type: "catering".into(),
        ..train(amount)
    }
}

fn rules(level: Level) -> PolicyForm {
    let level = level.to_string();
    PolicyForm {
        catering_limit: "60".into(),
        catering_level: level.clone(),
        receipt_above: "25".into(),
        receipt_level: level.clone(),
        age_days: "90".into(),
        age_level: level.clone(),
        event_days: "30".into(),
        event_level: level,
        ..PolicyForm::default()
    }
}

fn only(change: impl Fn(&mut PolicyForm, PolicyForm), level: Level) -> PolicyForm {
    let mut form = PolicyForm::default();
    change(&mut form, rules(level));
    form
}

#[tokio::test]
async fn without_a_policy_nothing_is_found() {
    let town = Town::new().await;
    let mut form = lunch("9000");
    form.expense_date = (today() - chrono::TimeDelta::days(300)).to_string();
    assert_eq!(town.submitted(&form).await, Ok(Vec::new()));
}

#[tokio::test]
async fn a_limit_warns_or_refuses_above_it_and_not_at_it() {
    let town = Town::new().await;
    let limit = |form: &mut PolicyForm, all: PolicyForm| {
        (form.catering_limit, form.catering_level) = (all.catering_limit, all.catering_level);
    };
    let said = "Catering is limited to €60.00; this is €60.01.".to_owned();
    town.policy(&only(limit, Level::Warn)).await;
    assert_eq!(town.submitted(&lunch("59.99")).await, Ok(Vec::new()));
    assert_eq!(town.submitted(&lunch("60")).await, Ok(Vec::new()));
    assert_eq!(town.submitted(&lunch("60.01")).await, Ok(vec![said.clone()]));
    town.policy(&only(limit, Level::Block)).await;
    assert_eq!(town.submitted(&lunch("60")).await, Ok(Vec::new()));
    assert_eq!(
        town.submitted(&train("60.01")).await,
        Ok(Vec::new()),
        "another type"
    );
    assert_eq!(
        town.submitted(&lunch("60.01")).await,
        Err(("amount".to_owned(), said))
    );
}

#[tokio::test]
async fn a_limit_is_compared_in_the_own_currency_at_the_rate_of_the_claim() {
    let town = Town::new().await;
    town.try_act(&format!(
        "insert into exchange_rates (organization_id, base_currency, quote_currency, rate, rate_date, source, created_by) \
         values ('{}', 'USD', 'EUR', 0.5, current_date, 'manual', '{}')",
        town.lumen.id,
        town.lumen.user(Role::Owner),
    ))
    .await
    .unwrap();
    town.policy(&PolicyForm {
        catering_limit: "60".into(),
        catering_level: "block".into(),
        ..PolicyForm::default()
    })
    .await;
    let dollars = |amount: &str| ExpenseForm {
        currency: "USD".into(),
        ..lunch(amount)
    };
    // Half a cent goes to the even one: 60.005 is 60.00.
    assert_eq!(town.submitted(&dollars("120.01")).await, Ok(Vec::new()));
    let (_, said) = town.submitted(&dollars("120.02")).await.unwrap_err();
    assert_eq!(said, "Catering is limited to €60.00; this is €60.01.");
    // It is said before, too: by the rate that would count.
    let said_of = async |amount: &str, spent_on: NaiveDate| {
        let mut form = dollars(amount);
        form.expense_date = spent_on.to_string();
        let draft = town.draft(Role::Member, &form).await;
        let found = town.look(Role::Member, draft).await.findings;
        found
            .iter()
            .map(|one| one.message(&english()))
            .collect::<Vec<_>>()
    };
    let none: [String; 0] = [];
    assert_eq!(said_of("120.01", today()).await, none);
    assert_eq!(said_of("120.02", today()).await, [said]);
    // Without a rate nothing is known of it, and nothing is found.
    let before = today() - chrono::TimeDelta::days(1);
    assert_eq!(said_of("120.02", before).await, none);
    let mut tx = town.tx(Role::Member).await;
    let usd: Currency = "USD".parse().unwrap();
    let rate = queries::day_rate(&mut tx, usd, today()).await.unwrap();
    assert_eq!(rate.map(|rate| rate.rate.to_string()).as_deref(), Some("0.5"));
    assert_eq!(queries::day_rate(&mut tx, usd, before).await.unwrap(), None);
    let mut harbor = town.harbor_tx().await;
    assert_eq!(queries::day_rate(&mut harbor, usd, today()).await.unwrap(), None);
}

#[tokio::test]
async fn a_receipt_is_needed_above_an_amount() {
    let town = Town::new().await;
    let receipt = |form: &mut PolicyForm, all: PolicyForm| {
        (form.receipt_above, form.receipt_level) = (all.receipt_above, all.receipt_level);
    };
    let said = "A receipt is needed above €25.00; this is €25.01.".to_owned();
    town.policy(&only(receipt, Level::Warn)).await;
    assert_eq!(town.submitted(&lunch("25")).await, Ok(Vec::new()));
    assert_eq!(town.submitted(&lunch("25.01")).await, Ok(vec![said.clone()]));
    town.policy(&only(receipt, Level::Block)).await;
    let id = town.draft(Role::Member, &lunch("25.01")).await;
    assert_eq!(town.outcome(id).await, Err(("receipts".to_owned(), said)));
    town.receipt(id, "a").await.unwrap();
    assert_eq!(town.outcome(id).await, Ok(Vec::new()));
    // And it is not taken away again while the claim waits.
    let mut tx = town.tx(Role::Member).await;
    let file = queries::receipts(&mut tx, id).await.unwrap()[0].id;
    let refused = queries::set_receipt_removed(&mut tx, file, true)
        .await
        .unwrap_err();
    assert!(refused.fields().get("receipts").is_some(), "{refused:?}");
}

#[tokio::test]
async fn what_is_too_old_is_warned_of_or_refused() {
    let town = Town::new().await;
    let old = |days: i64| ExpenseForm {
        expense_date: (today() - chrono::TimeDelta::days(days)).to_string(),
        ..lunch("10")
    };
    let age = |form: &mut PolicyForm, all: PolicyForm| {
        (form.age_days, form.age_level) = (all.age_days, all.age_level);
    };
    let said = "What was paid is claimed within 90 days; this was 91 days ago.".to_owned();
    town.policy(&only(age, Level::Warn)).await;
    assert_eq!(town.submitted(&old(90)).await, Ok(Vec::new()));
    assert_eq!(town.submitted(&old(91)).await, Ok(vec![said.clone()]));
    town.policy(&only(age, Level::Block)).await;
    assert_eq!(town.submitted(&old(90)).await, Ok(Vec::new()));
    assert_eq!(
        town.submitted(&old(91)).await,
        Err(("expense_date".to_owned(), said))
    );
}

#[tokio::test]
async fn an_event_is_closed_some_days_after_its_end() {
    let town = Town::new().await;
    let closed = |form: &mut PolicyForm, all: PolicyForm| {
        (form.event_days, form.event_level) = (all.event_days, all.event_level);
    };
    let (open, over) = (town.ended("Gala", 30).await, town.ended("Forum", 31).await);
    let of = |event: EventId| ExpenseForm {
        event_id: event.to_string(),
        ..lunch("10")
    };
    town.policy(&only(closed, Level::Warn)).await;
    assert_eq!(town.submitted(&of(open)).await, Ok(Vec::new()));
    let found = town.submitted(&of(over)).await.unwrap();
    assert!(
        found[0].contains("“Forum”") && found[0].contains("31 days ago"),
        "{found:?}"
    );
    town.policy(&only(closed, Level::Block)).await;
    assert_eq!(town.submitted(&of(open)).await, Ok(Vec::new()));
    assert_eq!(town.submitted(&of(over)).await.unwrap_err().0, "event_id");
    // Each of several, too.
    let divided = ExpenseForm {
        split: format!("{open}\n\n{over}\n"),
        ..lunch("10")
    };
    assert_eq!(town.submitted(&divided).await.unwrap_err().0, "split");
}

#[tokio::test]
async fn the_last_day_of_an_event_is_that_of_its_own_zone() {
    let town = Town::new().await;
    town.policy(&PolicyForm {
        event_days: "30".into(),
        event_level: "block".into(),
        ..PolicyForm::default()
    })
    .await;
    // It ended in the same moment, which is another day at each end of the world.
    let noon = today().and_hms_opt(12, 0, 0).unwrap() - chrono::TimeDelta::days(30);
    for (zone, hours, is_open) in [
        ("UTC", 0, true),
        // At 13:00 in universal time it is the next day here, and so it ended a day later.
        ("Pacific/Kiritimati", 1 - 24, true),
        ("UTC", 1 - 24, false),
        // At 9:00 it is the day before here.
        ("Pacific/Pago_Pago", -3, false),
        ("UTC", -3, true),
    ] {
        let event = town.ended("Forum", 30).await;
        let end = noon + chrono::TimeDelta::hours(hours);
        town.try_act(&format!(
            "update events set timezone = '{zone}', start_date = '{end}Z'::timestamptz - interval '1 hour', end_date = '{end}Z' \
             where id = '{event}'"
        ))
        .await
        .unwrap();
        let form = ExpenseForm {
            event_id: event.to_string(),
            ..lunch("10")
        };
        let submitted = town.submitted(&form).await;
        assert_eq!(submitted.is_ok(), is_open, "{zone} {hours} {submitted:?}");
        let mut tx = town.tx(Role::Member).await;
        let choices = queries::choices(&mut tx).await.unwrap();
        let (_, end) = choices.ends.iter().find(|(id, _)| *id == event).unwrap();
        assert_eq!(
            (today() - end.on).num_days() <= 30,
            is_open,
            "{zone} {hours} {}",
            end.on
        );
    }
}

#[tokio::test]
async fn what_was_found_is_kept_whatever_becomes_of_the_policy() {
    let town = Town::new().await;
    town.policy(&rules(Level::Warn)).await;
    let seen = town.pending(Role::Member, &lunch("84.50")).await;
    let found = town.look(Role::Owner, seen.id).await.findings;
    assert_eq!(found.len(), 2, "{found:?}");
    town.policy(&PolicyForm::default()).await;
    assert_eq!(town.look(Role::Owner, seen.id).await.findings, found);
    let mut tx = town.tx(Role::Owner).await;
    let inbox = queries::inbox(&mut tx, &InboxFilter::default(), None)
        .await
        .unwrap();
    assert_eq!(inbox.page.rows[0].findings, found, "the queue says it, too");
    drop(tx);
    assert_eq!(
        town.decide(Role::Owner, &[seen], Verdict::Approve).await.done(),
        1
    );
    assert_eq!(town.look(Role::Owner, seen.id).await.findings, found);
    let refused = town
        .refused_by(&format!(
            "update expenses set findings = '[]' where id = '{}'",
            seen.id
        ))
        .await;
    assert_eq!(refused, "expenses_seen");
    // A stricter one later refuses nothing that waits already, until somebody changes it.
    let waiting = town.pending(Role::Member, &lunch("84.50")).await;
    town.policy(&rules(Level::Block)).await;
    assert_eq!(
        town.decide(Role::Owner, &[waiting], Verdict::Approve)
            .await
            .done(),
        1
    );
}

#[tokio::test]
async fn a_change_while_it_waits_is_looked_at_anew() {
    let town = Town::new().await;
    town.policy(&rules(Level::Warn)).await;
    let seen = town.pending(Role::Member, &lunch("20")).await;
    assert!(town.look(Role::Member, seen.id).await.findings.is_empty());
    town.save(Role::Member, seen, &lunch("84.50")).await.unwrap();
    assert_eq!(town.look(Role::Member, seen.id).await.findings.len(), 2);
    town.policy(&rules(Level::Block)).await;
    let now = town.now(seen.id).await;
    let refused = town.save(Role::Member, now, &lunch("90")).await.unwrap_err();
    assert!(refused.fields().get("amount").is_some(), "{refused:?}");
    assert_eq!(town.look(Role::Member, seen.id).await.amount.minor, 8_450);
    // Taken back, nothing is known of it but what would be found now.
    let mut tx = town.tx(Role::Member).await;
    queries::recall(&mut tx, seen.id, town.now(seen.id).await.version)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let draft = town.look(Role::Member, seen.id).await;
    assert!(draft.findings.iter().all(|one| one.level == Level::Block));
    town.policy(&PolicyForm::default()).await;
    assert!(town.look(Role::Member, seen.id).await.findings.is_empty());
}

#[tokio::test]
async fn of_a_submission_and_a_stricter_policy_one_comes_first() {
    let town = Town::new().await;
    for _ in 0..8 {
        town.policy(&PolicyForm::default()).await;
        let id = town.draft(Role::Member, &lunch("84.50")).await;
        let strict = rules(Level::Block);
        let (submitted, ()) = tokio::join!(town.try_submit(id), town.policy(&strict));
        let claim = town.look(Role::Member, id).await;
        let expected = if submitted.is_ok() {
            ExpenseStatus::Pending
        } else {
            ExpenseStatus::Draft
        };
        assert_eq!(claim.status, expected);
        assert!(claim.status == ExpenseStatus::Draft || claim.findings.is_empty());
    }
}

#[tokio::test]
async fn a_policy_says_nothing_of_another_organisations_claims_and_of_reversals() {
    let town = Town::new().await;
    let paid = town.paid(Role::Member, &lunch("84.50")).await;
    town.policy(&rules(Level::Block)).await;
    let mut tx = town.tx(Role::Owner).await;
    let reversal = queries::reverse(&mut tx, paid.id).await.unwrap();
    tx.commit().await.unwrap();
    assert!(town.look(Role::Owner, reversal).await.findings.is_empty());
    let mut tx = town.harbor_tx().await;
    let id = queries::insert(&mut tx, &read(&lunch("84.50"))).await.unwrap();
    queries::submit(&mut tx, id, 1).await.unwrap();
    assert!(queries::find(&mut tx, id).await.unwrap().findings.is_empty());
    let choices = queries::choices(&mut tx).await.unwrap();
    assert_eq!(choices.policy, crate::policies::types::Policy::default());
}
