-- What APIs sign with, and what clients have proven themselves with.

-- Only of APIs whose tokens are signed with a secret (HS256); sealed.
alter table resource_server add column secret bytea;
