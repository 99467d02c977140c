drop function app.session_user(uuid, uuid);
drop function app.sign_in_candidates(text);
drop table sign_in_attempts;
drop table sessions;
drop table team_members;
drop table teams;
drop table users;
drop table organizations;
