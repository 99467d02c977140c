drop table ledger_accounts;
drop trigger expense_totals_insert on expenses;
drop trigger expense_totals_update on expenses;
drop trigger expense_totals_delete on expenses;
drop function app.keep_expense_totals();
drop function app.note_expense_totals(public.expenses[], public.expenses[]);
drop table expense_totals;
drop function app.half_even(numeric, integer);
