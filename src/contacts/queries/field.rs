//! One field of a contact, as a table's cell saves it.

use super::assigning::{owner_before, tell_owner};
use super::private::Private;
use super::reach::Reach;
use super::record::not_saved;
use crate::accounts::roles::Permission;
use crate::contacts::types::NewContact;
use crate::error::AppResult;
use crate::ids::ContactId;
use crate::sealing::Sealed;
use crate::tenancy::TenantTx;

/// Saves one field over the version that was read, and answers with the version it has now; the
/// other values of `new` mean nothing. What is told of somebody else's save is that field alone.
pub async fn update_field(
    tx: &mut TenantTx,
    id: ContactId,
    version: i32,
    field: &str,
    new: &NewContact,
) -> AppResult<i32> {
    let reach = Reach::of(tx, Permission::EditContacts).await?;
    let organization = tx.organization();
    let values = new.values();
    let owner = values.owner_id.map(|owner| owner.0);
    let before = match field {
        "owner_id" => owner_before(tx, id).await?,
        // Nothing else is told.
        _ => values.owner_id,
    };
    let private = match field {
        "phone" => Private::of(tx, id, values).await?,
        _ => Private::default(),
    };
    let saved = sqlx::query_scalar!(
        r#"
        update contacts
        set first_name = case $4 when 'first_name' then $5 else first_name end,
          last_name = case $4 when 'last_name' then $6 else last_name end,
          email = case $4 when 'email' then $7 else email end,
          phone = case $4 when 'phone' then $8 else phone end,
          phone_index = case $4 when 'phone' then $19 else phone_index end,
          company = case $4 when 'company' then $9 else company end,
          job_title = case $4 when 'job_title' then $10 else job_title end,
          industry = case $4 when 'industry' then $11 else industry end,
          contact_type = case $4 when 'contact_type' then $12 else contact_type end,
          status = case $4 when 'status' then $13 else status end,
          priority = case $4 when 'priority' then $14 else priority end,
          lead_score = case $4 when 'lead_score' then $15 else lead_score end,
          tags = case $4 when 'tags' then $16 else tags end,
          owner_id = case $4 when 'owner_id' then $17 else owner_id end
        where organization_id = $1 and id = $2 and version = $3 and not is_deleted
          and ($18::uuid[] is null or owner_id = any ($18))
          and ($4 <> 'owner_id' or $17::uuid is null or owner_id = $17 or exists (
            select from users
            where organization_id = $1 and users.id = $17 and is_active and not users.is_deleted and role <> 'system'))
        returning version
        "#,
        organization.0,
        id.0,
        version,
        field,
        values.first_name,
        values.last_name,
        values.email,
        private.phone.as_ref().map(Sealed::bytes),
        values.company,
        values.job_title,
        values.industry,
        values.contact_type.as_str(),
        values.status.as_str(),
        values.priority.as_str(),
        values.lead_score,
        &values.tags,
        owner,
        reach.owners() as Option<&[uuid::Uuid]>,
        private.phone_index,
    )
    .fetch_optional(tx.conn())
    .await?;
    match saved {
        Some(version) => {
            tell_owner(tx, id, before, values.owner_id).await?;
            Ok(version)
        }
        None => not_saved(tx, id, version, values, Some(field)).await,
    }
}
