//! What draws payments.

pub mod addresses;
pub mod batch_table;
pub mod line_card;
pub mod marks;
