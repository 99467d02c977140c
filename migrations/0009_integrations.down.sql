drop table integration_logs;
drop table integrations;
