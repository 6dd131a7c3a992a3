-- +goose Up
-- Who doesn't want what they write and read before a contract to be looked through for ways out of this place.
CREATE TABLE trust_unmarked (person TEXT PRIMARY KEY, at BIGINT NOT NULL);
-- What people tell the desk of a talk. The desk reads a talk only because of one, and each time is written down.
CREATE TABLE trust_talk (
  id TEXT PRIMARY KEY, thread TEXT NOT NULL REFERENCES message_thread (id), message TEXT NOT NULL, person TEXT NOT NULL, party TEXT NOT NULL, other TEXT NOT NULL,
  reason TEXT NOT NULL, words TEXT NOT NULL, at BIGINT NOT NULL,
  state TEXT NOT NULL, decided_by TEXT NOT NULL, decided_at BIGINT NOT NULL, note TEXT NOT NULL, version BIGINT NOT NULL,
  UNIQUE (thread, person, message));
CREATE INDEX trust_talk_open ON trust_talk (id) WHERE state = 'open';
CREATE INDEX trust_talk_person ON trust_talk (person, at);
CREATE TABLE trust_look (id TEXT PRIMARY KEY, report TEXT NOT NULL REFERENCES trust_talk (id), person TEXT NOT NULL, reason TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX trust_look_report ON trust_look (report, person, at);
-- How many other proposals of its worker say nearly the same.
CREATE TABLE trust_alike (proposal TEXT PRIMARY KEY REFERENCES market_proposal (id), n BIGINT NOT NULL);
