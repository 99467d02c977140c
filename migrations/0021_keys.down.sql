drop function app.master_keys();
drop function app.sealing_key();
drop table organization_keys;
