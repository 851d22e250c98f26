-- What APIs sign with, and what clients have proven themselves with.

-- Only of APIs whose tokens are signed with a secret (HS256); sealed.
alter table resource_server add column secret bytea;

-- An assertion proves its client once: whoever inserts its row.
create table client_assertion (
  tenant     varchar(64) not null,
  id_hash    varchar(64) not null,
  expires_at timestamp(6) with time zone not null,
  primary key (tenant, id_hash)
);
create index client_assertion_expiry on client_assertion (tenant, expires_at);
