//! Why nothing was done with a claim.

use crate::accounts::roles::Permission;
use crate::approvals;
use crate::approvals::types::WaitsFor;
use crate::contacts::queries::Reach;
use crate::error::AppResult;
use crate::expenses::types::{Decided, ExpenseStatus, Outcome, Verdict, Wanted};
use crate::ids::ExpenseId;
use crate::tenancy::TenantTx;
use std::collections::HashMap;
use uuid::Uuid;

/// Said to whoever would pay what they approved themselves.
pub(super) const NEEDS_ANOTHER: &str = "You approved it, and it is worth so much that somebody else pays it.";

/// What was to be done.
pub(super) enum Asked<'a> {
    ToDecide { verdict: Verdict, reach: &'a Reach },
    ToPay { key: Uuid, reach: &'a Reach },
}

/// A claim as it is now.
struct Found {
    title: String,
    status: ExpenseStatus,
    version: i32,
    claimant: Uuid,
    payee: Option<Uuid>,
    /// Who made it, of one that takes another back.
    reversed_by: Option<Uuid>,
    approved_by: Option<Uuid>,
    payment_key: Option<Uuid>,
    last_by: Option<String>,
    /// Whoever acts has taken one of its steps.
    is_endorsed: bool,
    /// Whom its open step asks, where it takes steps.
    waits_for: Option<WaitsFor>,
    /// Whoever acts said yes to it, and it is worth so much that somebody else pays it.
    needs_another: bool,
    /// The number of the batch that it is being paid with.
    batch: Option<i32>,
}

/// What came of each claim: `done` were moved just now.
pub(super) async fn outcomes(
    tx: &mut TenantTx,
    wanted: &[Wanted],
    done: &[Uuid],
    asked: &Asked<'_>,
) -> AppResult<Decided> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let view = Reach::within(tx, Permission::ViewExpenses).await?;
    let ids: Vec<_> = wanted.iter().map(|one| one.id.0).collect();
    let found = sqlx::query!(
        r#"
        select e.id as "id: ExpenseId", e.title, e.status as "status: ExpenseStatus", e.version, e.created_by, e.payee_id, e.reversed_by,
          e.approved_by, e.payment_key, e.step is not null as "is_stepped!",
          exists (select from expense_approvals a
            where a.organization_id = $1 and a.expense_id = e.id and a.decided_by = $4 and a.voided_at is null) as "is_endorsed!",
          (select u.first_name || ' ' || u.last_name from expense_decisions d
            join users u on u.organization_id = $1 and u.id = d.user_id
            where d.organization_id = $1 and d.expense_id = e.id order by d.created_at desc, d.id desc limit 1) as last_by,
          ($6 and e.status = 'approved' and coalesce(app.needs_another($1, e.id, e.base_amount, e.approved_by, $4), false)) as "needs_another!",
          (select b.number from payment_batch_items i
            join payment_batches b on b.organization_id = $1 and b.id = i.batch_id and b.status = 'exported'
            where i.organization_id = $1 and i.expense_id = e.id and i.outcome = 'open') as batch
        from expenses e
        where e.organization_id = $1 and e.id = any ($2) and not e.is_deleted
          and (e.status <> 'draft' or e.created_by = $4 or e.id = any ($5))
          and ($3::uuid[] is null or e.created_by = any ($3) or e.payee_id = $4)
        "#,
        organization.0,
        &ids,
        view.owners(),
        me.0,
        done,
        matches!(asked, Asked::ToPay { .. }),
    )
    .fetch_all(tx.conn())
    .await?;
    let refused = found
        .iter()
        .filter(|row| row.is_stepped && !done.contains(&row.id.0));
    let refused: Vec<_> = refused.map(|row| row.id.0).collect();
    let mut waits_for = approvals::queries::waits_for(tx, &refused).await?;
    let mut known: HashMap<Uuid, Found> = found
        .into_iter()
        .map(|row| {
            let found = Found {
                title: row.title,
                status: row.status,
                version: row.version,
                claimant: row.created_by,
                payee: row.payee_id,
                reversed_by: row.reversed_by,
                approved_by: row.approved_by,
                payment_key: row.payment_key,
                last_by: row.last_by,
                is_endorsed: row.is_endorsed,
                waits_for: waits_for.remove(&row.id.0),
                needs_another: row.needs_another,
                batch: row.batch,
            };
            (row.id.0, found)
        })
        .collect();
    let outcome = |one: &Wanted| {
        let Some(found) = known.remove(&one.id.0) else {
            return Outcome {
                id: one.id,
                title: String::new(),
                refusal: Some("This claim is no longer there, or not yours to see.".to_owned()),
            };
        };
        let refusal = match done.contains(&one.id.0) {
            true => None,
            false => found.refusal(one, me.0, asked),
        };
        Outcome {
            id: one.id,
            title: found.title,
            refusal,
        }
    };
    Ok(Decided {
        outcomes: wanted.iter().map(outcome).collect(),
    })
}

impl Found {
    /// Why nothing was done; none where it was done before, in the same way.
    fn refusal(&self, wanted: &Wanted, me: Uuid, asked: &Asked<'_>) -> Option<String> {
        let (needed, reach, is_done_before) = match asked {
            Asked::ToDecide { verdict, reach } => (
                ExpenseStatus::Pending,
                reach,
                *verdict == Verdict::Approve
                    && (self.status == ExpenseStatus::Approved && self.approved_by == Some(me)
                        || self.status == ExpenseStatus::Pending && self.is_endorsed)
                    && self.version == wanted.version + 1,
            ),
            Asked::ToPay { key, reach } => (
                ExpenseStatus::Approved,
                reach,
                self.status == ExpenseStatus::Paid && self.payment_key == Some(*key),
            ),
        };
        if is_done_before {
            return None;
        }
        let is_asked_back = matches!(
            asked,
            Asked::ToDecide {
                verdict: Verdict::Question,
                ..
            }
        );
        let own = self.claimant == me || self.payee == Some(me);
        let is_reached = reach
            .owners()
            .is_none_or(|people| people.contains(&self.claimant));
        Some(if own {
            "Nobody decides about a claim of their own: somebody else has to.".to_owned()
        } else if self.reversed_by == Some(me) {
            "You made this reversal: somebody else has to decide about it.".to_owned()
        } else if !is_reached {
            "This is decided by whoever leads another team.".to_owned()
        } else if self.status != needed {
            self.where_it_is()
        } else if self.needs_another {
            NEEDS_ANOTHER.to_owned()
        } else if is_asked_back && self.reversed_by.is_some() {
            "A reversal is not sent back: approve it, or reject it with a reason.".to_owned()
        } else if let Some(waits) = self.waits_for.as_ref().filter(|_| self.version == wanted.version) {
            let waits = waits.in_words();
            match self.is_endorsed {
                true => format!("You have approved it already: now it waits for {waits}."),
                false => format!("It waits for {waits} first."),
            }
        } else if let Some(number) = self.batch {
            format!("It is being paid with batch {number}: mark it as paid there.")
        } else {
            "It was changed after you saw it. Look at it again.".to_owned()
        })
    }

    fn where_it_is(&self) -> String {
        let word = match self.status {
            ExpenseStatus::Draft => return "It was taken back and is a draft again.".to_owned(),
            ExpenseStatus::Pending => return "It waits for a decision.".to_owned(),
            other => other.label().to_lowercase(),
        };
        match &self.last_by {
            Some(by) => format!("It is {word} already, by {by}."),
            None => format!("It is {word} already."),
        }
    }
}
