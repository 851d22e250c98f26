-- How a device is led to the enrolment it belongs to: by the hash of the ticket in its QR code, or of the token that came with a
-- notification. What stands behind is in the enrolment's state.

create table device_door (
  tenant           varchar(64) not null,
  token_hash       varchar(64) not null,
  authenticator_id varchar(80) not null,
  primary key (tenant, token_hash)
);
create index device_door_authenticator on device_door (tenant, authenticator_id);
