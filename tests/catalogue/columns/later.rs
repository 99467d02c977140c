//! The tables that came later.

use super::Table;

#[rustfmt::skip]
pub const LATER: &[Table] = &[
    Table {
        name: "saved_views",
        specified: &[],
        added: &[
            "id uuid not null = app.uuid_v7()",
            "organization_id uuid not null",
            "created_by uuid not null",
            "name varchar(60) not null",
            "name_key text not null generated",
            "query text not null",
            "is_shared boolean not null = false",
            "version integer not null = 1",
            "created_at timestamptz not null = now()",
            "updated_at timestamptz not null = now()",
            "is_deleted boolean not null = false",
            "deleted_at timestamptz",
            "deletion_id uuid",
        ],
    },
    Table {
        name: "contact_stage_totals",
        specified: &[],
        added: &[
            "id uuid not null = app.uuid_v7()",
            "organization_id uuid not null",
            "contact_type varchar(20) not null",
            "contacts bigint not null",
            "score bigint not null",
        ],
    },
    Table {
        name: "contact_company_totals",
        specified: &[],
        added: &[
            "id uuid not null = app.uuid_v7()",
            "organization_id uuid not null",
            "company_key text not null",
            "company varchar(100) not null",
            "owner_id uuid",
            "contact_type varchar(20) not null",
            "contacts bigint not null",
            "score bigint not null",
            "is_sum boolean not null = false",
        ],
    },
    Table {
        name: "bulk_changes",
        specified: &[],
        added: &[
            "id uuid not null = app.uuid_v7()",
            "organization_id uuid not null",
            "user_id uuid not null",
            "change varchar(20) not null",
            "created_at timestamptz not null = now()",
        ],
    },
    Table {
        name: "bulk_change_rows",
        specified: &[],
        added: &[
            "id uuid not null = app.uuid_v7()",
            "organization_id uuid not null",
            "bulk_change_id uuid not null",
            "contact_id uuid not null",
            "contact_version integer not null",
            "prior jsonb not null",
        ],
    },
    Table {
        name: "jobs",
        specified: &[],
        added: &[
            "id uuid not null = app.uuid_v7()",
            "organization_id uuid not null",
            "queue varchar(20) not null",
            "kind varchar(60) not null",
            "payload jsonb not null = '{}'",
            "unique_key varchar(100)",
            "priority integer not null = 0",
            "state varchar(10) not null = 'waiting'",
            "attempts integer not null = 0",
            "max_attempts integer not null = 8",
            "run_at timestamptz not null = now()",
            "started_at timestamptz",
            "ended_at timestamptz",
            "last_error varchar(500)",
            "created_at timestamptz not null = now()",
            "created_by uuid",
        ],
    },
];
