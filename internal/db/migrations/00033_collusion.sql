-- +goose Up
-- In which browsers a person has signed in: the hash of a random cookie, forgotten 13 months after the last time.
CREATE TABLE collusion_device (
  device TEXT NOT NULL, person TEXT NOT NULL, first_at BIGINT NOT NULL, last_at BIGINT NOT NULL, PRIMARY KEY (person, device));
CREATE INDEX collusion_device_device ON collusion_device (device, person);
CREATE INDEX collusion_device_last ON collusion_device (last_at);
-- The same for the same address, however it is written.
ALTER TABLE people_party ADD COLUMN address_mark TEXT NOT NULL DEFAULT '';
CREATE INDEX people_party_address ON people_party (address_mark) WHERE address_mark <> '';
CREATE INDEX people_party_unmarked ON people_party (id) WHERE address <> '' AND address_mark = '';
