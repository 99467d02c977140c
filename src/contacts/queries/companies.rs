//! Companies: what contacts have in common who name the same one.
//!
//! They are told apart by `company_key`, the name without regard to case and accents, and read
//! from the contacts each time; nothing about them is stored twice.

mod history;
mod list;
mod page;
mod statement;

pub use history::company_timeline;
pub use list::companies;
pub use page::company;
