//! What is sent to the functions of expenses, and what comes of it.

use super::*;

fn claim(records: &Records) -> Fields {
    vec![("expense_id", records.claim.to_string())]
}

fn seen(records: &Records) -> Fields {
    with(claim(records), vec![("version", "2".into())])
}

fn receipt(records: &Records) -> Fields {
    vec![("file_id", records.receipt.to_string())]
}

fn claims(records: &Records) -> Fields {
    vec![("claims[]", format!("{}:1", records.paid_claim))]
}

fn expense_form() -> Fields {
    vec![
        ("title", format!("Lamps {LUMEN_ONLY}")),
        ("merchant", "Lamp shop".into()),
        ("amount", "1,190.00".into()),
        ("currency", "EUR".into()),
        ("expense_date", chrono::Utc::now().format("%Y-%m-%d").to_string()),
        ("expense_type", "venue".into()),
        ("category", "Light".into()),
        ("tax_rate", "19".into()),
        ("tax_amount", "190".into()),
        ("event_id", String::new()),
        ("payee_id", String::new()),
        ("description", "For the stage.".into()),
        ("notes", "Keep the boxes.".into()),
        ("submit", "true".into()),
    ]
}

/// Lists of one's own.
const LIST: Expected = Expected::List { door: 403 };

pub const CASES: &[Case] = &[
    Case {
        path: "/fn/expenses/list",
        fields: |_| {
            vec![
                ("filter[whose]", "all".into()),
                ("filter[status]", "paid".into()),
                ("filter[search]", "chairs".into()),
            ]
        },
        expected: LIST,
    },
    Case {
        path: "/fn/expenses/sums",
        fields: |_| Vec::new(),
        expected: LIST,
    },
    Case {
        // Of events that others have made in each organisation by now; whose they are is proved in expenses/tests/foreign.rs.
        path: "/fn/expenses/choices",
        fields: |_| Vec::new(),
        expected: Expected::Signed {
            editor: 200,
            door: 403,
        },
    },
    Case {
        path: "/fn/expenses/rate",
        fields: |_| {
            vec![
                ("currency", "KWD".into()),
                ("expense_date", chrono::Utc::now().format("%Y-%m-%d").to_string()),
            ]
        },
        expected: Expected::Signed {
            editor: 200,
            door: 403,
        },
    },
    Case {
        path: "/fn/expenses/get",
        fields: claim,
        expected: Expected::Claimed,
    },
    Case {
        path: "/fn/expenses/create",
        fields: |_| expense_form(),
        expected: Expected::Signed {
            editor: 200,
            door: 403,
        },
    },
    Case {
        path: "/fn/expenses/update",
        fields: |records| with(seen(records), expense_form()),
        expected: Expected::Claimed,
    },
    Case {
        path: "/fn/expenses/submit",
        fields: seen,
        expected: Expected::Claimed,
    },
    Case {
        path: "/fn/expenses/recall",
        fields: seen,
        expected: Expected::Claimed,
    },
    Case {
        path: "/fn/expenses/delete",
        fields: claim,
        expected: Expected::Claimed,
    },
    Case {
        path: "/fn/expenses/restore",
        fields: claim,
        expected: Expected::Claimed,
    },
    Case {
        path: "/fn/expenses/inbox",
        fields: |_| Vec::new(),
        expected: Expected::Deciding { foreign: 200 },
    },
    Case {
        path: "/fn/expenses/inbox-choices",
        fields: |_| Vec::new(),
        expected: Expected::Deciding { foreign: 200 },
    },
    Case {
        path: "/fn/expenses/waiting",
        fields: |_| Vec::new(),
        expected: Expected::Deciding { foreign: 200 },
    },
    Case {
        path: "/fn/expenses/waiting-count",
        fields: |_| Vec::new(),
        expected: Expected::Deciding { foreign: 200 },
    },
    Case {
        path: "/fn/expenses/decide",
        fields: |records| {
            let verdict = vec![("verdict", "reject".into()), ("comment", "Twice".into())];
            with(claims(records), verdict)
        },
        expected: Expected::Deciding { foreign: 200 },
    },
    Case {
        path: "/fn/expenses/pay",
        fields: |records| {
            let payment = vec![
                ("reference", "SEPA 1".into()),
                ("key", uuid::Uuid::now_v7().to_string()),
            ];
            with(claims(records), payment)
        },
        expected: Expected::Deciding { foreign: 200 },
    },
    Case {
        path: "/fn/expenses/settle",
        fields: |records| {
            vec![
                ("expense_id", records.paid_claim.to_string()),
                ("version", "1".into()),
                ("settled_amount", "41.50".into()),
            ]
        },
        expected: Expected::OthersMoney,
    },
    Case {
        path: "/fn/expenses/reverse",
        fields: |records| vec![("expense_id", records.paid_claim.to_string())],
        expected: Expected::Deciding { foreign: 404 },
    },
    Case {
        path: "/fn/expenses/receipts",
        fields: claim,
        expected: Expected::Claimed,
    },
    Case {
        path: "/fn/expenses/similar",
        fields: |_| {
            vec![
                ("amount", "1190.00".into()),
                ("currency", "EUR".into()),
                ("expense_date", chrono::Utc::now().format("%Y-%m-%d").to_string()),
            ]
        },
        expected: Expected::Signed {
            editor: 200,
            door: 403,
        },
    },
    Case {
        path: "/fn/expenses/of-receipt",
        fields: receipt,
        expected: Expected::Claimed,
    },
    Case {
        path: "/fn/expenses/remove-receipt",
        fields: receipt,
        expected: Expected::Claimed,
    },
    Case {
        path: "/fn/expenses/restore-receipt",
        fields: receipt,
        expected: Expected::Claimed,
    },
];
