-- A phone is texted or called: of two ways to one device, the one its person prefers.
alter table authenticator add column preferred boolean default true not null;
