-- Codes that somebody signs in with instead of a password: of each address the newest one, as a keyed hash, for a few tries.

create table passwordless_code (
  tenant     varchar(64) not null,
  holder     varchar(512) not null,
  client_id  varchar(128) not null,
  user_id    varchar(255) not null,
  code_hash  varchar(64) not null,
  tries_left integer not null,
  expires_at timestamp(6) with time zone not null,
  spent_at   timestamp(6) with time zone,
  primary key (tenant, holder)
);
create index passwordless_code_expiry on passwordless_code (tenant, expires_at);

-- What people of a connection for text messages are found by.
alter table tenant_user add column phone_number varchar(320);
create index tenant_user_phone_number on tenant_user (tenant, connection, phone_number);
