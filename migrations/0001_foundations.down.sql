drop schema app cascade;
drop extension pg_trgm;
drop extension unaccent;

alter default privileges grant execute on functions to public;
revoke usage on schema public from plugs_app, plugs_lookup;
grant usage on schema public to public;
