-- The nouns of a tenant. A body is kept whole, in the Management API's names; columns beside it are what is looked up or changed alone.

create table installation (
  name        varchar(64) primary key,
  sealed      bytea not null
);

create table tenant (
  name            varchar(64) primary key,
  version         bigint not null,
  body            text not null,
  policies        text not null,
  factors         text not null,
  clock_offset    bigint not null,
  clock_frozen_at bigint
);

create table client (
  tenant    varchar(64) not null,
  client_id varchar(128) not null,
  secret    bytea,
  body      text not null,
  primary key (tenant, client_id)
);

create table resource_server (
  tenant     varchar(64) not null,
  identifier varchar(600) not null,
  body       text not null,
  primary key (tenant, identifier)
);

create table client_grant (
  tenant    varchar(64) not null,
  client_id varchar(128) not null,
  audience  varchar(600) not null,
  body      text not null,
  primary key (tenant, client_id, audience)
);

create table connection (
  tenant varchar(64) not null,
  name   varchar(128) not null,
  body   text not null,
  primary key (tenant, name)
);

create table tenant_user (
  tenant        varchar(64) not null,
  user_id       varchar(255) not null,
  connection    varchar(128) not null,
  email         varchar(320),
  username      varchar(128),
  password_hash varchar(120),
  blocked       boolean not null,
  body          text not null,
  created_at    timestamp(6) with time zone not null,
  updated_at    timestamp(6) with time zone not null,
  primary key (tenant, user_id)
);
create index tenant_user_email on tenant_user (tenant, connection, email);
create index tenant_user_username on tenant_user (tenant, connection, username);
