-- Whoever takes their account back leaves nothing of it behind but that it was there.

grant delete on bank_accounts to plugs_app;
comment on table bank_accounts is 'Where somebody wants their money, or where the organisation pays from; the application may DELETE one, and the audit trail keeps when, and never what it was.';
