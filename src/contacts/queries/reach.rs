//! Whose contacts a permission reaches.

use crate::accounts::roles::{Permission, Scope};
use crate::error::{AppError, AppResult};
use crate::tenancy::TenantTx;
use uuid::Uuid;

/// The owners whose contacts a permission reaches, as it is bound to
/// `($n::uuid[] is null or owner_id = any ($n))`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach(Option<Vec<Uuid>>);

impl Reach {
    /// The owners; `None` for every contact, nobody's among them.
    pub fn owners(&self) -> Option<&[Uuid]> {
        self.0.as_deref()
    }

    /// How far a permission reaches for whoever acts.
    ///
    /// Asked for by name and not taken from how the transaction was opened, so that a
    /// transaction opened to look cannot be used to change.
    pub async fn of(tx: &mut TenantTx, permission: Permission) -> AppResult<Self> {
        match tx.scope_of(permission) {
            Some(_) => Self::within(tx, permission).await,
            None => Err(AppError::Forbidden),
        }
    }

    /// The same, where what is not permitted reaches nobody: to tell a page what to offer.
    pub async fn within(tx: &mut TenantTx, permission: Permission) -> AppResult<Self> {
        Ok(Self(match tx.scope_of(permission) {
            None => Some(Vec::new()),
            Some(Scope::Own) => Some(vec![tx.user()?.0]),
            Some(Scope::Team) => Some(team(tx).await?),
            Some(Scope::All) => None,
        }))
    }
}

/// What whoever acts may do with contacts.
#[derive(Clone, Debug)]
pub struct Reaches {
    pub view: Reach,
    pub edit: Reach,
    pub delete: Reach,
}

impl Reaches {
    /// All three; what is not permitted reaches nobody.
    pub async fn of(tx: &mut TenantTx) -> AppResult<Self> {
        Ok(Self {
            view: Reach::within(tx, Permission::ViewContacts).await?,
            edit: Reach::within(tx, Permission::EditContacts).await?,
            delete: Reach::within(tx, Permission::DeleteContacts).await?,
        })
    }
}

/// Whoever acts, and everybody who shares a team with them.
async fn team(tx: &mut TenantTx) -> AppResult<Vec<Uuid>> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let mut team = sqlx::query_scalar!(
        r#"
        select distinct theirs.user_id
        from team_members mine
        join teams on teams.organization_id = $1 and teams.id = mine.team_id and not teams.is_deleted
        join team_members theirs on theirs.organization_id = $1 and theirs.team_id = mine.team_id
        where mine.organization_id = $1 and mine.user_id = $2
        "#,
        organization.0,
        me.0,
    )
    .fetch_all(tx.conn())
    .await?;
    if !team.contains(&me.0) {
        team.push(me.0);
    }
    Ok(team)
}
