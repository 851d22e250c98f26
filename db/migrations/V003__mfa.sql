-- What somebody enrolled (state sealed), opened (token hashed) and got wrong.

create table authenticator (
  tenant         varchar(64) not null,
  id             varchar(80) not null,
  user_id        varchar(255) not null,
  factor         varchar(32) not null,
  device         varchar(32) not null,
  active         boolean not null,
  enrolled_under varchar(64),
  name           varchar(320),
  state          bytea not null,
  version        bigint not null,
  created_at     timestamp(6) with time zone not null,
  last_auth_at   timestamp(6) with time zone,
  primary key (tenant, id)
);
create index authenticator_user on authenticator (tenant, user_id);

create table mfa_transaction (
  tenant     varchar(64) not null,
  token_hash varchar(64) not null,
  id         varchar(32) not null,
  user_id    varchar(255) not null,
  client_id  varchar(128) not null,
  proven     text not null,
  expires_at timestamp(6) with time zone not null,
  spent_at   timestamp(6) with time zone,
  primary key (tenant, token_hash)
);
create index mfa_transaction_expiry on mfa_transaction (expires_at);

create table bucket (
  tenant  varchar(64) not null,
  name    varchar(32) not null,
  holder  varchar(400) not null,
  full_at bigint not null,
  primary key (tenant, name, holder)
);
create index bucket_full on bucket (tenant, full_at);
