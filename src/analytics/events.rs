//! What is counted, and under which name.

use crate::ids::{OrganizationId, UserId};
use crate::server::router::PAGES;
use chrono::{DateTime, Utc};
use http::Method;
use uuid::Uuid;

/// What the functions and routes are called that do something. Names stay as they are when an address changes: years of
/// figures are read by them.
pub const ACTIONS: &[(&str, &str)] = &[
    ("/fn/accounts/sign-in", "signed_in"),
    ("/fn/accounts/choose-organization", "signed_in"),
    ("/fn/accounts/sign-up", "signed_up"),
    ("/fn/accounts/sign-out", "signed_out"),
    ("/fn/accounts/remove-portrait", "portrait_removed"),
    ("/fn/contacts/create", "contact_created"),
    ("/fn/contacts/update", "contact_updated"),
    ("/fn/contacts/edit-field", "contact_field_edited"),
    ("/fn/contacts/move", "contact_moved"),
    ("/fn/contacts/set-owner", "contact_owner_set"),
    ("/fn/contacts/delete", "contact_deleted"),
    ("/fn/contacts/restore", "contact_restored"),
    ("/fn/contacts/change-many", "contacts_changed"),
    ("/fn/contacts/undo-many", "contacts_change_undone"),
    ("/fn/contacts/log-interaction", "interaction_logged"),
    ("/fn/contacts/update-interaction", "interaction_updated"),
    ("/fn/contacts/complete-interaction", "interaction_completed"),
    ("/fn/contacts/cancel-interaction", "interaction_cancelled"),
    ("/fn/contacts/delete-interaction", "interaction_deleted"),
    ("/fn/contacts/restore-interaction", "interaction_restored"),
    ("/fn/contacts/remove-attachment", "attachment_removed"),
    ("/fn/contacts/restore-attachment", "attachment_restored"),
    ("/fn/contacts/create-view", "view_created"),
    ("/fn/contacts/rename-view", "view_renamed"),
    ("/fn/contacts/update-view", "view_updated"),
    ("/fn/contacts/share-view", "view_shared"),
    ("/fn/contacts/delete-view", "view_deleted"),
    ("/fn/contacts/restore-view", "view_restored"),
    ("/fn/contacts/add-sample", "sample_added"),
    ("/fn/contacts/remove-sample", "sample_removed"),
    ("/fn/contacts/restore-sample", "sample_restored"),
    ("/fn/events/create", "event_created"),
    ("/fn/events/update", "event_updated"),
    ("/fn/events/set-status", "event_status_set"),
    ("/fn/events/clone", "event_cloned"),
    ("/fn/events/delete", "event_deleted"),
    ("/fn/events/restore", "event_restored"),
    ("/fn/events/assign", "event_staff_assigned"),
    ("/fn/events/unassign", "event_staff_unassigned"),
    ("/fn/events/set-address", "event_address_set"),
    ("/fn/approvals/add-step", "approval_step_added"),
    ("/fn/approvals/save-step", "approval_step_saved"),
    ("/fn/approvals/move-step", "approval_step_moved"),
    ("/fn/approvals/remove-step", "approval_step_removed"),
    ("/fn/approvals/set-second-person", "payment_rule_set"),
    ("/fn/approvals/name-substitute", "approval_substitute_named"),
    ("/fn/approvals/end-substitute", "approval_substitute_ended"),
    ("/fn/policies/save", "policy_saved"),
    ("/fn/policies/add-unit-rate", "unit_rate_entered"),
    ("/fn/policies/offer-unit-rate", "unit_rate_offered"),
    ("/fn/payments/make", "payment_batch_made"),
    ("/fn/payments/plan", "payment_batch_planned"),
    ("/fn/payments/take-out", "payment_claim_taken_out"),
    ("/fn/payments/export", "payment_batch_exported"),
    ("/fn/payments/settle", "payment_batch_settled"),
    ("/fn/payments/fail", "payment_line_failed"),
    ("/fn/payments/cancel", "payment_batch_cancelled"),
    ("/fn/payments/reopen", "payment_batch_reopened"),
    ("/fn/payments/save-own-account", "own_account_saved"),
    ("/fn/payments/save-paying-account", "paying_account_saved"),
    ("/fn/payments/remove-own-account", "own_account_removed"),
    ("/fn/payments/remove-paying-account", "paying_account_removed"),
    ("/fn/rates/add", "rate_entered"),
    ("/fn/rates/remove", "rate_removed"),
    ("/fn/rates/set-base", "base_currency_set"),
    ("/fn/reports/save-accounts", "ledger_accounts_saved"),
    ("/fn/events/repeat", "event_repeated"),
    ("/fn/events/extend-series", "event_series_extended"),
    ("/fn/events/move-series", "event_series_moved"),
    ("/fn/events/delete-series", "event_series_deleted"),
    ("/fn/events/restore-series", "event_series_restored"),
    ("/fn/events/leave-series", "event_series_left"),
    ("/fn/events/set-limits", "event_limits_set"),
    ("/fn/events/describe-cover", "event_cover_described"),
    ("/fn/events/remove-cover", "event_cover_removed"),
    ("/fn/events/restore-cover", "event_cover_restored"),
    ("/fn/calendars/renew-feed", "calendar_feed_renewed"),
    ("/fn/calendars/end-feed", "calendar_feed_ended"),
    ("/fn/agenda/star", "agenda_item_starred"),
    ("/fn/agenda/add", "agenda_item_added"),
    ("/fn/agenda/save", "agenda_item_saved"),
    ("/fn/agenda/move", "agenda_item_moved"),
    ("/fn/agenda/delete", "agenda_item_deleted"),
    ("/fn/agenda/restore", "agenda_item_restored"),
    ("/fn/agenda/set-status", "agenda_item_status_set"),
    ("/fn/agenda/shift", "agenda_shifted"),
    ("/fn/agenda/undo-shift", "agenda_shift_undone"),
    ("/fn/agenda/remove-file", "agenda_file_removed"),
    ("/fn/agenda/restore-file", "agenda_file_restored"),
    ("/fn/agenda/add-room", "room_added"),
    ("/fn/agenda/save-room", "room_saved"),
    ("/fn/agenda/move-room", "room_moved"),
    ("/fn/agenda/delete-room", "room_deleted"),
    ("/fn/agenda/add-track", "track_added"),
    ("/fn/agenda/save-track", "track_saved"),
    ("/fn/agenda/delete-track", "track_deleted"),
    ("/fn/attendees/add", "attendees_added"),
    ("/fn/attendees/add-matching", "attendees_added_of_view"),
    ("/fn/attendees/change", "attendees_changed"),
    ("/fn/attendees/undo", "attendees_change_undone"),
    ("/fn/attendees/note", "attendee_noted"),
    ("/fn/expenses/create", "expense_claimed"),
    ("/fn/expenses/update", "expense_edited"),
    ("/fn/expenses/submit", "expense_submitted"),
    ("/fn/expenses/recall", "expense_recalled"),
    ("/fn/expenses/delete", "expense_deleted"),
    ("/fn/expenses/restore", "expense_restored"),
    ("/fn/expenses/decide", "expenses_decided"),
    ("/fn/expenses/pay", "expenses_paid"),
    ("/fn/expenses/settle", "expense_settled"),
    ("/fn/expenses/reverse", "expense_reversed"),
    ("/fn/expenses/remove-receipt", "receipt_removed"),
    ("/fn/expenses/restore-receipt", "receipt_restored"),
    ("/fn/jobs/retry", "job_retried"),
    ("/fn/jobs/discard", "job_discarded"),
    ("/fn/notifications/mark", "notification_marked"),
    ("/fn/notifications/mark-all", "notifications_marked"),
    ("/fn/notifications/unmark-all", "notifications_unmarked"),
    ("/fn/notifications/prefer", "notification_preference_set"),
    ("/upload/avatar", "avatar_uploaded"),
    ("/upload/logo", "logo_uploaded"),
    ("/upload/contacts/{id}", "attachment_uploaded"),
    ("/upload/rates", "rates_imported"),
    ("/upload/agenda/{id}", "agenda_file_uploaded"),
    ("/upload/events/{id}/cover", "event_cover_uploaded"),
    ("/upload/expenses", "receipts_uploaded"),
    ("/upload/expenses/{id}", "receipt_uploaded"),
];

/// What somebody looked at or did, in words of ours only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct What {
    pub name: &'static str,
    /// The part of the product: `page`, or the domain that an action belongs to.
    pub category: &'static str,
    /// The address of a page as the router knows it, with `{id}` in the place of an id.
    pub page: Option<&'static str>,
}

impl What {
    /// A look at the page with this address; nothing where no page has it.
    #[must_use]
    pub fn look_at(path: &str) -> Option<Self> {
        let patterns = PAGES.iter().map(|page| page.path());
        Some(Self {
            name: "page_viewed",
            category: "page",
            page: Some(pattern_of(patterns, path)?),
        })
    }

    /// What a request does once it succeeds; nothing where it only reads.
    #[must_use]
    pub fn done_by(method: &Method, path: &str) -> Option<Self> {
        if method != Method::POST {
            return None;
        }
        let pattern = pattern_of(ACTIONS.iter().map(|(pattern, _)| *pattern), path)?;
        let (_, name) = ACTIONS.iter().find(|(action, _)| *action == pattern)?;
        let category = match pattern.split('/').nth(1) {
            Some("fn") => pattern.split('/').nth(2)?,
            _ if pattern == "/upload/rates" => "rates",
            _ => "media",
        };
        Some(Self {
            name,
            category,
            page: None,
        })
    }
}

/// Something that somebody looked at or did.
#[derive(Clone, Debug)]
pub struct Event {
    /// Made with the event, so that storing it twice stores it once.
    pub id: Uuid,
    pub organization: OrganizationId,
    pub user: Option<UserId>,
    pub what: What,
    /// What one session's events have in common, and nothing by which the session could be entered.
    pub session: Option<String>,
    pub at: DateTime<Utc>,
}

/// The pattern that an address follows; of several the one with the fewest placeholders.
fn pattern_of<'a>(patterns: impl Iterator<Item = &'a str>, path: &str) -> Option<&'a str> {
    let follows = |pattern: &&str| {
        let mut parts = path.split('/');
        let fits = pattern.split('/').all(|wanted| {
            parts
                .next()
                .is_some_and(|part| part == wanted || wanted.starts_with('{'))
        });
        fits && parts.next().is_none()
    };
    patterns
        .filter(follows)
        .min_by_key(|pattern| pattern.matches('{').count())
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn an_address_is_known_by_its_pattern_and_keeps_none_of_what_it_says() {
        let patterns = [
            "/",
            "/contacts",
            "/contacts/new",
            "/contacts/{id}",
            "/contacts/{id}/edit",
        ];
        let of = |path| pattern_of(patterns.into_iter(), path);
        assert_eq!(of("/"), Some("/"));
        assert_eq!(of("/contacts/new"), Some("/contacts/new"));
        assert_eq!(of("/contacts/0190d9a8"), Some("/contacts/{id}"));
        assert_eq!(of("/contacts/0190d9a8/edit"), Some("/contacts/{id}/edit"));
        for unknown in ["", "/contact", "/contacts/a/b", "/contacts/a/edit/c", "contacts"] {
            assert_eq!(of(unknown), None, "{unknown:?}");
        }
    }

    #[test]
    fn an_action_is_named_and_belongs_to_its_domain() {
        let done = |path| What::done_by(&Method::POST, path).map(|what| (what.name, what.category));
        assert_eq!(done("/fn/contacts/create"), Some(("contact_created", "contacts")));
        assert_eq!(
            done("/upload/contacts/0190d9a8"),
            Some(("attachment_uploaded", "media"))
        );
        assert_eq!(done("/fn/contacts/list"), None);
        assert_eq!(What::done_by(&Method::GET, "/fn/contacts/create"), None);
    }
}
