//! Telling colleagues that somebody names them in a contact's history: `@Ada Lovelace`.

use super::assigning::name_of_actor;
use crate::accounts::queries::colleagues;
use crate::contacts::types::InteractionValues;
use crate::error::AppResult;
use crate::ids::{ContactId, InteractionId};
use crate::notifications::queries::{Notice, notify};
use crate::notifications::said::Said;
use crate::notifications::types::NotificationKind;
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
        .join("\n")
        .to_lowercase();
    if !text.contains('@') {
        return Ok(());
    }
    let mut named = colleagues(tx).await?;
    named.retain(|colleague| names(&text, &colleague.name));
    if named.is_empty() {
        return Ok(());
    }
    let by = name_of_actor(tx).await?;
    let about = name_of_contact(tx, contact).await?;
    for colleague in named {
        let notice = Notice {
            to: colleague.id,
            kind: NotificationKind::Mentioned,
            title: Said::new(format!("{by} mentioned you"), format!("{by} hat dich erwähnt")),
            message: Said::new(
                format!("In the history of {about}"),
                format!("Im Verlauf von {about}"),
            ),
            path: format!("/contacts/{contact}"),
            cause: format!("mention/{interaction}"),
        };
        notify(tx, &notice).await?;
    }
    Ok(())
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
