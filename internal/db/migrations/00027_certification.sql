-- +goose Up
CREATE TABLE certification_run (
  id TEXT PRIMARY KEY, programme TEXT NOT NULL, as_of BIGINT NOT NULL, rule TEXT NOT NULL, state TEXT NOT NULL,
  started_at BIGINT NOT NULL, finished_at BIGINT NOT NULL, results BIGINT NOT NULL, version BIGINT NOT NULL, UNIQUE (programme, as_of));
CREATE TABLE certification_field (
  run TEXT NOT NULL, field TEXT NOT NULL, active BIGINT NOT NULL, top BIGINT NOT NULL, line BIGINT NOT NULL, passed BIGINT NOT NULL,
  granted BIGINT NOT NULL, kept BIGINT NOT NULL, at_risk BIGINT NOT NULL, ended BIGINT NOT NULL, held BIGINT NOT NULL, refused BIGINT NOT NULL,
  capped BIGINT NOT NULL, paused BIGINT NOT NULL, none BIGINT NOT NULL, PRIMARY KEY (run, field));
CREATE TABLE certification_result (
  run TEXT NOT NULL, party TEXT NOT NULL, field TEXT NOT NULL, outcome TEXT NOT NULL, tier TEXT NOT NULL, figures TEXT NOT NULL, state TEXT NOT NULL,
  PRIMARY KEY (run, party, field));
CREATE TABLE certification_seal (
  party TEXT NOT NULL, programme TEXT NOT NULL, field TEXT NOT NULL, tier TEXT NOT NULL, state TEXT NOT NULL, since BIGINT NOT NULL, run TEXT NOT NULL,
  weak BIGINT NOT NULL, PRIMARY KEY (party, programme, field));
CREATE INDEX certification_seal_programme ON certification_seal (programme, party, field) WHERE state <> 'ended';
CREATE TABLE certification_pause (
  id TEXT PRIMARY KEY, party TEXT NOT NULL, from_day BIGINT NOT NULL, until_day BIGINT NOT NULL, why TEXT NOT NULL, set_at BIGINT NOT NULL, ended_at BIGINT NOT NULL);
CREATE UNIQUE INDEX certification_pause_open ON certification_pause (party) WHERE ended_at = 0;
CREATE INDEX certification_pause_party ON certification_pause (party, until_day);
CREATE INDEX certification_pause_until ON certification_pause (until_day, party);
CREATE TABLE certification_case (
  id TEXT PRIMARY KEY, party TEXT NOT NULL, programme TEXT NOT NULL, field TEXT NOT NULL, run TEXT NOT NULL, reasons TEXT NOT NULL, state TEXT NOT NULL,
  opened_at BIGINT NOT NULL, decided_by TEXT NOT NULL, decided_at BIGINT NOT NULL, note TEXT NOT NULL, version BIGINT NOT NULL);
CREATE INDEX certification_case_party ON certification_case (party, programme, field, id);
CREATE INDEX certification_case_open ON certification_case (id) WHERE state = 'open';
CREATE TABLE certification_appeal (
  id TEXT PRIMARY KEY, party TEXT NOT NULL, programme TEXT NOT NULL, field TEXT NOT NULL, run TEXT NOT NULL, words TEXT NOT NULL, state TEXT NOT NULL,
  person TEXT NOT NULL, at BIGINT NOT NULL, decided_by TEXT NOT NULL, decided_at BIGINT NOT NULL, note TEXT NOT NULL, version BIGINT NOT NULL, UNIQUE (run, party, field));
CREATE INDEX certification_appeal_party ON certification_appeal (party, id);
CREATE INDEX certification_appeal_open ON certification_appeal (id) WHERE state = 'open';
-- Until when the seal of somebody who rests comes back; 0 for whom it doesn't concern.
ALTER TABLE people_party ADD COLUMN resting_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE market_job ADD COLUMN certified_only BOOLEAN NOT NULL DEFAULT false;
-- What a new site begins with; policydb's test holds it against its type's default.
INSERT INTO policy_rule (id, kind, mall, valid_from, body, by_person, at) VALUES
  ('default-certification', 'certification', 'site', 20200101, '{"programmes":[{"key":"nariwai","ja":"認定ワーカー","en":"certified worker","enabled":true,"every_months":1,"window_months":12,"day":3,"cap_percent":0,"tiers":[{"key":"certified","ja":"認定ワーカー","en":"certified worker","criteria":[{"figure":"reply","bound":80},{"figure":"completion","bound":90},{"figure":"satisfaction","bound":95,"fewest":5},{"figure":"earnings","bound":20},{"figure":"seen","bound":31},{"figure":"profile"},{"figure":"identity"}]}]},{"key":"professional","ja":"プロフェッショナル","en":"professional","enabled":false,"every_months":3,"window_months":12,"day":3,"cap_percent":0,"tiers":[{"key":"professional","ja":"プロフェッショナル","en":"professional","criteria":[{"figure":"completion","bound":90},{"figure":"satisfaction","bound":96,"fewest":5},{"figure":"best_month","bound":200},{"figure":"scouts","bound":5},{"figure":"profile"},{"figure":"identity"},{"figure":"pledge"}]}]}]}', '', 0);
