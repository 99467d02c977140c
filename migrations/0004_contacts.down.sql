drop table contact_interactions;
drop table contacts;
drop function app.ignore_last_interaction();
drop function app.keep_last_interaction();
drop function app.completed_is_past();
