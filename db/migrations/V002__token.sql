-- Keys are sealed; of refresh tokens only a hash is kept.

create table signing_key (
  tenant      varchar(64) not null,
  kid         varchar(64) not null,
  standing    varchar(16) not null,
  private_key bytea not null,
  certificate bytea not null,
  since       timestamp(6) with time zone not null,
  primary key (tenant, kid)
);

-- A family is one sign-in on one client: its row is locked by every exchange, so that revoking it and rotating within it cannot pass each other.
create table refresh_family (
  tenant      varchar(64) not null,
  id          varchar(32) not null,
  user_id     varchar(255) not null,
  client_id   varchar(128) not null,
  grant_body  text not null,
  generation  integer not null,
  issued_at   timestamp(6) with time zone not null,
  idle_until  timestamp(6) with time zone,
  valid_until timestamp(6) with time zone,
  revoked_at  timestamp(6) with time zone,
  primary key (tenant, id)
);
create index refresh_family_user on refresh_family (tenant, user_id, client_id, issued_at);

create table refresh_token (
  tenant     varchar(64) not null,
  token_hash varchar(64) not null,
  family_id  varchar(32) not null,
  generation integer not null,
  rotated_at timestamp(6) with time zone,
  primary key (tenant, token_hash)
);
create index refresh_token_family on refresh_token (tenant, family_id);
