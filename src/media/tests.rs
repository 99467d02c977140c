//! Files, from a form to an address.
