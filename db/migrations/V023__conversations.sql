-- A second factor that a browser proves step by step: what was begun and asked, sealed, and once it is proven what that is worth, for
-- whoever brings its signature first. It lives and ends with its transaction.
alter table mfa_transaction add column conversation bytea;
alter table mfa_transaction add column conversation_version bigint default 0 not null;
