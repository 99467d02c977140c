//! What is sent to the functions of reports, and what comes of it.

use super::*;

pub const CASES: &[Case] = &[
    Case {
        path: "/fn/reports/get",
        fields: |_| {
            vec![
                ("filter[by]", "person".into()),
                ("filter[from]", "2020-01".into()),
                ("filter[to]", "2026-12".into()),
                ("filter[counted]", "all".into()),
            ]
        },
        expected: Expected::List { door: 403 },
    },
    Case {
        path: "/fn/reports/accounts",
        fields: |_| Vec::new(),
        expected: Expected::Administered { foreign: 200 },
    },
    Case {
        path: "/fn/reports/save-accounts",
        fields: |_| vec![("travel", "4670".into()), ("tax", "1576/19".into())],
        expected: Expected::Administered { foreign: 200 },
    },
];
