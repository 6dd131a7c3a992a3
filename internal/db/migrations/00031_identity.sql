-- +goose Up
-- When the desk last saw that the party is who it says, and when its person signed the pledge of confidentiality; 0 for never.
ALTER TABLE people_party ADD COLUMN identity_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE people_party ADD COLUMN pledged_at BIGINT NOT NULL DEFAULT 0;
-- A document that was shown to the desk. The picture lies encrypted in the file store, under the name in document, and opens only with
-- doc_key, which is sealed. With doc_key the document is gone; document is emptied when the file is gone too.
CREATE TABLE identity_check (
  id TEXT PRIMARY KEY, party TEXT NOT NULL REFERENCES people_party (id), person TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'passed', 'refused', 'withdrawn', 'expired')),
  document TEXT NOT NULL, doc_key TEXT NOT NULL, type TEXT NOT NULL, uploaded_at BIGINT NOT NULL,
  opened_by TEXT NOT NULL, opened_at BIGINT NOT NULL, checked_by TEXT NOT NULL, checked_at BIGINT NOT NULL, why TEXT NOT NULL,
  erased_at BIGINT NOT NULL, version BIGINT NOT NULL);
CREATE INDEX identity_check_party ON identity_check (party, id);
CREATE UNIQUE INDEX identity_check_waiting ON identity_check (party) WHERE state = 'waiting';
CREATE INDEX identity_check_due ON identity_check (uploaded_at, id) WHERE state = 'waiting';
CREATE INDEX identity_check_left ON identity_check (id) WHERE document <> '' AND state <> 'waiting';
-- What a person has promised: which text, under what name, and when.
CREATE TABLE identity_pledge (
  id TEXT PRIMARY KEY, party TEXT NOT NULL REFERENCES people_party (id), person TEXT NOT NULL, edition BIGINT NOT NULL, text_sha256 TEXT NOT NULL,
  name TEXT NOT NULL, at BIGINT NOT NULL, UNIQUE (party, edition));
