-- What people were shown, sealed; filled only while the lab is on.

create table lab_shown (
  tenant           varchar(64) not null,
  authenticator_id varchar(80) not null,
  user_id          varchar(255) not null,
  factor           varchar(32) not null,
  shown            bytea not null,
  primary key (tenant, authenticator_id)
);
create index lab_shown_user on lab_shown (tenant, user_id);
