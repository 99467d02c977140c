//! Deciding about claims: each as it was seen, each with one statement.

use super::refusing::{Asked, outcomes};
use super::telling::{Told, tell_decided};
use super::{budgets, limits};
use crate::accounts::roles::Permission;
use crate::approvals;
use crate::contacts::queries::Reach;
use crate::error::AppResult;
use crate::expenses::types::{Decided, ExpenseStatus, Outcome, StepKind, Verdict, Wanted};
use crate::tenancy::TenantTx;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

impl Verdict {
    const fn leads_to(self) -> ExpenseStatus {
        match self {
            Self::Approve => ExpenseStatus::Approved,
            Self::Reject => ExpenseStatus::Rejected,
            Self::Question => ExpenseStatus::Draft,
        }
    }

    const fn step(self) -> StepKind {
        match self {
            Self::Approve => StepKind::Approved,
            Self::Reject => StepKind::Rejected,
            Self::Question => StepKind::Questioned,
        }
    }
}

/// Decides about claims of others, and says of each what came of it. What somebody has decided in the same way before is done. An
/// approval of a claim that takes steps fills the one that is open; the last of them makes it approved.
///
/// # Errors
/// If whoever acts decides about nobody's claims.
pub async fn decide(
    tx: &mut TenantTx,
    wanted: &[Wanted],
    verdict: Verdict,
    comment: Option<&str>,
) -> AppResult<Decided> {
    let reach = Reach::of(tx, Permission::ApproveExpenses).await?;
    let all = wanted;
    let held = hold_to_decide(tx, all, &reach).await?;
    let stepped = Stepped::of(tx, &held).await?;
    let is_limited = verdict == Verdict::Approve && held.iter().any(|one| one.is_limited);
    let over = match is_limited {
        true => limits::over(tx, &stepped.up_to_me(all), &reach).await?,
        false => HashMap::new(),
    };
    let wanted: Vec<_> = all
        .iter()
        .filter(|one| !over.contains_key(&one.id.0))
        .copied()
        .collect();
    let said = stepped.said(tx, &wanted, verdict).await?;
    let moved = move_seen(tx, &wanted, verdict, comment, (&said, &reach)).await?;
    tell_of(tx, &moved, comment).await?;
    let approved: Vec<_> = moved
        .iter()
        .filter(|one| one.decision == StepKind::Approved)
        .map(|one| one.id)
        .collect();
    if is_limited {
        budgets::tell_approved(tx, &approved).await?;
    }
    let mut decided = what_came(tx, all, &moved, (verdict, &reach)).await?;
    for outcome in &mut decided.outcomes {
        if let Some(reason) = over.get(&outcome.id.0).filter(|_| outcome.refusal.is_some()) {
            outcome.refusal = Some(reason.clone());
        }
    }
    // Last, since others wait for whoever queues it.
    if moved.iter().any(|one| one.decision == StepKind::Endorsed) {
        approvals::queries::begins_to_wait(tx).await?;
    }
    Ok(decided)
}

/// What whoever acts said to claims that take steps: of which, and in whose place.
type Said = (Vec<Uuid>, Vec<Option<Uuid>>);

/// A claim that was decided about just now.
struct Moved {
    id: Uuid,
    decision: StepKind,
    /// As it is now.
    version: i32,
    title: String,
    created_by: Uuid,
    reversed_by: Option<Uuid>,
    /// Who got the money, of a reversal.
    payee_id: Option<Uuid>,
    is_reversal: bool,
    /// The name of whoever decided.
    by: Option<String>,
}

/// The one statement that decides, and notes it.
async fn move_seen(
    tx: &mut TenantTx,
    wanted: &[Wanted],
    verdict: Verdict,
    comment: Option<&str>,
    ((claims, stands_for), reach): (&Said, &Reach),
) -> AppResult<Vec<Moved>> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let (ids, versions) = columns(wanted);
    Ok(sqlx::query_as!(
        Moved,
        r#"
        -- Worked out first, since it would otherwise be asked for at each of the places below.
        with wanted as materialized (
          select one.id, one.version, case when $6::text = 'approved' and exists (
              select from expense_approvals a
              where a.organization_id = $1 and a.expense_id = one.id and a.decided_by is null and a.voided_at is null)
            then 'pending' else $6::text end as status
          from unnest($2::uuid[], $3::int[]) as one (id, version)
        ), moved as (
          update expenses e
          set status = wanted.status,
            approved_by = case when wanted.status = 'approved' then $4::uuid end,
            approved_at = case when wanted.status = 'approved' then now() end,
            submitted_at = case when wanted.status <> 'draft' then e.submitted_at end,
            base_amount = case when wanted.status <> 'draft' then e.base_amount end,
            base_currency = case when wanted.status <> 'draft' then e.base_currency end,
            fx_rate = case when wanted.status <> 'draft' then e.fx_rate end,
            fx_date = case when wanted.status <> 'draft' then e.fx_date end,
            fx_source = case when wanted.status <> 'draft' then e.fx_source end,
            steps_done = e.steps_done + (wanted.status = 'pending')::integer
          from wanted
          where e.organization_id = $1 and e.id = wanted.id and e.version = wanted.version
            and e.status = 'pending' and not e.is_deleted
            and e.created_by <> $4 and coalesce(e.payee_id, e.created_by) <> $4 and e.reversed_by is distinct from $4::uuid
            and ($5::uuid[] is null or e.created_by = any ($5))
            and (e.step is null or e.id = any ($9))
            -- Nobody could answer: it comes to what it takes back.
            and (e.reverses_id is null or $6::text <> 'draft')
          returning e.id, e.amount, e.currency, e.status, e.version, e.title, e.created_by, e.reversed_by, e.payee_id, e.reverses_id
        ), noted as (
          insert into expense_decisions (organization_id, expense_id, user_id, decision, comment, amount, currency, stands_for)
          select $1, moved.id, $4, case when moved.status = 'pending' then 'endorsed' else $7 end, $8, moved.amount, moved.currency,
            stood.person
          from moved left join unnest($9::uuid[], $10::uuid[]) as stood (id, person) on stood.id = moved.id
          returning expense_id, decision
        )
        select moved.id, noted.decision as "decision: StepKind", moved.version, moved.title, moved.created_by,
          moved.reversed_by, moved.reverses_id is not null as "is_reversal!",
          case when moved.reverses_id is not null then moved.payee_id end as payee_id,
          (select u.first_name || ' ' || u.last_name from users u where u.organization_id = $1 and u.id = $4) as by
        from noted join moved on moved.id = noted.expense_id
        order by moved.id
        "#,
        organization.0,
        &ids,
        &versions,
        me.0,
        reach.owners(),
        verdict.leads_to().as_str(),
        verdict.step().as_str(),
        comment,
        claims,
        stands_for as &[Option<Uuid>],
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Tells those whom it concerns.
async fn tell_of(tx: &mut TenantTx, moved: &[Moved], comment: Option<&str>) -> AppResult<()> {
    let mut of_each: BTreeMap<StepKind, Vec<Told>> = BTreeMap::new();
    for one in moved {
        of_each.entry(one.decision).or_default().push(Told {
            id: one.id,
            version: one.version,
            title: one.title.clone(),
            is_reversal: one.is_reversal,
            concerns: [Some(one.created_by), one.reversed_by, one.payee_id],
        });
    }
    let by = moved.first().and_then(|one| one.by.clone()).unwrap_or_default();
    for (decision, told) in of_each {
        tell_decided(tx, told, &by, decision, comment).await?;
    }
    Ok(())
}

/// What came of each claim; asked for only where not all went well.
async fn what_came(
    tx: &mut TenantTx,
    all: &[Wanted],
    moved: &[Moved],
    (verdict, reach): (Verdict, &Reach),
) -> AppResult<Decided> {
    let titles: HashMap<Uuid, &str> = moved.iter().map(|one| (one.id, one.title.as_str())).collect();
    let done = |one: &Wanted| {
        Some(Outcome {
            id: one.id,
            title: (*titles.get(&one.id.0)?).to_owned(),
            refusal: None,
        })
    };
    if let Some(outcomes) = all.iter().map(done).collect() {
        return Ok(Decided { outcomes });
    }
    let done: Vec<_> = moved.iter().map(|one| one.id).collect();
    outcomes(tx, all, &done, &Asked::ToDecide { verdict, reach }).await
}

/// The claims that take steps, and those of them that ask whoever acts.
#[derive(Default)]
struct Stepped {
    claims: Vec<Uuid>,
    asked: Vec<approvals::queries::AsksMe>,
}

impl Stepped {
    async fn of(tx: &mut TenantTx, held: &[Held]) -> AppResult<Self> {
        let claims: Vec<_> = held
            .iter()
            .filter(|one| one.is_stepped)
            .map(|one| one.id)
            .collect();
        if claims.is_empty() {
            return Ok(Self::default());
        }
        let asked = approvals::queries::asks_me(tx, &claims).await?;
        Ok(Self { claims, asked })
    }

    /// Those that do not ask somebody else.
    fn up_to_me(&self, wanted: &[Wanted]) -> Vec<Wanted> {
        let asks_me = |id: Uuid| self.asked.iter().any(|one| one.claim == id);
        let is_up_to_me = |one: &&Wanted| !self.claims.contains(&one.id.0) || asks_me(one.id.0);
        wanted.iter().filter(is_up_to_me).copied().collect()
    }

    /// Fills the open steps where that is what was decided: of which claims whoever acts said something, and in whose place.
    async fn said(mut self, tx: &mut TenantTx, wanted: &[Wanted], verdict: Verdict) -> AppResult<Said> {
        if verdict == Verdict::Approve && !self.asked.is_empty() {
            let filled = approvals::queries::fill(tx, wanted, &self.asked).await?;
            self.asked.retain(|one| filled.contains(&one.claim));
        }
        Ok(self.asked.iter().map(|one| (one.claim, one.stands_for)).unzip())
    }
}

/// Ids and versions, each for an array of a statement.
pub(super) fn columns(wanted: &[Wanted]) -> (Vec<Uuid>, Vec<i32>) {
    wanted.iter().map(|one| (one.id.0, one.version)).unzip()
}

/// A claim that nobody else changes meanwhile.
struct Held {
    id: Uuid,
    /// It waits, takes steps, and is not out of the reach of whoever decides.
    is_stepped: bool,
    /// An event that it is for has a limit, or a mark of its budget from which on people are told.
    is_limited: bool,
}

/// The same as [`hold`], with what else there is to be asked about each: mostly nothing.
async fn hold_to_decide(tx: &mut TenantTx, wanted: &[Wanted], reach: &Reach) -> AppResult<Vec<Held>> {
    let organization = tx.organization();
    let (ids, _) = columns(wanted);
    Ok(sqlx::query_as!(
        Held,
        r#"
        select e.id, (e.status = 'pending' and e.step is not null and ($3::uuid[] is null or e.created_by = any ($3))) as "is_stepped!",
          exists (select from event_limits l
            join expense_worths p on p.organization_id = $1 and p.expense_id = e.id and p.event = l.event_id
            where l.organization_id = $1) as "is_limited!"
        from expenses e
        where e.organization_id = $1 and e.id = any ($2)
        order by e.id for no key update of e
        "#,
        organization.0,
        &ids,
        reach.owners(),
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Takes claims in the order of their ids: two who decide about the same wait for each other, and in no circle.
pub(super) async fn hold(tx: &mut TenantTx, ids: &[Uuid]) -> AppResult<()> {
    let organization = tx.organization();
    sqlx::query!(
        "select id from expenses where organization_id = $1 and id = any ($2) order by id for no key update",
        organization.0,
        ids,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(())
}
