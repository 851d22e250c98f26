-- When an enrolment was confirmed: a token got while it still waited may have asked for no second factor.
alter table authenticator add column confirmed_at timestamp(6) with time zone;
update authenticator set confirmed_at = created_at where active;
