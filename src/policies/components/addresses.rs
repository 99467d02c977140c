//! Where policies are found.

/// The page of them.
pub const PAGE: &str = "/settings/policies";

/// The page with what many organisations begin with already typed.
pub const SUGGESTED: &str = "/settings/policies?suggested=1";
