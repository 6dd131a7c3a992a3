-- +goose Up
CREATE TABLE portfolio_work (
  id TEXT PRIMARY KEY, party TEXT NOT NULL, contract TEXT NOT NULL, client TEXT NOT NULL, field TEXT NOT NULL, state TEXT NOT NULL, month BIGINT NOT NULL,
  title TEXT NOT NULL, what TEXT NOT NULL, for_whom TEXT NOT NULL, sample TEXT NOT NULL, link TEXT NOT NULL, show_review BOOLEAN NOT NULL,
  refusals BIGINT NOT NULL, note TEXT NOT NULL, made_at BIGINT NOT NULL, asked_at BIGINT NOT NULL, agreed_by TEXT NOT NULL, public_at BIGINT NOT NULL,
  ended_by TEXT NOT NULL, version BIGINT NOT NULL);
CREATE UNIQUE INDEX portfolio_work_contract ON portfolio_work (contract) WHERE contract <> '';
CREATE INDEX portfolio_work_party ON portfolio_work (party, state, public_at);
CREATE INDEX portfolio_work_client ON portfolio_work (client, state, asked_at) WHERE client <> '';
CREATE TABLE portfolio_file (
  id TEXT PRIMARY KEY, work TEXT NOT NULL REFERENCES portfolio_work (id), uploaded_by TEXT NOT NULL, name TEXT NOT NULL, size BIGINT NOT NULL,
  type TEXT NOT NULL, sha256 TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX portfolio_file_work ON portfolio_file (work, id);
CREATE INDEX portfolio_file_sha256 ON portfolio_file (sha256);
