-- +goose Up
CREATE TABLE upload_scan (
  sha256 TEXT PRIMARY KEY, size BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'clean', 'found', 'unscanned')), virus TEXT NOT NULL,
  attempts BIGINT NOT NULL, next_at BIGINT NOT NULL, lease_until BIGINT NOT NULL, last_error TEXT NOT NULL,
  asked_at BIGINT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX upload_scan_due ON upload_scan (state, next_at, sha256);
CREATE INDEX upload_scan_waiting ON upload_scan (asked_at) WHERE state = 'waiting';
CREATE INDEX upload_scan_found ON upload_scan (at, sha256) WHERE state = 'found';
CREATE TABLE upload_picture (
  sha256 TEXT PRIMARY KEY, preview TEXT NOT NULL, width BIGINT NOT NULL, height BIGINT NOT NULL);
-- The files of a delivery are read with it.
CREATE INDEX market_file_delivery ON market_file (delivery, id);
-- What came before there was a scanner is looked at when there is one.
INSERT INTO upload_scan (sha256, size, state, virus, attempts, next_at, lease_until, last_error, asked_at, at)
  SELECT sha256, MIN(size), 'unscanned', '', 0, MIN(at), 0, '', MIN(at), 0 FROM market_file GROUP BY sha256;
INSERT INTO policy_rule (id, kind, mall, valid_from, body, by_person, at) VALUES ('default-room', 'room', 'site', 20200101, '{"contract":2000,"thread":100}', '', 0);
-- Files that come with a message: of a thread before a contract here, of a contract's among the files of the contract.
CREATE TABLE message_file (
  id TEXT PRIMARY KEY, thread TEXT NOT NULL REFERENCES message_thread (id), message TEXT NOT NULL REFERENCES message_message (id),
  uploaded_by TEXT NOT NULL, name TEXT NOT NULL, size BIGINT NOT NULL, type TEXT NOT NULL, sha256 TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX message_file_message ON message_file (message, id);
CREATE INDEX message_file_thread ON message_file (thread, uploaded_by);
CREATE INDEX message_file_sha256 ON message_file (sha256);
ALTER TABLE market_file ADD COLUMN message TEXT NOT NULL DEFAULT '';
