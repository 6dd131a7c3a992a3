-- +goose Up
CREATE TABLE db_meta (name TEXT PRIMARY KEY, value BIGINT NOT NULL);
CREATE TABLE db_idempotency (id TEXT PRIMARY KEY, body TEXT NOT NULL, answer TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX db_idempotency_at ON db_idempotency (at);
CREATE TABLE db_audit (
  id TEXT PRIMARY KEY, at BIGINT NOT NULL, by_person TEXT NOT NULL, for_party TEXT NOT NULL,
  verb TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL);
CREATE INDEX db_audit_subject ON db_audit (subject, id);
CREATE TABLE db_audit_block (
  n BIGINT PRIMARY KEY, at BIGINT NOT NULL, prev TEXT NOT NULL, sha256 TEXT NOT NULL,
  first_id TEXT NOT NULL, last_id TEXT NOT NULL, lines BIGINT NOT NULL, list TEXT NOT NULL);
CREATE INDEX db_audit_block_ids ON db_audit_block (last_id, first_id);
CREATE TABLE db_lease (name TEXT PRIMARY KEY, holder TEXT NOT NULL, until BIGINT NOT NULL);
