-- +goose Up
CREATE TABLE trust_mark (
  id TEXT PRIMARY KEY, job TEXT NOT NULL REFERENCES market_job (id), rule TEXT NOT NULL, list BIGINT NOT NULL,
  field TEXT NOT NULL, sentence TEXT NOT NULL, mark_from BIGINT NOT NULL, mark_to BIGINT NOT NULL, found_at BIGINT NOT NULL,
  state TEXT NOT NULL, decided_by TEXT NOT NULL, decided_at BIGINT NOT NULL, note TEXT NOT NULL, version BIGINT NOT NULL);
CREATE INDEX trust_mark_job ON trust_mark (job, id);
CREATE INDEX trust_mark_open ON trust_mark (id) WHERE state = 'open';
CREATE INDEX trust_mark_right ON trust_mark (id) WHERE state = 'right';
CREATE TABLE trust_report (
  id TEXT PRIMARY KEY, job TEXT NOT NULL REFERENCES market_job (id), person TEXT NOT NULL, party TEXT NOT NULL,
  reason TEXT NOT NULL, words TEXT NOT NULL, at BIGINT NOT NULL,
  state TEXT NOT NULL, decided_by TEXT NOT NULL, decided_at BIGINT NOT NULL, note TEXT NOT NULL, version BIGINT NOT NULL,
  UNIQUE (job, person));
CREATE INDEX trust_report_open ON trust_report (id) WHERE state = 'open';
CREATE INDEX trust_report_person ON trust_report (person, at);
-- The desk lists the open jobs that pay less than their floor, without reading the jobs that don't.
CREATE INDEX market_job_floor ON market_job (category, unit, id, pay, quantity) WHERE state = 'open';
INSERT INTO policy_rule (id, kind, mall, valid_from, body, by_person, at) VALUES ('default-lures', 'lures', 'site', 20200101, '{"actions":{}}', '', 0);
