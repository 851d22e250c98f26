-- What a browser is known by, and what waits for it. Every token is kept as a hash only; what a login has gathered so far is sealed.
-- The bodies of codes and of pushed requests are in the clear: they say what was asked and proven, and open nothing by themselves.

create table browser_session (
  tenant           varchar(64) not null,
  token_hash       varchar(64) not null,
  sid              varchar(64) not null,
  user_id          varchar(255) not null,
  amr              text not null,
  authenticated_at timestamp(6) with time zone not null,
  idle_until       timestamp(6) with time zone not null,
  valid_until      timestamp(6) with time zone not null,
  primary key (tenant, token_hash)
);
create index browser_session_sid on browser_session (tenant, sid);
create index browser_session_user on browser_session (tenant, user_id);

create table trusted_browser (
  tenant     varchar(64) not null,
  token_hash varchar(64) not null,
  user_id    varchar(255) not null,
  trusted_at timestamp(6) with time zone not null,
  used_at    timestamp(6) with time zone not null,
  primary key (tenant, token_hash)
);
create index trusted_browser_user on trusted_browser (tenant, user_id);

create table login (
  tenant           varchar(64) not null,
  id               varchar(64) not null,
  browser_hash     varchar(64) not null,
  login_state_hash varchar(64),
  mfa_state_hash   varchar(64),
  body             bytea not null,
  version          bigint not null,
  expires_at       timestamp(6) with time zone not null,
  ended_at         timestamp(6) with time zone,
  primary key (tenant, id)
);
create index login_login_state on login (tenant, login_state_hash);
create index login_mfa_state on login (tenant, mfa_state_hash);
create index login_expiry on login (tenant, expires_at);

create table authorization_code (
  tenant       varchar(64) not null,
  code_hash    varchar(64) not null,
  client_id    varchar(128) not null,
  body         text not null,
  expires_at   timestamp(6) with time zone not null,
  redeemed_at  timestamp(6) with time zone,
  refresh_hash varchar(64),
  primary key (tenant, code_hash)
);
create index authorization_code_expiry on authorization_code (tenant, expires_at);

create table pushed_request (
  tenant       varchar(64) not null,
  request_hash varchar(64) not null,
  client_id    varchar(128) not null,
  parameters   text not null,
  expires_at   timestamp(6) with time zone not null,
  primary key (tenant, request_hash)
);
create index pushed_request_expiry on pushed_request (tenant, expires_at);
