-- The links to a new password: each is good once, and only the newest of a person's.

create table password_ticket (
  tenant      varchar(64) not null,
  ticket_hash varchar(64) not null,
  user_id     varchar(255) not null,
  client_id   varchar(128) not null,
  expires_at  timestamp(6) with time zone not null,
  spent_at    timestamp(6) with time zone,
  primary key (tenant, ticket_hash)
);
create index password_ticket_user on password_ticket (tenant, user_id);

-- Whose these are, so that a new password ends what the old one had opened. Nobody knows of older ones, which live for minutes.
alter table login add column user_id varchar(255);
create index login_user on login (tenant, user_id);
alter table authorization_code add column user_id varchar(255);
create index authorization_code_user on authorization_code (tenant, user_id);
create index mfa_transaction_user on mfa_transaction (tenant, user_id);

-- Passwords somebody had before, for connections that let none of them come back.
create table password_history (
  tenant        varchar(64) not null,
  user_id       varchar(255) not null,
  number        integer not null,
  password_hash varchar(120) not null,
  primary key (tenant, user_id, number)
);
