//! Reminding people of what they have planned.

use crate::contacts::types::InteractionType;
use crate::error::AppResult;
use crate::ids::{ContactId, OrganizationId, UserId};
use crate::mail::types::Language;
use crate::notifications::queries::{Notice, notify_all};
use crate::notifications::types::{NotificationKind, Said};
use crate::tenancy::TenantTx;
use crate::ui::time::Zone;
use chrono::{DateTime, Utc};
use sqlx::PgPool;

/// How many are told in one transaction; the rest are told a minute later.
const AT_ONCE: i64 = 500;

/// The organisations in which something came due of which nobody was reminded.
///
/// # Errors
/// If the database cannot be reached.
pub async fn organizations_with_reminders(pool: &PgPool) -> Result<Vec<OrganizationId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select organization as "organization!: OrganizationId" from app.organizations_with_reminders() as organization"#
    )
    .fetch_all(pool)
    .await
}

/// Something that came due, and by whose clock it is told.
struct Due {
    to: UserId,
    what: InteractionType,
    subject: Option<String>,
    interaction_date: DateTime<Utc>,
    contact: ContactId,
    name: String,
    timezone: String,
    locale: String,
    cause: String,
}

/// Tells whoever planned something that it is due, by their own clock. What has been due for a day is no longer news.
pub async fn remind(tx: &mut TenantTx) -> AppResult<()> {
    let organization = tx.organization();
    let due = sqlx::query_as!(
        Due,
        r#"
        select i.user_id as "to: UserId", i.interaction_type as "what: InteractionType", i.subject, i.interaction_date,
          c.id as "contact: ContactId", c.first_name || ' ' || c.last_name as "name!", person.timezone, person.locale,
          app.follow_up_cause(i.id, i.interaction_date) as "cause!"
        from contact_interactions i
        join contacts c on c.organization_id = $1 and c.id = i.contact_id and not c.is_deleted
        join users person on person.organization_id = $1 and person.id = i.user_id
        where i.organization_id = $1 and i.status = 'scheduled' and not i.is_deleted
          and i.interaction_date > now() - interval '1 day' and i.interaction_date <= now()
          and not exists (
            select from notifications n
            where n.organization_id = $1 and n.user_id = i.user_id
              and n.cause = app.follow_up_cause(i.id, i.interaction_date))
          and app.hears_of($1, i.user_id, $3)
        order by i.interaction_date, i.id
        limit $2
        "#,
        organization.0,
        AT_ONCE,
        NotificationKind::FollowUpDue.as_str(),
    )
    .fetch_all(tx.conn())
    .await?;
    let notice = |one: Due| {
        let zone = Zone::named(&one.timezone).unwrap_or_else(Zone::utc);
        let moment = |language: Language| language.moment(one.interaction_date, &zone, &one.locale);
        let what = |label: &str| match &one.subject {
            Some(subject) => format!("{label}: {subject}"),
            None => label.to_owned(),
        };
        Notice {
            to: one.to,
            kind: NotificationKind::FollowUpDue,
            title: Said::new(
                format!("Your follow-up with {} is due", one.name),
                format!("Es ist Zeit, dich bei {} zu melden", one.name),
            ),
            message: Said::new(
                format!(
                    "{}, planned for {}",
                    what(one.what.label()),
                    moment(Language::English)
                ),
                format!(
                    "{}, geplant für {}",
                    what(in_german(one.what)),
                    moment(Language::German)
                ),
            ),
            path: format!("/contacts/{}", one.contact),
            cause: one.cause,
        }
    };
    let notices: Vec<_> = due.into_iter().map(notice).collect();
    notify_all(tx, &notices).await
}

/// What was planned, as a mail in German says it.
const fn in_german(what: InteractionType) -> &'static str {
    match what {
        InteractionType::Meeting => "Treffen",
        InteractionType::Call => "Anruf",
        InteractionType::Email => "E-Mail",
        InteractionType::Linkedin => "LinkedIn",
        InteractionType::Event => "Veranstaltung",
        InteractionType::FollowUp => "Wiedervorlage",
    }
}
