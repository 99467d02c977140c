//! What somebody is told, in each language that mail is written in.

/// A sentence in each language. What stands in the product is in English, as the product is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    pub english: String,
    pub german: String,
}

impl Said {
    /// A sentence and its translation.
    pub fn new(english: impl Into<String>, german: impl Into<String>) -> Self {
        Self {
            english: english.into(),
            german: german.into(),
        }
    }

    /// The same with each of them changed.
    #[must_use]
    pub fn map(self, of: impl Fn(String) -> String) -> Self {
        Self {
            english: of(self.english),
            german: of(self.german),
        }
    }
}
