delete from sign_in_attempts where kind in ('pair', 'browser');
alter table sign_in_attempts drop constraint sign_in_attempts_kind_check;
alter table sign_in_attempts add constraint sign_in_attempts_kind_check check (kind in ('address', 'client'));
comment on table sign_in_attempts is 'How often an address or a client has tried to sign in, both hashed; the application may DELETE what has run out.';

drop table known_browsers;
drop table sign_ups;
