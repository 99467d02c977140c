drop table exchange_rates;
alter table organizations drop column base_currency;
