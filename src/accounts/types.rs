//! People and organisations as pages see them.

use super::roles::{Permission, Role, Scope};
use crate::forms::{Checker, FieldErrors};
use crate::ids::{OrganizationId, UserId};
use crate::ui::time::Zone;
use serde::{Deserialize, Serialize};

/// Who is looking: what every page knows of the signed-in person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Viewer {
    pub user_id: UserId,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub role: Role,
    pub organization_id: OrganizationId,
    pub organization_name: String,
    /// BCP 47, for dates and numbers.
    pub locale: String,
    /// The person's time zone, with its offsets.
    pub zone: Zone,
    /// Addresses of the person's picture and the organisation's logo, which run out.
    pub avatar: Option<String>,
    pub logo: Option<String>,
    /// How many notifications they have not read, counted up to a hundred.
    pub unread: i64,
}

impl Viewer {
    /// First and last name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    /// How far a permission reaches for this person.
    #[must_use]
    pub const fn scope(&self, permission: Permission) -> Option<Scope> {
        self.role.scope(permission)
    }

    /// Whether to offer what needs this permission.
    #[must_use]
    pub const fn may(&self, permission: Permission) -> bool {
        self.role.may(permission)
    }
}

/// A person of the organisation, as they are chosen from a list (an owner, for one).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    pub id: UserId,
    pub name: String,
    /// The address of their picture, for whoever asked; it runs out.
    pub picture: Option<String>,
}

/// A person, named with the organisation without which nobody is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonId {
    pub organization_id: OrganizationId,
    pub user_id: UserId,
}

impl std::fmt::Display for PersonId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.organization_id, self.user_id)
    }
}

/// An organisation that somebody may enter with the password they have given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationChoice {
    pub id: OrganizationId,
    pub name: String,
    /// As whom they would enter it.
    pub role: Role,
}

/// A new organisation and its first person, as typed.
#[derive(Clone, Default)]
pub struct SignUpForm {
    pub organization_name: String,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub password: String,
    pub timezone: String,
}

/// A new organisation and its first person, as they may be stored once the password is hashed.
pub struct NewOrganization {
    name: String,
    first_name: String,
    last_name: String,
    email: String,
    password: String,
    timezone: String,
}

/// Fewest and most characters of a password. Nothing is asked of what it is made of.
pub const PASSWORD_LENGTH: std::ops::RangeInclusive<usize> = 8..=256;

impl SignUpForm {
    /// Checks what was typed.
    ///
    /// # Errors
    /// What is wrong, by field.
    pub fn parse(&self) -> Result<NewOrganization, FieldErrors> {
        let mut check = Checker::default();
        let name = check.required(
            "organization_name",
            &self.organization_name,
            255,
            "Name your organisation.",
        );
        let first_name = check.required("first_name", &self.first_name, 50, "Write your first name.");
        let last_name = check.required("last_name", &self.last_name, 50, "Write your last name.");
        let email = check.email("email", &self.email);
        if email.is_none() {
            check.error("email", "Write your e-mail address.");
        }
        let length = self.password.chars().count();
        if length < *PASSWORD_LENGTH.start() {
            check.error(
                "password",
                format!("Use at least {} characters.", PASSWORD_LENGTH.start()),
            );
        } else if length > *PASSWORD_LENGTH.end() {
            check.error(
                "password",
                format!("At most {} characters; this has {length}.", PASSWORD_LENGTH.end()),
            );
        }
        let timezone = check.optional("timezone", &self.timezone, 50);
        let password = self.password.clone();
        check.finish(|| {
            Some(NewOrganization {
                name,
                first_name,
                last_name,
                email: email?,
                password,
                timezone: timezone.unwrap_or_else(|| "UTC".into()),
            })
        })
    }
}

impl NewOrganization {
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    #[must_use]
    pub fn first_name(&self) -> &str {
        &self.first_name
    }

    #[must_use]
    pub fn last_name(&self) -> &str {
        &self.last_name
    }

    #[must_use]
    pub fn email(&self) -> &str {
        &self.email
    }

    #[must_use]
    pub fn password(&self) -> &str {
        &self.password
    }

    /// An IANA name, not yet looked up.
    #[must_use]
    pub fn timezone(&self) -> &str {
        &self.timezone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> SignUpForm {
        SignUpForm {
            organization_name: " Analytical Engines ".into(),
            first_name: "Ada".into(),
            last_name: "Lovelace".into(),
            email: "ada@analytical.example".into(),
            password: "  eight or more  ".into(),
            timezone: String::new(),
        }
    }

    fn errors(form: &SignUpForm) -> FieldErrors {
        form.parse().err().unwrap_or_default()
    }

    #[test]
    fn what_was_typed_is_trimmed_and_the_password_is_not() {
        let new = form().parse().map_err(|errors| format!("{errors:?}")).unwrap();
        assert_eq!(
            (new.name(), new.email(), new.timezone()),
            ("Analytical Engines", "ada@analytical.example", "UTC")
        );
        assert_eq!(new.password(), "  eight or more  ");
    }

    #[test]
    fn an_empty_form_names_every_field_that_is_missing() {
        let errors = errors(&SignUpForm::default());
        for field in [
            "organization_name",
            "first_name",
            "last_name",
            "email",
            "password",
        ] {
            assert!(errors.get(field).is_some(), "{field}");
        }
        assert_eq!(errors.get("timezone"), None);
    }

    #[test]
    fn a_password_has_eight_to_256_characters_however_many_bytes() {
        for (password, is_taken) in [
            ("ö".repeat(7), false),
            ("ö".repeat(8), true),
            ("ö".repeat(256), true),
            ("ö".repeat(257), false),
        ] {
            assert_eq!(
                errors(&SignUpForm { password, ..form() })
                    .get("password")
                    .is_none(),
                is_taken
            );
        }
    }
}
