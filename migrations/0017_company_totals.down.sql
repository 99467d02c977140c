drop trigger company_totals_delete on contacts;
drop trigger company_totals_update on contacts;
drop trigger company_totals_insert on contacts;
drop function app.keep_company_totals();
drop table contact_company_totals;
