drop index idx_contacts_company_lately;
alter table contacts drop column is_sample;
