//! A claim that is worked out of a distance or of days.

use super::TypedExpense;
use crate::forms::Checker;
use crate::policies::types::{UnitRate, Units, rate_on};
use crate::ui::locale::Locale;
use crate::ui::money::Quantity;
use crate::ui::time::date;

impl TypedExpense {
    /// What it is worked out of. Currency and type are the rate's, whatever was typed.
    pub(super) fn units(
        &mut self,
        check: &mut Checker,
        locale: &Locale,
        is_submitted: bool,
        rates: &[UnitRate],
    ) -> Option<Units> {
        let name = self.unit_rate.as_deref()?;
        let Some(rate) = rate_on(rates, name, self.expense_date) else {
            let day = date(self.expense_date, locale);
            check.error(
                "unit_rate",
                format!("“{name}” has no rate for {day}. Choose another one, or another day."),
            );
            return None;
        };
        (self.currency, self.expense_type) = (rate.currency, rate.expense_type);
        let quantity = match self.quantity.as_str() {
            "" => {
                if is_submitted {
                    check.error("quantity", format!("Say how many: {}.", rate.unit));
                }
                None
            }
            typed => Some(
                Quantity::parse_typed(typed, locale)
                    .map_err(|error| check.error("quantity", error.to_string()))
                    .ok()?,
            ),
        };
        Some(Units {
            name: rate.name.clone(),
            unit: rate.unit.clone(),
            price: rate.price,
            quantity,
        })
    }
}
