revoke delete on bank_accounts from plugs_app;
comment on table bank_accounts is 'Where somebody wants their money, or where the organisation pays from; nobody may DELETE one.';
