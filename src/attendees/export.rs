//! The list as a file of comma-separated values (RFC 4180), as long as it is: a portion at a time, each in a transaction of its
//! own, so that a slow reader holds nothing.

use super::queries::{self, ExportPlace, ExportRow};
use super::types::AttendeeFilter;
use crate::accounts::roles::Permission;
use crate::download::{BYTE_ORDER_MARK, CSV, attached, lines_after, refused};
use crate::error::{AppError, AppResult};
use crate::escape::harmless;
use crate::events::types::EventHead;
use crate::ids::EventId;
use crate::query::Query;
use crate::tenancy::Tenant;
use crate::ui::time::Zone;
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery};
use axum::response::Response;
use chrono::{DateTime, Utc};
use futures::stream;

/// The first line.
const HEAD: [&str; 11] = [
    "First name",
    "Last name",
    "E-mail",
    "Company",
    "Kind",
    "Status",
    "Registered",
    "Checked in",
    "Checked out",
    "Time zone",
    "Notes",
];

/// `GET /export/attendees/{event}`, with the query of the list.
pub async fn attendees(
    tenant: Option<Extension<Tenant>>,
    Path(event): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let (Some(Extension(tenant)), Ok(event)) = (tenant, event.parse::<EventId>()) else {
        return refused(&AppError::NotFound);
    };
    let query = Query::parse(&query.unwrap_or_default());
    let filter = AttendeeFilter::from_query(|name| query.get(name));
    match begin(tenant, event, filter).await {
        Ok(response) => response,
        Err(error) => refused(&error),
    }
}

/// What is left to be sent.
struct Rest {
    tenant: Tenant,
    event: EventId,
    filter: AttendeeFilter,
    /// Where the next portion begins; `None` after the last.
    next: Option<ExportPlace>,
}

/// The first portion, which says whether there is anything to send, and the rest as it is asked for.
async fn begin(tenant: Tenant, event: EventId, filter: AttendeeFilter) -> AppResult<Response> {
    let mut tx = tenant.begin(Permission::TransferContacts).await?;
    let (head, rows, next) = queries::portion(&mut tx, event, &filter, None).await?;
    queries::note_export(&mut tx, event, &filter).await?;
    tx.commit().await?;
    let mut first = BYTE_ORDER_MARK.to_vec();
    first.extend(written(&HEAD.map(str::to_owned), &[], &head.span.zone)?);
    first.extend(written(&[], &rows, &head.span.zone)?);
    let rest = Rest {
        tenant,
        event,
        filter,
        next,
    };
    let rest = stream::try_unfold(rest, portion);
    let whole = futures::StreamExt::chain(
        stream::once(async move { Ok::<_, AppError>(Bytes::from(first)) }),
        rest,
    );
    Ok(attached(Body::from_stream(whole), CSV, &named(&head)))
}

/// The next portion. One that fails ends the response in the middle, which the browser tells as a failed download.
async fn portion(mut rest: Rest) -> AppResult<Option<(Bytes, Rest)>> {
    let Some(place) = rest.next.take() else {
        return Ok(None);
    };
    let mut tx = rest.tenant.begin(Permission::TransferContacts).await?;
    let (head, rows, next) = queries::portion(&mut tx, rest.event, &rest.filter, Some(&place)).await?;
    tx.commit().await?;
    rest.next = next;
    let bytes = written(&[], &rows, &head.span.zone)?;
    Ok(Some((bytes.into(), rest)))
}

/// Under which name it is saved: the event's title as far as it is of letters and digits.
fn named(head: &EventHead) -> String {
    let plain: String = head
        .title
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .take(60)
        .collect();
    let plain = plain.split('-').filter(|word| !word.is_empty());
    let plain = plain.collect::<Vec<_>>().join("-");
    let name = if plain.is_empty() {
        "attendees".to_owned()
    } else {
        format!("{plain}-attendees")
    };
    format!("{name}.csv")
}

/// Lines of the file: the first, where it is given, and those of the rows.
fn written(first: &[String], rows: &[ExportRow], zone: &Zone) -> AppResult<Vec<u8>> {
    let mut writer = lines_after(&[]);
    let fault = |error: &dyn std::fmt::Display| AppError::internal(error);
    if !first.is_empty() {
        writer.write_record(first).map_err(|error| fault(&error))?;
    }
    for row in rows {
        let at = |moment: Option<DateTime<Utc>>| moment.map(|at| when(at, zone)).unwrap_or_default();
        let said = [
            row.first_name.clone(),
            row.last_name.clone(),
            row.email.clone().unwrap_or_default(),
            row.company.clone().unwrap_or_default(),
            if row.is_contact { "Contact" } else { "Colleague" }.to_owned(),
            row.status.label().to_owned(),
            when(row.registered_at, zone),
            at(row.check_in_time),
            at(row.check_out_time),
            zone.name.clone(),
            row.notes.clone().unwrap_or_default(),
        ];
        let cells = said.map(|text| harmless(&text));
        writer.write_record(&cells).map_err(|error| fault(&error))?;
    }
    writer.into_inner().map_err(|error| fault(&error))
}

/// A moment by the clock of the event: "2026-11-22 18:30".
fn when(at: DateTime<Utc>, zone: &Zone) -> String {
    zone.local(at).format("%Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
mod unit {
    use super::*;
    use crate::attendees::types::AttendeeStatus;

    fn row(first_name: &str, notes: &str) -> ExportRow {
        ExportRow {
            first_name: first_name.into(),
            last_name: "Kovács".into(),
            email: None,
            company: Some("Lamps, \"Lights\" & Co".into()),
            is_contact: true,
            status: AttendeeStatus::NoShow,
            registered_at: "2026-11-22T17:30:00Z".parse().unwrap(),
            check_in_time: None,
            check_out_time: None,
            notes: Some(notes.into()),
        }
    }

    #[test]
    fn a_line_is_quoted_where_it_must_be_and_holds_no_formula() {
        let rows = [row("=cmd|' /C calc'!A0", "Two\nlines"), row("Mária", "-1")];
        let lines = String::from_utf8(written(&[], &rows, &Zone::utc()).unwrap()).unwrap();
        assert_eq!(
            lines,
            "'=cmd|' /C calc'!A0,Kovács,,\"Lamps, \"\"Lights\"\" & Co\",Contact,No-show,2026-11-22 17:30,,,UTC,\"Two\nlines\"\r\n\
             Mária,Kovács,,\"Lamps, \"\"Lights\"\" & Co\",Contact,No-show,2026-11-22 17:30,,,UTC,'-1\r\n"
        );
    }
}
