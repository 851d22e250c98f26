-- What stands behind an oob_code: whose challenge it names, until when, and when its client last asked how it stands.

create table oob_code (
  tenant           varchar(64) not null,
  code_hash        varchar(64) not null,
  pass_key         varchar(64) not null,
  user_id          varchar(255) not null,
  authenticator_id varchar(80) not null,
  handle           varchar(120) not null,
  needs_code       boolean not null,
  expires_at       timestamp(6) with time zone not null,
  polled_at        timestamp(6) with time zone,
  primary key (tenant, code_hash)
);
create index oob_code_challenge on oob_code (tenant, authenticator_id, handle);
create index oob_code_expiry on oob_code (expires_at);
