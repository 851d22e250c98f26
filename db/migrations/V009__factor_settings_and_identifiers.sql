-- What exists once in a tenant, whoever has it: the id of a WebAuthn credential. The insert that succeeds decides.

create table authenticator_identifier (
  tenant           varchar(64) not null,
  identifier_hash  varchar(64) not null,
  authenticator_id varchar(80) not null,
  primary key (tenant, identifier_hash)
);
create index authenticator_identifier_owner on authenticator_identifier (tenant, authenticator_id);

-- What a tenant has set for its factors (guardian/factors/…/settings), beside which of them are switched on.
alter table tenant add column factor_settings text default '{}' not null;
