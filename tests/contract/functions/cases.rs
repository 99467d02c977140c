//! What is sent to each function, and what comes of it.

use super::*;

/// The rest of the table.
pub const OTHERS: &[Case] = &[
    Case {
        path: "/fn/accounts/sign-in",
        fields: |_| {
            vec![
                ("email", "member@lumen.example".into()),
                ("password", crate::contract::site::PASSWORD.into()),
                ("next", "/contacts".into()),
            ]
        },
        expected: Expected::Everybody(200),
    },
    Case {
        path: "/fn/accounts/sign-up",
        fields: |_| {
            vec![
                ("organization_name", "Quay".into()),
                ("first_name", "Grace".into()),
                ("last_name", "Hopper".into()),
                (
                    "email",
                    format!("grace@{}.example", uuid::Uuid::now_v7().simple()),
                ),
                ("password", "nine patient compilers".into()),
                ("timezone", "Europe/Berlin".into()),
            ]
        },
        expected: Expected::Everybody(200),
    },
    Case {
        path: "/fn/accounts/sign-out",
        fields: |_| Vec::new(),
        expected: Expected::Everybody(200),
    },
    Case {
        path: "/fn/accounts/list-time-zones",
        fields: |_| Vec::new(),
        expected: Expected::Everybody(200),
    },
    // Nobody here has given a password that opens several organisations.
    Case {
        path: "/fn/accounts/choose-organization",
        fields: |_| vec![("organization_id", uuid::Uuid::now_v7().to_string())],
        expected: Expected::Everybody(401),
    },
    Case {
        path: "/fn/accounts/list-choices",
        fields: |_| Vec::new(),
        expected: Expected::Everybody(401),
    },
    Case {
        path: "/fn/contacts/list",
        fields: |_| {
            vec![(
                "filter",
                "?type=target,plug&tags.none=vip&last=over-30d&g1=any;score:50-;owner:me&sort=score".into(),
            )]
        },
        expected: Expected::List { door: 403 },
    },
    Case {
        path: "/fn/contacts/search",
        fields: |_| vec![("typed", "Ada".into())],
        expected: Expected::List { door: 403 },
    },
    // Nothing typed: what was opened lately, were it one's own.
    Case {
        path: "/fn/contacts/search",
        fields: |records| vec![("opened[0]", records.contact.to_string())],
        expected: Expected::List { door: 403 },
    },
    Case {
        path: "/fn/contacts/companies",
        fields: |_| {
            vec![
                ("filter[search]", String::new()),
                ("filter[sort]", "people".into()),
                ("filter[descending]", "true".into()),
            ]
        },
        expected: Expected::List { door: 403 },
    },
    Case {
        path: "/fn/contacts/company",
        fields: company,
        expected: READ,
    },
    Case {
        path: "/fn/contacts/company-timeline",
        fields: company,
        expected: READ,
    },
    Case {
        path: "/fn/contacts/add-sample",
        fields: |_| Vec::new(),
        expected: Expected::Sample { owner: 409 },
    },
    Case {
        path: "/fn/contacts/remove-sample",
        fields: |_| Vec::new(),
        expected: Expected::Sample { owner: 404 },
    },
    Case {
        path: "/fn/contacts/restore-sample",
        fields: |_| vec![("deletion_id", uuid::Uuid::now_v7().to_string())],
        expected: Expected::Sample { owner: 404 },
    },
    Case {
        path: "/fn/contacts/board",
        fields: |_| vec![("filter", "?sort=score".into()), ("cards", "30".into())],
        expected: Expected::List { door: 403 },
    },
    Case {
        path: "/fn/contacts/board-column",
        fields: |_| vec![("filter", "?sort=score".into()), ("stage", "target".into())],
        expected: Expected::List { door: 403 },
    },
    Case {
        path: "/fn/contacts/owners",
        fields: |_| Vec::new(),
        expected: Expected::List { door: 403 },
    },
    Case {
        path: "/fn/contacts/home",
        fields: |_| Vec::new(),
        expected: Expected::List { door: 200 },
    },
    Case {
        path: "/fn/contacts/trash",
        fields: |_| Vec::new(),
        expected: Expected::List { door: 403 },
    },
    Case {
        path: "/fn/contacts/filter-values",
        fields: |_| Vec::new(),
        expected: Expected::List { door: 403 },
    },
    Case {
        path: "/fn/contacts/views",
        fields: |_| Vec::new(),
        expected: Expected::List { door: 403 },
    },
    // Everybody who sees contacts keeps views of their own.
    Case {
        path: "/fn/contacts/create-view",
        fields: |records| {
            vec![
                ("name", format!("Plugs {}", records.contact)),
                ("query", "?type=plug".into()),
                ("is_shared", "true".into()),
            ]
        },
        expected: Expected::Record {
            foreign: 200,
            door: 403,
            member: 200,
        },
    },
    Case {
        path: "/fn/contacts/rename-view",
        fields: |records| {
            with(
                view(records),
                vec![("name", format!("Plugs {}", records.contact))],
            )
        },
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/update-view",
        fields: |records| with(view(records), vec![("query", "?type=plug".into())]),
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/share-view",
        fields: |records| with(view(records), vec![("is_shared", "true".into())]),
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/restore-view",
        fields: view,
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/delete-view",
        fields: view,
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/get",
        fields: contact,
        expected: READ,
    },
    Case {
        path: "/fn/contacts/attachments",
        fields: contact,
        expected: Expected::List { door: 403 },
    },
    Case {
        path: "/fn/contacts/remove-attachment",
        fields: file,
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/restore-attachment",
        fields: file,
        expected: RECORD,
    },
    // One's own: everybody who is signed in.
    Case {
        path: "/fn/accounts/portrait",
        fields: |_| vec![("purpose", "avatar".into())],
        expected: Expected::Signed {
            editor: 200,
            door: 200,
        },
    },
    Case {
        path: "/fn/accounts/remove-portrait",
        fields: |_| vec![("purpose", "avatar".into())],
        expected: Expected::Signed {
            editor: 200,
            door: 200,
        },
    },
    Case {
        path: "/fn/contacts/get-interaction",
        fields: interaction,
        expected: READ,
    },
    Case {
        path: "/fn/contacts/timeline",
        fields: contact,
        expected: READ,
    },
    // The owner is Lumen's manager, whom Harbor cannot choose.
    Case {
        path: "/fn/contacts/create",
        fields: contact_form,
        expected: Expected::Record {
            foreign: 422,
            door: 403,
            member: 200,
        },
    },
    Case {
        path: "/fn/contacts/update",
        fields: |records| {
            let which = with(contact(records), vec![("version", "1".into())]);
            with(which, contact_form(records))
        },
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/move",
        fields: |records| with(contact(records), vec![("to", "plug".into())]),
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/look",
        fields: contact,
        expected: Expected::Signed {
            editor: 200,
            door: 403,
        },
    },
    Case {
        path: "/fn/contacts/look-away",
        fields: contact,
        expected: Expected::Signed {
            editor: 200,
            door: 403,
        },
    },
    Case {
        path: "/fn/contacts/set-owner",
        fields: |records| with(contact(records), vec![("owner_id", records.owner.to_string())]),
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/delete",
        fields: contact,
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/restore",
        fields: |records| vec![("contact_id", records.deleted_contact.to_string())],
        expected: TRASHED,
    },
    // Who sees a contact and may not change it is told so by name; nothing is changed.
    Case {
        path: "/fn/contacts/change-many",
        fields: |records| {
            vec![
                ("ids[]", records.contact.to_string()),
                ("action", "status=hot_lead".into()),
            ]
        },
        expected: READ,
    },
    Case {
        path: "/fn/contacts/list-changes",
        fields: |_| Vec::new(),
        expected: Expected::List { door: 403 },
    },
    // Somebody else's change, or none.
    Case {
        path: "/fn/contacts/undo-many",
        fields: |records| vec![("bulk_change_id", records.contact.to_string())],
        expected: Expected::Signed {
            editor: 409,
            door: 403,
        },
    },
    Case {
        path: "/fn/contacts/edit-field",
        fields: |records| {
            let which = with(contact(records), vec![("version", "1".into())]);
            with(
                which,
                vec![("field", "company".into()), ("value", "Looms".into())],
            )
        },
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/log-interaction",
        fields: |records| with(contact(records), interaction_form()),
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/update-interaction",
        fields: |records| {
            let which = with(interaction(records), vec![("version", "1".into())]);
            with(which, interaction_form())
        },
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/complete-interaction",
        fields: |records| with(interaction(records), vec![("outcome", "Done".into())]),
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/cancel-interaction",
        fields: interaction,
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/delete-interaction",
        fields: interaction,
        expected: RECORD,
    },
    Case {
        path: "/fn/contacts/restore-interaction",
        fields: |records| vec![("interaction_id", records.deleted_interaction.to_string())],
        expected: TRASHED,
    },
    Case {
        path: "/fn/analytics/record-views",
        fields: |_| vec![("paths[0]", "/contacts".into())],
        expected: Expected::Signed {
            editor: 200,
            door: 200,
        },
    },
    Case {
        path: "/fn/jobs/list",
        fields: |_| vec![("state", "failed".into())],
        expected: Expected::Administered { foreign: 200 },
    },
    Case {
        path: "/fn/jobs/retry",
        fields: job,
        expected: Expected::Administered { foreign: 404 },
    },
    Case {
        path: "/fn/jobs/discard",
        fields: job,
        expected: Expected::Administered { foreign: 404 },
    },
    Case {
        path: "/fn/mail/list-undelivered",
        fields: |_| Vec::new(),
        expected: Expected::Administered { foreign: 200 },
    },
    // One's own, of which there are none here but what a case before has caused.
    Case {
        path: "/fn/notifications/list",
        fields: |_| vec![("shown", "unread".into())],
        expected: Expected::Signed {
            editor: 200,
            door: 200,
        },
    },
    Case {
        path: "/fn/notifications/unread",
        fields: |_| Vec::new(),
        expected: Expected::Signed {
            editor: 200,
            door: 200,
        },
    },
    Case {
        path: "/fn/notifications/mark",
        fields: |records| {
            vec![
                ("notification_id", records.notification.to_string()),
                ("is_read", "true".into()),
            ]
        },
        expected: Expected::Own,
    },
    Case {
        path: "/fn/notifications/mark-all",
        fields: |_| Vec::new(),
        expected: Expected::Signed {
            editor: 200,
            door: 200,
        },
    },
    Case {
        path: "/fn/notifications/unmark-all",
        fields: |_| vec![("at", "2026-01-05T10:00:00Z".into())],
        expected: Expected::Signed {
            editor: 200,
            door: 200,
        },
    },
    Case {
        path: "/fn/notifications/preferences",
        fields: |_| Vec::new(),
        expected: Expected::Signed {
            editor: 200,
            door: 200,
        },
    },
    Case {
        path: "/fn/notifications/prefer",
        fields: |_| vec![("wanted[]", "assigned.email".into())],
        expected: Expected::Signed {
            editor: 200,
            door: 200,
        },
    },
];
