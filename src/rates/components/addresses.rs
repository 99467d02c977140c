//! Where exchange rates are found.

use crate::paging::Cursor;
use crate::query::written;
use crate::rates::types::RateRow;
use crate::ui::money::Currency;

/// The page of them.
pub const PAGE: &str = "/settings/rates";

/// Where a file of the European Central Bank is sent.
pub const IMPORT: &str = "/upload/rates";

/// The rates of all currencies or of one, from a row on.
#[must_use]
pub fn list(of: Option<Currency>, cursor: Option<&Cursor>) -> String {
    let mut parameters = Vec::new();
    parameters.extend(of.map(|currency| ("currency", currency.to_string())));
    parameters.extend(cursor.map(Cursor::parameter));
    format!("{PAGE}{}", written(&parameters))
}

/// The page, telling that a rate was removed.
#[must_use]
pub fn without(row: &RateRow) -> String {
    let removed = format!("{}:{}:{}:{}", row.base, row.rate, row.quote, row.date);
    format!("{PAGE}{}", written(&[("removed", removed)]))
}
