drop table saved_views;
drop table contact_tags;
drop trigger contact_tags_kept on contacts;
drop trigger contact_tags_added on contacts;
drop function app.keep_contact_tags();
drop function app.add_contact_tags();
alter table contacts drop column company_order, drop column industry_key;
call app.track('contacts', '{job:lead_score,last_interaction}');
