-- Companies, which are what contacts have in common, and sample contacts for an organisation that has none yet.

-- Of a company, whoever was dealt with last; what a page of it shows, and what a list of companies by their latest
-- interaction stands on.
create index idx_contacts_company_lately on contacts (organization_id, company_key, last_interaction_key, id)
  where not is_deleted;

alter table contacts add column is_sample boolean not null default false;
comment on column contacts.is_sample is 'Put in to show somebody around, and taken out again together; never set on a contact that somebody added.';

create index idx_contacts_sample on contacts (organization_id, id) where is_sample;
