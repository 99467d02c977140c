//! Telling of budgets that are used as far as somebody wants to hear of it.
//!
//! People are told when a mark is passed: by what was approved, because the event may cost less than before, or because they want to
//! hear of it earlier. What they know counts as far as it was so before: where something was taken back meanwhile, by whatever road,
//! the same mark is news once it is passed again.

use super::money;
use super::spending::budgets_in;
use crate::accounts::roles::Role;
use crate::error::AppResult;
use crate::ids::{EventId, UserId};
use crate::notifications::queries::{Notice, notify_all};
use crate::notifications::types::{NotificationKind, Said};
use crate::rates;
use crate::tenancy::TenantTx;
use crate::ui::locale::Locale;
use crate::ui::money::Money;
use uuid::Uuid;

/// What was otherwise before what was done just now.
pub(super) enum Before<'a> {
    /// These claims were not approved.
    Approved(&'a [Uuid]),
    /// The events had these budgets, in their order.
    Budgets(&'a [Money]),
    /// People wanted to hear of it from this part on, in per cent, or not at all.
    Mark(Option<u8>),
}

/// Tells of events whose budget is used as far as somebody wants to hear of it, after claims were approved: whoever holds the budget,
/// and the owners. Once for each of two marks, until it falls below them again.
pub(super) async fn tell_approved(tx: &mut TenantTx, approved: &[Uuid]) -> AppResult<()> {
    tell(tx, &[], &Before::Approved(approved)).await
}

/// The same after events were given other budgets: each with the one that it had. Their rows are locked by whoever asks.
///
/// # Errors
/// If the database cannot be reached.
pub async fn tell_rebudgeted(tx: &mut TenantTx, were: &[(EventId, Money)]) -> AppResult<()> {
    let (events, budgets): (Vec<Uuid>, Vec<Money>) = were.iter().map(|(event, was)| (event.0, *was)).unzip();
    tell(tx, &events, &Before::Budgets(&budgets)).await
}

/// An event whose budget somebody wants to hear of, as it stands.
struct Watched {
    event: EventId,
    title: String,
    holder: Uuid,
    budget: Money,
    /// What is approved or paid, in the own currency.
    bound: Money,
    /// What of it came with the claims that were approved just now.
    added: Money,
    /// From what part on people are told.
    from: u8,
    /// Of what part they were told last.
    told: i32,
}

/// An event, and how much of its budget is used.
struct Used {
    of: Watched,
    /// The budget in the own currency.
    budget: Money,
    percent: i128,
    /// Of which part of the budget people know once they were told.
    mark: i32,
    /// Of which part they knew that was so still before what was done just now.
    known: i32,
}

/// Tells of these events, and of those of claims that were approved.
pub(super) async fn tell(tx: &mut TenantTx, events: &[Uuid], before: &Before<'_>) -> AppResult<()> {
    let used = used(tx, events, before).await?;
    if used.is_empty() {
        return Ok(());
    }
    note_told(tx, &used).await?;
    if used.iter().all(|used| used.mark <= used.known) {
        return Ok(());
    }
    let people = told_people(tx, &used).await?;
    let mut notices = Vec::new();
    for used in used.iter().filter(|used| used.mark > used.known) {
        let told = people
            .iter()
            .filter(|(person, is_owner)| *is_owner || *person == used.of.holder);
        notices.extend(told.map(|(person, _)| notice(used, UserId(*person))));
    }
    notify_all(tx, &notices).await
}

fn notice(used: &Used, to: UserId) -> Notice {
    let (of, budget) = (&used.of, used.budget);
    let title = Said::new(
        format!("{}: {} % of the budget is used", of.title, used.percent),
        format!("{}: {} % des Budgets sind verbraucht", of.title, used.percent),
    );
    let (bound, whole, own) = (of.bound.to_decimal(), budget.to_decimal(), budget.currency);
    let german = Locale::of("de-DE");
    Notice {
        to,
        kind: NotificationKind::BudgetUsed,
        title: title.map(|title| title.chars().take(250).collect()),
        message: Said::new(
            format!("{bound} {own} of {whole} {own} are approved or paid."),
            format!(
                "{} von {} sind genehmigt oder bezahlt.",
                of.bound.format(&german),
                budget.format(&german)
            ),
        ),
        path: format!("/events/{}/budget", of.event),
        cause: format!("budget/{}/{}/{}", of.event, used.mark, Uuid::now_v7()),
    }
}

/// How much of a budget something is, in whole per cent.
fn percent_of(bound: Money, budget: Money) -> i128 {
    i128::from(bound.minor.max(0)) * 100 / i128::from(budget.minor.max(1))
}

/// Which of the two marks is passed: the whole, or the part from which on people are told; 0 where none is.
fn mark_at(percent: i128, from: Option<u8>) -> i32 {
    match (percent, from) {
        (_, None) => 0,
        (100.., _) => 100,
        (percent, Some(from)) if percent >= i128::from(from) => i32::from(from),
        _ => 0,
    }
}

/// The events in their order, as far as their budgets can be counted today.
async fn used(tx: &mut TenantTx, events: &[Uuid], before: &Before<'_>) -> AppResult<Vec<Used>> {
    let claims = match before {
        Before::Approved(claims) => claims,
        Before::Budgets(_) | Before::Mark(_) => &[][..],
    };
    let watched = watched(tx, events, claims).await?;
    let Some(own) = watched.first().map(|one| one.bound.currency) else {
        return Ok(Vec::new());
    };
    // Those of now, and behind them those of before.
    let mut budgets: Vec<Money> = watched.iter().map(|one| one.budget).collect();
    if let Before::Budgets(were) = before {
        let was = |one: &Watched| {
            let at = events.iter().position(|event| *event == one.event.0);
            at.and_then(|at| were.get(at)).copied().unwrap_or(one.budget)
        };
        budgets.extend(watched.iter().map(was));
    }
    let worth = budgets_in(tx, &budgets, own).await?;
    let many = watched.len();
    let mut used = Vec::new();
    for (at, of) in watched.into_iter().enumerate() {
        let Some(budget) = worth.get(at).copied().flatten().filter(|budget| budget.minor > 0) else {
            continue;
        };
        let percent = percent_of(of.bound, budget);
        let from = Some(of.from);
        let was_so = match before {
            Before::Approved(_) => {
                let bound = of.bound.checked_sub(of.added).unwrap_or(of.bound);
                Some(mark_at(percent_of(bound, budget), from))
            }
            Before::Budgets(_) => {
                let had_none = budgets.get(many + at).is_none_or(|was| was.minor <= 0);
                match worth.get(many + at).copied().flatten() {
                    Some(was) => Some(mark_at(percent_of(of.bound, was), from)),
                    // Where it cannot be counted, what people were told counts alone.
                    None => had_none.then_some(0),
                }
            }
            Before::Mark(was) => Some(mark_at(percent, *was)),
        };
        used.push(Used {
            budget,
            percent,
            mark: mark_at(percent, from),
            known: was_so.map_or(of.told, |mark| mark.min(of.told)),
            of,
        });
    }
    Ok(used)
}

/// The events whose budget somebody wants to hear of, in their order: those that are named, and those of claims. Whoever else approves
/// something for them waits: of two who pass a mark together one hears of both.
async fn watched(tx: &mut TenantTx, events: &[Uuid], claims: &[Uuid]) -> AppResult<Vec<Watched>> {
    let organization = tx.organization();
    let events = sqlx::query_scalar!(
        r#"
        select l.event_id from event_limits l
        where l.organization_id = $1 and l.alert_percent is not null and l.event_id in (
          select p.event from expense_worths p where p.organization_id = $1 and p.expense_id = any ($2)
          union all
          select unnest($3::uuid[]))
        order by l.event_id for no key update of l
        "#,
        organization.0,
        claims,
        events,
    )
    .fetch_all(tx.conn())
    .await?;
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query!(
        r#"
        select l.event_id as "event_id: EventId", l.alert_percent as "alert_percent!", l.told_percent, v.title, v.created_by,
          v.budget::text as "budget!", v.currency, app.bound_on($1, l.event_id)::text as "bound!",
          (select coalesce(sum(p.worth), 0) from expense_worths p
            where p.organization_id = $1 and p.expense_id = any ($3) and p.event = l.event_id)::text as "added!"
        from event_limits l
        join events v on v.organization_id = $1 and v.id = l.event_id
        where l.organization_id = $1 and l.event_id = any ($2) and l.alert_percent is not null and v.budget > 0
        order by l.event_id
        "#,
        organization.0,
        &events,
        claims,
    )
    .fetch_all(tx.conn())
    .await?;
    let own = match rows.is_empty() {
        true => return Ok(Vec::new()),
        false => rates::queries::base_currency(tx).await?,
    };
    rows.into_iter()
        .map(|row| {
            Ok(Watched {
                event: row.event_id,
                budget: money(&row.budget, &row.currency)?,
                bound: money(&row.bound, own.code())?,
                added: money(&row.added, own.code())?,
                title: row.title,
                holder: row.created_by,
                from: u8::try_from(row.alert_percent).unwrap_or(100),
                told: row.told_percent,
            })
        })
        .collect()
}

/// Notes of what marks people know from now on.
async fn note_told(tx: &mut TenantTx, used: &[Used]) -> AppResult<()> {
    let organization = tx.organization();
    let changed = used.iter().filter(|used| used.mark != used.of.told);
    let (events, marks): (Vec<Uuid>, Vec<i32>) = changed.map(|used| (used.of.event.0, used.mark)).unzip();
    if events.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        r#"
        update event_limits l set told_percent = marked.mark
        from unnest($2::uuid[], $3::int[]) as marked (event_id, mark)
        where l.organization_id = $1 and l.event_id = marked.event_id
        "#,
        organization.0,
        &events,
        &marks,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The owners, and whoever holds one of the budgets: each with whether they are an owner.
async fn told_people(tx: &mut TenantTx, used: &[Used]) -> AppResult<Vec<(Uuid, bool)>> {
    let organization = tx.organization();
    let holders: Vec<Uuid> = used.iter().map(|used| used.of.holder).collect();
    let people = sqlx::query!(
        r#"
        select id, role = $3 as "is_owner!" from users
        where organization_id = $1 and is_active and not is_deleted and (id = any ($2) or role = $3) order by id
        "#,
        organization.0,
        &holders,
        Role::Owner.as_str(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(people
        .into_iter()
        .map(|person| (person.id, person.is_owner))
        .collect())
}
