//! Batches of payments, and claims to be paid.

use super::World;
use the_plugs::ids::UserId;
use the_plugs::testing::Org;
use uuid::Uuid;

impl World {
    /// An approved claim that is in no batch, an open batch with what is in it, and one whose files are made. None is in euros, so
    /// that nobody needs a bank account.
    pub(super) async fn payments(
        &self,
        org: &Org,
        owner: UserId,
        approver: UserId,
        last_name: &str,
    ) -> [Uuid; 4] {
        let [free, in_batch, in_sent, batch, batch_item, sent_batch] = [(); 6].map(|()| Uuid::now_v7());
        let organization = org.id;
        let claim = |id: Uuid| {
            format!(
                "insert into expenses (organization_id, id, created_by, title, amount, currency, expense_date, status, submitted_at,
                   base_amount, base_currency, fx_rate, fx_date, fx_source, approved_by, approved_at) values
                   ('{organization}', '{id}', '{owner}', 'Tea {last_name}', 4000, 'JPY', current_date, 'approved', now(),
                    25, 'EUR', 0.00625, current_date, 'manual', '{approver}', now());"
            )
        };
        let batch_of = |id: Uuid, frozen: &str| {
            format!(
                "insert into payment_batches (organization_id, id, number, execution_date, created_by, status, frozen, exported_by,
                   exported_at)
                 select '{organization}', '{id}', coalesce(max(number), 0) + 1, current_date + 2, '{approver}', {frozen}
                 from payment_batches where organization_id = '{organization}';"
            )
        };
        let item = |id: Uuid, batch: Uuid, claim: Uuid| {
            format!(
                "insert into payment_batch_items (organization_id, id, batch_id, expense_id, payee_id, amount, currency, is_reversal,
                   expense_version) values
                   ('{organization}', '{id}', '{batch}', '{claim}', '{owner}', 4000, 'JPY', false, 1);"
            )
        };
        let statement = [
            format!("set local app.user_id = '{approver}';"),
            claim(free),
            claim(in_batch),
            claim(in_sent),
            batch_of(batch, "'open', null, null, null"),
            batch_of(sent_batch, &format!("'exported', '\\x0101', '{approver}', now()")),
            item(batch_item, batch, in_batch),
            item(Uuid::now_v7(), sent_batch, in_sent),
            "select 1".to_owned(),
        ]
        .concat();
        self.site.act(org, &statement).await;
        [free, batch, batch_item, sent_batch]
    }
}
