-- +goose Up
-- The public keys with which this site has signed records.
CREATE TABLE attest_key (id TEXT PRIMARY KEY, public_key TEXT NOT NULL, from_at BIGINT NOT NULL, until_at BIGINT NOT NULL);
-- Other sites whose signed records are shown here, with the keys that somebody at the desk has entered.
CREATE TABLE attest_site (
  id TEXT PRIMARY KEY, address TEXT NOT NULL, name TEXT NOT NULL, keys TEXT NOT NULL, added_by TEXT NOT NULL, added_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL, version BIGINT NOT NULL);
CREATE UNIQUE INDEX attest_site_address ON attest_site (address);
-- What another site has signed of a party here. checked_at is 0 as long as the site is not known: nobody else sees it.
CREATE TABLE attest_import (
  id TEXT PRIMARY KEY, party TEXT NOT NULL REFERENCES people_party (id), person TEXT NOT NULL, address TEXT NOT NULL, body TEXT NOT NULL, summary TEXT NOT NULL, sha256 TEXT NOT NULL,
  issued_at BIGINT NOT NULL, imported_at BIGINT NOT NULL, checked_at BIGINT NOT NULL, version BIGINT NOT NULL, UNIQUE (party, address));
CREATE INDEX attest_import_waiting ON attest_import (address, id) WHERE checked_at = 0;
CREATE INDEX attest_import_address ON attest_import (address, checked_at);
