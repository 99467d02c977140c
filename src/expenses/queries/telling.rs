//! Telling whoever claims, and whom else it concerns, what became of it.

use super::paying::REVERSAL;
use crate::error::AppResult;
use crate::expenses::types::StepKind;
use crate::ids::{BatchId, ExpenseId, UserId};
use crate::notifications::queries::{Notice, notify_all};
use crate::notifications::types::{NotificationKind, Said};
use crate::tenancy::TenantTx;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A claim of which something is told.
pub(super) struct Told {
    pub id: Uuid,
    pub version: i32,
    pub title: String,
    /// It takes another one back.
    pub is_reversal: bool,
    /// Whom, as far as they did not do it themselves: whoever claims, whoever made a reversal, and whoever gets or got the money.
    pub concerns: [Option<Uuid>; 3],
}

impl Told {
    /// The title of a reversal is the product's own words before those of whoever claimed.
    fn german_title(&self) -> Cow<'_, str> {
        match self.title.strip_prefix(REVERSAL).filter(|_| self.is_reversal) {
            Some(taken_back) => format!("Rücknahme: {taken_back}").into(),
            None => self.title.as_str().into(),
        }
    }
}

/// Tells those who claim what somebody else did with their claims just now, in the transaction that did it: of several of one person
/// once. `comment` is the reason, the question or the reference that was given.
///
/// # Errors
/// If the database cannot be reached.
pub async fn tell(
    tx: &mut TenantTx,
    claims: &[Uuid],
    what: StepKind,
    comment: Option<&str>,
) -> AppResult<()> {
    let Some(word) = in_a_word(what) else {
        return Ok(());
    };
    let said = comment.filter(|_| what != StepKind::Paid);
    let of = (word, what.to_string());
    say(tx, claims, of, said, what == StepKind::Paid).await
}

/// Tells those who claim, and whoever was to get the money, that the bank did not pay what was in a batch.
///
/// # Errors
/// If the database cannot be reached.
pub async fn tell_failed(tx: &mut TenantTx, claims: &[Uuid], batch: BatchId, reason: &str) -> AppResult<()> {
    let of = (
        ("not paid by the bank", "von der Bank nicht bezahlt"),
        format!("failed/{batch}"),
    );
    say(tx, claims, of, Some(reason), true).await
}

/// Tells of what was decided just now, by whom it is known already. Of a decision whoever gets the money hears only where it is taken
/// back.
///
/// # Errors
/// If the database cannot be reached.
pub(super) async fn tell_decided(
    tx: &mut TenantTx,
    claims: Vec<Told>,
    by: &str,
    what: StepKind,
    comment: Option<&str>,
) -> AppResult<()> {
    match in_a_word(what) {
        Some(word) => send(tx, claims, by, (word, what.to_string()), comment).await,
        None => Ok(()),
    }
}

/// The same in words; `of` is what became of them, and what tells it from what was told before.
async fn say(
    tx: &mut TenantTx,
    claims: &[Uuid],
    of: (Word, String),
    said: Option<&str>,
    with_payee: bool,
) -> AppResult<()> {
    if claims.is_empty() {
        return Ok(());
    }
    let (organization, me) = (tx.organization(), tx.user()?);
    let rows = sqlx::query!(
        r#"
        select e.id, e.version, e.title, e.reverses_id is not null as "is_reversal!", e.created_by, e.reversed_by,
          case when $4 or e.reverses_id is not null then e.payee_id end as payee_id,
          (select u.first_name || ' ' || u.last_name from users u where u.organization_id = $1 and u.id = $3) as by
        from expenses e
        where e.organization_id = $1 and e.id = any ($2)
        order by e.id
        "#,
        organization.0,
        claims,
        me.0,
        with_payee,
    )
    .fetch_all(tx.conn())
    .await?;
    let by = rows.first().and_then(|row| row.by.clone()).unwrap_or_default();
    let told = rows.into_iter().map(|row| Told {
        id: row.id,
        version: row.version,
        title: row.title,
        is_reversal: row.is_reversal,
        concerns: [Some(row.created_by), row.reversed_by, row.payee_id],
    });
    send(tx, told.collect(), &by, of, said).await
}

/// One notice for each whom claims concern, of all of them.
async fn send(
    tx: &mut TenantTx,
    claims: Vec<Told>,
    by: &str,
    ((word, german), cause): (Word, String),
    said: Option<&str>,
) -> AppResult<()> {
    let me = tx.user()?;
    let mut of_each: BTreeMap<UserId, Vec<&Told>> = BTreeMap::new();
    for claim in &claims {
        let people: BTreeSet<_> = claim.concerns.into_iter().flatten().collect();
        for person in people.into_iter().map(UserId).filter(|person| *person != me) {
            of_each.entry(person).or_default().push(claim);
        }
    }
    let message = match said {
        Some(comment) => Said::new(format!("By {by}: {comment}"), format!("Von {by}: {comment}")),
        None => Said::new(format!("By {by}"), format!("Von {by}")),
    };
    let notices: Vec<_> = of_each
        .into_iter()
        .filter_map(|(to, told)| {
            let first = told.first()?;
            let (title, path) = match told.as_slice() {
                [one] => (
                    Said::new(
                        format!("{}: {word}", one.title),
                        format!("{}: {german}", one.german_title()),
                    ),
                    format!("/expenses/{}", one.id),
                ),
                many => (
                    Said::new(
                        format!("{} of your claims: {word}", many.len()),
                        format!("{} deiner Abrechnungen: {german}", many.len()),
                    ),
                    "/expenses".to_owned(),
                ),
            };
            Some(Notice {
                to,
                kind: NotificationKind::ExpenseDecided,
                title: title.map(|title| shortened(&title)),
                message: message.clone(),
                path,
                cause: format!("expense/{}/{}/{cause}", first.id, first.version),
            })
        })
        .collect();
    notify_all(tx, &notices).await
}

/// Tells whoever claimed and whoever got the money that somebody takes back what was paid.
///
/// # Errors
/// If the database cannot be reached.
pub(super) async fn tell_reversed(tx: &mut TenantTx, reversal: ExpenseId) -> AppResult<()> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let rows = sqlx::query!(
        r#"
        select o.title, concerned.person as "person!: UserId",
          (select u.first_name || ' ' || u.last_name from users u where u.organization_id = $1 and u.id = $3) as by
        from expenses e
        join expenses o on o.organization_id = $1 and o.id = e.reverses_id
        cross join lateral (
          select distinct person from unnest(array[e.created_by, e.payee_id]) as told (person)
          where person is not null and person <> $3) as concerned
        where e.organization_id = $1 and e.id = $2
        "#,
        organization.0,
        reversal.0,
        me.0,
    )
    .fetch_all(tx.conn())
    .await?;
    let notices: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let by = row.by.unwrap_or_default();
            let title = Said::new(
                format!("{}: to be taken back", row.title),
                format!("{}: soll zurückgenommen werden", row.title),
            );
            Notice {
                to: row.person,
                kind: NotificationKind::ExpenseDecided,
                title: title.map(|title| shortened(&title)),
                message: Said::new(
                    format!("By {by}, once somebody else approves it"),
                    format!("Von {by}, sobald jemand anderes es genehmigt"),
                ),
                path: format!("/expenses/{reversal}"),
                cause: format!("expense/{reversal}/reversed"),
            }
        })
        .collect();
    notify_all(tx, &notices).await
}

/// What became of claims, in English and in German.
type Word = (&'static str, &'static str);

/// What claimants are told of; what they do themselves they know.
const fn in_a_word(what: StepKind) -> Option<Word> {
    Some(match what {
        StepKind::Endorsed => (
            "approved, and on to the next step",
            "genehmigt, weiter zum nächsten Schritt",
        ),
        StepKind::Approved => ("approved", "genehmigt"),
        StepKind::Rejected => ("rejected", "abgelehnt"),
        StepKind::Questioned => ("sent back with a question", "mit einer Frage zurückgegeben"),
        StepKind::Paid => ("paid", "bezahlt"),
        StepKind::Reopened => ("taken up again", "wieder aufgenommen"),
        // Of a reversal only: what they take back themselves they know.
        StepKind::Recalled => ("withdrawn", "zurückgezogen"),
        StepKind::Submitted | StepKind::Revised => return None,
    })
}

/// As much as a title holds.
fn shortened(title: &str) -> String {
    title.chars().take(250).collect()
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn the_title_of_a_reversal_is_told_in_german_and_what_was_typed_as_it_is() {
        let claim = |title: &str, is_reversal| Told {
            id: Uuid::nil(),
            version: 1,
            title: title.to_owned(),
            is_reversal,
            concerns: [None; 3],
        };
        assert_eq!(claim("Reversal: Hall", true).german_title(), "Rücknahme: Hall");
        assert_eq!(claim("Reversal: Hall", false).german_title(), "Reversal: Hall");
        assert_eq!(claim("Hall", true).german_title(), "Hall");
    }
}
