//! Where approvals are found.

use crate::approvals::types::{StepForm, StepRow};
use crate::expenses::types::ExpenseType;
use crate::ids::ApprovalStepId;
use crate::query::written;
use crate::ui::locale::Locale;

/// The chain, and who decides in whose place.
pub const PAGE: &str = "/settings/approvals";

/// The page with the form of a step.
#[must_use]
pub fn editing(id: ApprovalStepId) -> String {
    format!("{PAGE}{}#step-form", written(&[("step", id.to_string())]))
}

/// The page, telling that a step was removed, with all that it takes to bring it back to its place.
#[must_use]
pub fn without(step: &StepRow, at: usize, locale: &Locale) -> String {
    let form = StepForm::of(step, locale);
    let mut parameters = vec![
        ("removed", "step".to_owned()),
        ("at", at.to_string()),
        ("approver", form.approver.clone()),
        ("min_amount", form.min_amount.clone()),
        ("only_events", form.only_events.clone()),
    ];
    for one in ExpenseType::ALL {
        parameters.push((one.as_str(), form.of_type(*one).clone()));
    }
    format!("{PAGE}{}", written(&parameters))
}
