drop trigger keep_parts on expenses;
drop function app.keep_parts();
drop trigger unfreeze_shares on expenses;
drop function app.unfreeze_shares();
drop trigger shares_are_whole on expenses;
drop table expense_shares;
drop function app.shares_are_whole();
drop function app.shares_changed();
drop function app.keep_share();

alter table expenses
  drop column unit_name,
  drop column unit,
  drop column unit_rate,
  drop column quantity,
  drop column shares_version,
  drop column findings;

drop table unit_rates;
drop table expense_policies;
