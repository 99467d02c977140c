//! What is sent to the functions of payments, and what comes of it.

use super::*;

fn batch(records: &Records) -> Fields {
    vec![("batch_id", records.batch.to_string())]
}

fn seen(records: &Records) -> Fields {
    with(batch(records), vec![("version", "1".into())])
}

fn sent(records: &Records) -> Fields {
    vec![
        ("batch_id", records.sent_batch.to_string()),
        ("version", "1".into()),
        ("payee", records.owner.to_string()),
        ("currency", "JPY".into()),
    ]
}

fn account() -> Fields {
    vec![
        ("version", "0".into()),
        ("holder", LUMEN_ONLY.into()),
        ("iban", "DE89 3704 0044 0532 0130 00".into()),
        ("bic", "COBADEFFXXX".into()),
    ]
}

/// Those who pay everybody's claims are owners and admins.
const OF_A_BATCH: Expected = Expected::Administered { foreign: 404 };

/// The table of it.
pub const CASES: &[Case] = &[
    Case {
        // Before anybody has stored one; whether one may be removed is proved in payments/tests/accounts.rs.
        path: "/fn/payments/remove-own-account",
        fields: |_| vec![("version", "0".into())],
        expected: Expected::Signed {
            editor: 200,
            door: 403,
        },
    },
    Case {
        path: "/fn/payments/remove-paying-account",
        fields: |_| vec![("version", "0".into())],
        expected: Expected::Administered { foreign: 200 },
    },
    Case {
        path: "/fn/payments/list",
        fields: |_| Vec::new(),
        expected: Expected::Administered { foreign: 200 },
    },
    Case {
        path: "/fn/payments/get",
        fields: batch,
        expected: OF_A_BATCH,
    },
    Case {
        path: "/fn/payments/make",
        fields: |records| {
            vec![
                ("claims[]", format!("{}:1", records.approved_claim)),
                // The same for whoever asks about these records.
                ("key", records.approved_claim.to_string()),
            ]
        },
        // Nothing of it is theirs to pay.
        expected: Expected::Administered { foreign: 409 },
    },
    Case {
        path: "/fn/payments/plan",
        fields: |records| {
            let day = (chrono::Utc::now() + chrono::TimeDelta::days(7)).format("%Y-%m-%d");
            with(seen(records), vec![("execution_date", day.to_string())])
        },
        expected: OF_A_BATCH,
    },
    Case {
        path: "/fn/payments/take-out",
        fields: |records| with(batch(records), vec![("item_id", records.batch_item.to_string())]),
        expected: OF_A_BATCH,
    },
    Case {
        path: "/fn/payments/export",
        fields: seen,
        expected: OF_A_BATCH,
    },
    Case {
        path: "/fn/payments/settle",
        fields: |records| {
            let today = chrono::Utc::now().format("%Y-%m-%d").to_string();
            let payment = vec![
                ("key", records.sent_batch.to_string()),
                ("reference", "SEPA 7".into()),
                ("paid_on", today),
            ];
            with(sent(records), payment)
        },
        expected: OF_A_BATCH,
    },
    Case {
        path: "/fn/payments/fail",
        fields: |records| with(sent(records), vec![("reason", "Account closed".into())]),
        expected: OF_A_BATCH,
    },
    Case {
        path: "/fn/payments/cancel",
        fields: seen,
        expected: OF_A_BATCH,
    },
    Case {
        path: "/fn/payments/reopen",
        fields: batch,
        expected: OF_A_BATCH,
    },
    Case {
        path: "/fn/payments/own-account",
        fields: |_| vec![("edit", "true".into())],
        expected: Expected::Signed {
            editor: 200,
            door: 403,
        },
    },
    Case {
        path: "/fn/payments/save-own-account",
        fields: |_| account(),
        expected: Expected::Signed {
            editor: 200,
            door: 403,
        },
    },
    Case {
        path: "/fn/payments/paying-account",
        fields: |_| vec![("edit", "true".into())],
        expected: Expected::Administered { foreign: 200 },
    },
    Case {
        path: "/fn/payments/save-paying-account",
        fields: |_| account(),
        expected: Expected::Administered { foreign: 200 },
    },
];
