-- What people sign in with instead of a password (sealed; a credential exists once in a tenant), and the ceremonies on their way.

create table passkey (
  tenant          varchar(64) not null,
  id              varchar(80) not null,
  user_id         varchar(255) not null,
  credential_hash varchar(64) not null,
  state           bytea not null,
  version         bigint not null,
  name            varchar(320),
  user_agent      varchar(512),
  created_at      timestamp(6) with time zone not null,
  last_auth_at    timestamp(6) with time zone,
  primary key (tenant, id)
);
create unique index passkey_credential on passkey (tenant, credential_hash);
create index passkey_user on passkey (tenant, user_id);

create table passkey_ceremony (
  tenant       varchar(64) not null,
  session_hash varchar(64) not null,
  client_id    varchar(128) not null,
  purpose      varchar(32) not null,
  body         bytea not null,
  expires_at   timestamp(6) with time zone not null,
  primary key (tenant, session_hash)
);
create index passkey_ceremony_expiry on passkey_ceremony (tenant, expires_at);
