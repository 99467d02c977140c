//! What a batch pays as a list of comma-separated values (RFC 4180), for whoever pays by hand or takes it into another program.

use super::Frozen;
use crate::download::{BYTE_ORDER_MARK, lines_after};
use crate::error::{AppError, AppResult};
use crate::escape::harmless;
use crate::payments::types::Iban;

const HEAD: [&str; 11] = [
    "End-to-end id",
    "Payee",
    "Account holder",
    "IBAN",
    "BIC",
    "Amount",
    "Currency",
    "Execution date",
    "Remittance information",
    "In the SEPA file",
    "Batch",
];

/// The file: amounts as they are, with a point; texts so that no spreadsheet takes them for a formula.
///
/// # Errors
/// None that are not ours.
pub fn written(frozen: &Frozen) -> AppResult<Vec<u8>> {
    let mut writer = lines_after(BYTE_ORDER_MARK);
    writer
        .write_record(HEAD)
        .map_err(|error| AppError::internal(&error))?;
    let day = frozen.execution_date.to_string();
    let number = frozen.number.to_string();
    for transfer in &frozen.transfers {
        let account = transfer.account.as_ref();
        let iban = account.and_then(|account| account.iban.parse::<Iban>().ok());
        let cells = [
            transfer.end_to_end.clone(),
            harmless(&transfer.name),
            harmless(account.map_or("", |account| &account.holder)),
            iban.map(|iban| iban.as_str().to_owned()).unwrap_or_default(),
            account
                .and_then(|account| account.bic.clone())
                .unwrap_or_default(),
            transfer.amount.to_decimal(),
            transfer.amount.currency.code().to_owned(),
            day.clone(),
            harmless(&transfer.remittance),
            if transfer.is_sepa { "yes" } else { "no" }.to_owned(),
            number.clone(),
        ];
        writer
            .write_record(&cells)
            .map_err(|error| AppError::internal(&error))?;
    }
    writer.into_inner().map_err(|error| AppError::internal(&error))
}
