drop table saved_views;
alter table contacts drop column company_order, drop column tag_keys, drop column industry_key;
call app.track('contacts', '{job:lead_score,last_interaction}');
drop function app.fold_each(text[]);
