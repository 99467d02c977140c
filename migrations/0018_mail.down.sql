drop table mail_opt_outs;
drop table mails;
