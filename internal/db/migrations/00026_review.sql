-- +goose Up
INSERT INTO policy_rule (id, kind, mall, valid_from, body, by_person, at) VALUES ('default-reviews', 'reviews', 'site', 20200101, '{"window_days":14,"change_days":7,"reply_days":30}', '', 0);
-- The time in which the two sides of a contract that was paid for write about each other.
CREATE TABLE review_window (
  contract TEXT PRIMARY KEY, client TEXT NOT NULL, worker TEXT NOT NULL, field TEXT NOT NULL,
  opened_at BIGINT NOT NULL, closes_at BIGINT NOT NULL, client_at BIGINT NOT NULL, worker_at BIGINT NOT NULL, revealed_at BIGINT NOT NULL,
  reminded BIGINT NOT NULL, version BIGINT NOT NULL);
CREATE INDEX review_window_closes ON review_window (closes_at) WHERE revealed_at = 0;
CREATE INDEX review_window_remind ON review_window (reminded, closes_at) WHERE revealed_at = 0;
CREATE INDEX review_window_client ON review_window (client, closes_at) WHERE revealed_at = 0;
CREATE INDEX review_window_worker ON review_window (worker, closes_at) WHERE revealed_at = 0;
-- side is that of who is reviewed. What lists filter by stands before the texts.
CREATE TABLE review_review (
  id TEXT PRIMARY KEY, contract TEXT NOT NULL, by_party TEXT NOT NULL, by_person TEXT NOT NULL, about TEXT NOT NULL, side TEXT NOT NULL, field TEXT NOT NULL,
  satisfied BOOLEAN NOT NULL, a1 BIGINT NOT NULL, a2 BIGINT NOT NULL, a3 BIGINT NOT NULL, a4 BIGINT NOT NULL, a5 BIGINT NOT NULL, private BIGINT NOT NULL,
  written_at BIGINT NOT NULL, changed_at BIGINT NOT NULL, revealed_at BIGINT NOT NULL, adjusted BIGINT NOT NULL, replied_at BIGINT NOT NULL,
  words TEXT NOT NULL, reply TEXT NOT NULL, version BIGINT NOT NULL, UNIQUE (contract, by_party));
CREATE INDEX review_review_about ON review_review (about, side, revealed_at, id);
CREATE INDEX review_review_by ON review_review (by_party, side, revealed_at);
CREATE INDEX review_review_side ON review_review (side, revealed_at);
