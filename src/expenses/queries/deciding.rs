//! Deciding about claims: each as it was seen, each with one statement.

use super::limits;
use super::refusing::{Asked, outcomes};
use super::telling::tell;
use crate::accounts::roles::Permission;
use crate::approvals;
use crate::contacts::queries::Reach;
use crate::error::AppResult;
use crate::expenses::types::{Decided, ExpenseStatus, StepKind, Verdict, Wanted};
use crate::tenancy::TenantTx;
use std::collections::HashMap;
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
    let (organization, me) = (tx.organization(), tx.user()?);
    let (ids, _) = columns(wanted);
    hold(tx, &ids).await?;
    let all = wanted;
    let stepped = Stepped::of(tx, all, &reach).await?;
    let over = match verdict {
        Verdict::Approve => limits::over(tx, &stepped.up_to_me(all), &reach).await?,
        Verdict::Reject | Verdict::Question => HashMap::new(),
    };
    let wanted: Vec<_> = all
        .iter()
        .filter(|one| !over.contains_key(&one.id.0))
        .copied()
        .collect();
    let (ids, versions) = columns(&wanted);
    let (claims, stands_for) = stepped.said(tx, &wanted, verdict).await?;
    let moved = sqlx::query!(
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
          returning e.id, e.amount, e.currency, e.status
        )
        insert into expense_decisions (organization_id, expense_id, user_id, decision, comment, amount, currency, stands_for)
        select $1, moved.id, $4, case when moved.status = 'pending' then 'endorsed' else $7 end, $8, moved.amount, moved.currency,
          stood.person
        from moved left join unnest($9::uuid[], $10::uuid[]) as stood (id, person) on stood.id = moved.id
        returning expense_id, decision as "decision: StepKind"
        "#,
        organization.0,
        &ids,
        &versions,
        me.0,
        reach.owners(),
        verdict.leads_to().as_str(),
        verdict.step().as_str(),
        comment,
        &claims,
        &stands_for as &[Option<Uuid>],
    )
    .fetch_all(tx.conn())
    .await?;
    let of = |kind: StepKind| -> Vec<Uuid> {
        let of_it = moved.iter().filter(|one| one.decision == kind);
        of_it.map(|one| one.expense_id).collect()
    };
    let endorsed = of(StepKind::Endorsed);
    tell(tx, &of(verdict.step()), verdict.step(), comment).await?;
    tell(tx, &endorsed, StepKind::Endorsed, comment).await?;
    let done: Vec<_> = moved.iter().map(|one| one.expense_id).collect();
    let asked = Asked::ToDecide {
        verdict,
        reach: &reach,
    };
    let mut outcomes = outcomes(tx, all, &done, &asked).await?;
    for outcome in &mut outcomes.outcomes {
        if let Some(reason) = over.get(&outcome.id.0).filter(|_| outcome.refusal.is_some()) {
            outcome.refusal = Some(reason.clone());
        }
    }
    limits::tell_of_budgets(tx, &of(StepKind::Approved)).await?;
    // Last, since others wait for whoever queues it.
    if !endorsed.is_empty() {
        approvals::queries::begins_to_wait(tx).await?;
    }
    Ok(outcomes)
}

/// The claims that take steps, and those of them that ask whoever acts.
#[derive(Default)]
struct Stepped {
    claims: Vec<Uuid>,
    asked: Vec<approvals::queries::AsksMe>,
}

impl Stepped {
    /// The claims are locked.
    async fn of(tx: &mut TenantTx, wanted: &[Wanted], reach: &Reach) -> AppResult<Self> {
        let organization = tx.organization();
        let (ids, _) = columns(wanted);
        let claims = sqlx::query_scalar!(
            r#"
            select id from expenses
            where organization_id = $1 and id = any ($2) and status = 'pending' and step is not null
              and ($3::uuid[] is null or created_by = any ($3))
            "#,
            organization.0,
            &ids,
            reach.owners(),
        )
        .fetch_all(tx.conn())
        .await?;
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
    async fn said(
        mut self,
        tx: &mut TenantTx,
        wanted: &[Wanted],
        verdict: Verdict,
    ) -> AppResult<(Vec<Uuid>, Vec<Option<Uuid>>)> {
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
