//! What mail needs done in the background: it is delivered, and forgotten.

use super::queries;
use super::render::words;
use super::smtp::{Mailer, Refusal};
use super::types::MailState;
use crate::accounts::roles::Permission;
use crate::error::AppError;
use crate::ids::MailId;
use crate::jobs::kind::{Kind, Run, Running};
use crate::jobs::types::Queue;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Hands a mail to the mail server. Tried for most of a day: a server that is away, or that takes strangers' mail only when
/// it comes again, is not for ever.
pub const DELIVER: Kind = Kind {
    attempts: 24,
    patience: Duration::from_secs(20),
    ..Kind::new("mail/deliver", Queue::Mail, Permission::ViewAudit, deliver)
};

/// Forgets what was sent long ago.
pub const FORGET: Kind = Kind::new("mail/forget", Queue::Cleanup, Permission::ViewAudit, forget);

/// What a delivery is queued with.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Delivery {
    pub mail: MailId,
}

fn deliver(run: Run) -> Running {
    Box::pin(async move {
        let Delivery { mail: id } = run.payload()?;
        let mailer: Mailer = run.tool()?;
        let mut tx = run.begin().await?;
        // Where it was delivered already and only this job's end was lost, nothing is left to do.
        let Some((mail, is_wanted)) = queries::to_deliver(&mut tx, id).await? else {
            return run.finish(tx).await;
        };
        let server = match mailer {
            Mailer::Smtp(server) if is_wanted => server,
            mailer => {
                let (state, why) = match mailer {
                    Mailer::Outbox if is_wanted => (MailState::Kept, None),
                    _ => (
                        MailState::Withheld,
                        Some(
                            "Its reader wants none of these, has left, or is known not to be reached; or it is no longer so.",
                        ),
                    ),
                };
                queries::mark(&mut tx, id, state, why).await?;
                return run.finish(tx).await;
            }
        };
        // Nobody is waited for inside a transaction.
        tx.commit().await?;
        let outcome = server.deliver(&mail, &words(&mail, server.site())?).await;
        let mut tx = run.begin().await?;
        match outcome {
            Ok(()) => queries::mark(&mut tx, id, MailState::Sent, None).await?,
            Err(Refusal::NoSuchAddress(why)) => {
                queries::mark(&mut tx, id, MailState::Bounced, Some(&why)).await?;
            }
            Err(Refusal::Final(why)) => queries::mark(&mut tx, id, MailState::Failed, Some(&why)).await?,
            Err(Refusal::Passing(why)) => {
                let is_last = run.attempt() >= DELIVER.attempts;
                let state = if is_last {
                    MailState::Failed
                } else {
                    MailState::Queued
                };
                queries::mark(&mut tx, id, state, Some(&why)).await?;
                tx.commit().await?;
                return Err(AppError::Conflict { message: why });
            }
        }
        run.finish(tx).await
    })
}

fn forget(run: Run) -> Running {
    Box::pin(async move {
        let mut tx = run.begin().await?;
        queries::forget_old(&mut tx).await?;
        run.finish(tx).await
    })
}
