-- When the last factor of a session was proven: My Account wants a second one of the last fifteen minutes. Nobody knows of older sessions.
alter table browser_session add column proven_at timestamp(6) with time zone;
