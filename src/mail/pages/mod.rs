//! Pages of mail.

mod undelivered;

pub use undelivered::UndeliveredPage;
