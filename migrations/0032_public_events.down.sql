drop table calendar_feeds;
drop table agenda_stars;
drop function app.find_public_event(text);
alter table events drop column public_address;
