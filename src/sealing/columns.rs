//! The columns whose values are sealed.

/// A column whose values are sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    IntegrationCredentials,
}

impl Column {
    /// All of them.
    pub const ALL: [Self; 1] = [Self::IntegrationCredentials];

    /// The table.
    #[must_use]
    pub const fn table(self) -> &'static str {
        match self {
            Self::IntegrationCredentials => "integrations",
        }
    }

    /// Its name there.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::IntegrationCredentials => "credentials",
        }
    }
}

/// A column as a type, so that a value of one cannot be taken for a value of another.
pub trait Sealable: Send + Sync + 'static {
    /// The column.
    const COLUMN: Column;
}

/// `integrations.credentials`: what opens another system.
pub struct IntegrationCredentials;

impl Sealable for IntegrationCredentials {
    const COLUMN: Column = Column::IntegrationCredentials;
}
