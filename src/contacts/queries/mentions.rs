//! Telling colleagues that somebody names them in a contact's history or notes: `@Ada Lovelace`.

use super::assigning::name_of_actor;
use crate::accounts::queries::colleagues;
use crate::contacts::types::InteractionValues;
use crate::error::AppResult;
use crate::ids::{ContactId, InteractionId};
use crate::notifications::queries::{Notice, notify_all};
use crate::notifications::types::{NotificationKind, Said};
use crate::tenancy::TenantTx;

/// Tells those who are named in an interaction, each once however often it is saved.
pub(super) async fn tell_mentioned(
    tx: &mut TenantTx,
    contact: ContactId,
    interaction: InteractionId,
    said: &InteractionValues,
) -> AppResult<()> {
    let texts = [&said.subject, &said.description, &said.outcome];
    let text = texts
        .into_iter()
        .flatten()
        .cloned()
        .collect::<Vec<_>>()
        .join("\n");
    let cause = format!("mention/{interaction}");
    tell_named(tx, contact, (&text, ""), ("the history", "Im Verlauf"), &cause).await
}

/// Tells those who are named in the notes that stand with a contact itself, and were not `before`; `version` is the one that says so.
pub(super) async fn tell_noted(
    tx: &mut TenantTx,
    contact: ContactId,
    version: i32,
    before: Option<&str>,
    notes: Option<&str>,
) -> AppResult<()> {
    let cause = format!("mention/notes/{contact}/{version}");
    let (text, known) = (notes.unwrap_or_default(), before.unwrap_or_default());
    tell_named(
        tx,
        contact,
        (text, known),
        ("the notes", "In den Notizen"),
        &cause,
    )
    .await
}

/// Whom the first text names and the second does not. `place` is where, in English and in German. Of the text itself nothing is told:
/// it may be sealed.
async fn tell_named(
    tx: &mut TenantTx,
    contact: ContactId,
    (text, known): (&str, &str),
    place: (&str, &str),
    cause: &str,
) -> AppResult<()> {
    if !text.contains('@') {
        return Ok(());
    }
    let (text, known) = (text.to_lowercase(), known.to_lowercase());
    let mut named = colleagues(tx).await?;
    named.retain(|colleague| names(&text, &colleague.name) && !names(&known, &colleague.name));
    if named.is_empty() {
        return Ok(());
    }
    let by = name_of_actor(tx).await?;
    let about = name_of_contact(tx, contact).await?;
    let notices: Vec<_> = named
        .into_iter()
        .map(|colleague| Notice {
            to: colleague.id,
            kind: NotificationKind::Mentioned,
            title: Said::new(format!("{by} mentioned you"), format!("{by} hat dich erwähnt")),
            message: Said::new(
                format!("In {} of {about}", place.0),
                format!("{} von {about}", place.1),
            ),
            path: format!("/contacts/{contact}"),
            cause: cause.to_owned(),
        })
        .collect();
    notify_all(tx, &notices).await
}

/// Whether a text in lower case names somebody, and not somebody else whose name begins alike.
fn names(text: &str, name: &str) -> bool {
    let name = format!("@{}", name.to_lowercase());
    text.match_indices(&name)
        .any(|(at, _)| !text[at + name.len()..].starts_with(char::is_alphanumeric))
}

async fn name_of_contact(tx: &mut TenantTx, contact: ContactId) -> AppResult<String> {
    let organization = tx.organization();
    Ok(sqlx::query_scalar!(
        r#"select first_name || ' ' || last_name as "name!" from contacts where organization_id = $1 and id = $2"#,
        organization.0,
        contact.0,
    )
    .fetch_one(tx.conn())
    .await?)
}

#[cfg(test)]
mod unit {
    use super::names;

    #[test]
    fn a_name_counts_after_its_sign_and_as_a_whole() {
        for (text, is_named) in [
            ("ask @ada lovelace, please", true),
            ("@ada lovelace", true),
            ("ask ada lovelace", false),
            ("ask @ada lovelaces", false),
            ("@ada lovelaces and @ada lovelace", true),
            ("@ada", false),
        ] {
            assert_eq!(names(text, "Ada Lovelace"), is_named, "{text}");
        }
    }
}
