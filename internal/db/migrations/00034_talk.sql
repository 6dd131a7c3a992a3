-- +goose Up
-- Whom a party has spoken to first, and whether they have answered: it may wait for a few answers at a time. Whoever has written before
-- there was a rule has all places.
CREATE TABLE message_approach (
  thread TEXT PRIMARY KEY REFERENCES message_thread (id), job TEXT NOT NULL, party TEXT NOT NULL, at BIGINT NOT NULL,
  back TEXT NOT NULL CHECK (back IN ('', 'answered', 'withdrawn', 'ended')), back_at BIGINT NOT NULL);
CREATE INDEX message_approach_waits ON message_approach (party) WHERE back = '';
CREATE INDEX message_approach_party ON message_approach (party, at);
CREATE INDEX message_approach_job ON message_approach (job, party) WHERE back = '';
INSERT INTO policy_rule (id, kind, mall, valid_from, body, by_person, at) VALUES ('default-approaches', 'approaches', 'site', 20200101, '{"open":20,"day":10}', '', 0);
