//! What columns may hold, and names that the specification gives.

/// The values that a column may hold, where they are a list.
#[rustfmt::skip]
pub const VALUES: &[(&str, &str, &str)] = &[
    ("contacts", "contact_type", "target contact plug"),
    ("contacts", "status", "new_client existing_client hot_lead cold_lead"),
    ("contacts", "priority", "high medium low"),
    ("contact_company_totals", "contact_type", "target contact plug"),
    ("contact_stage_totals", "contact_type", "target contact plug"),
    ("bulk_changes", "change", "contact_type status priority owner_id tags delete restore"),
    ("contact_interactions", "interaction_type", "meeting call email linkedin event follow_up"),
    ("contact_interactions", "status", "completed scheduled cancelled"),
    ("events", "event_type", "conference workshop networking meeting"),
    ("events", "status", "draft published ongoing completed cancelled"),
    ("event_attendees", "status", "registered waitlisted confirmed attended no_show cancelled"),
    ("event_agenda_items", "agenda_type", "presentation break networking workshop"),
    ("event_agenda_items", "status", "scheduled ongoing completed cancelled"),
    ("expenses", "expense_type", "travel accommodation catering venue marketing other"),
    ("expenses", "status", "pending approved rejected paid"),
    ("media", "media_type", "image video document audio"),
    ("media", "status", "processing ready failed"),
    ("media", "access_level", "public private organization"),
    ("media_collections", "collection_type", "event_photos contact_media general"),
    ("notifications", "notification_type", "info success warning error reminder"),
    ("notifications", "channel", "in_app email sms push"),
    ("integrations", "provider", "hubspot mailchimp zoom teams"),
    ("integrations", "integration_type", "crm email video calendar"),
    ("integrations", "status", "connected disconnected error"),
    ("integration_logs", "operation", "sync export import webhook"),
    ("integration_logs", "status", "success failed partial"),
    ("audit_logs", "action", "create update delete restore read export sign_in denied"),
    ("users", "role", "owner admin manager member door system"),
    ("organizations", "subscription_plan", "free pro enterprise"),
    ("contact_interactions", "direction", "in out both"),
    ("jobs", "queue", "mail media matching analytics cleanup"),
    ("jobs", "state", "waiting running done failed discarded"),
    ("mails", "kind", "welcome notification"),
    ("mails", "state", "queued sent kept withheld failed bounced"),
    ("sign_in_attempts", "kind", "address browser client pair"),
];

/// Constraints and unique indexes that the specification names.
pub const NAMED: &[&str] = &[
    "users_unique_email_per_org",
    "events_date_range",
    "events_attendees_check",
    "event_attendees_unique",
    "event_attendees_checkin_checkout",
    "agenda_time_range",
    "media_collection_items_unique",
    "integrations_unique_provider",
    "idx_users_active",
];
