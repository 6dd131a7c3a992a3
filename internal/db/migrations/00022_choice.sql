-- +goose Up
-- What a person wants of a kind of notice. Who wants what everybody gets at first has no row.
CREATE TABLE notice_choice (
  person TEXT NOT NULL, kind TEXT NOT NULL, mail TEXT NOT NULL CHECK (mail IN ('now', 'digest', 'off')), app BOOLEAN NOT NULL,
  PRIMARY KEY (person, kind));
-- When a person wants to be left alone and when the day's letter comes: minutes of the day in Japan.
CREATE TABLE notice_hours (person TEXT PRIMARY KEY, quiet_from BIGINT NOT NULL, quiet_to BIGINT NOT NULL, digest_at BIGINT NOT NULL);
-- What waits for the day's letter, and when it is due. A line has the id of its notice, if there is one.
CREATE TABLE notice_line (
  id TEXT PRIMARY KEY, person TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, link TEXT NOT NULL, about TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX notice_line_person ON notice_line (person, id);
CREATE TABLE notice_digest (person TEXT PRIMARY KEY, due_at BIGINT NOT NULL);
CREATE INDEX notice_digest_due ON notice_digest (due_at, person);
-- Addresses at which no mail arrives, in lower case.
CREATE TABLE notice_bounce (address TEXT PRIMARY KEY, at BIGINT NOT NULL, why TEXT NOT NULL, times BIGINT NOT NULL);
-- What signs the links by which one stops a kind of mail.
CREATE TABLE notice_key (id TEXT PRIMARY KEY, key TEXT NOT NULL);
-- What a notice and its mail are about: who has read that needs neither.
ALTER TABLE notice_notice ADD COLUMN about TEXT NOT NULL DEFAULT '';
CREATE INDEX notice_notice_about ON notice_notice (person, about) WHERE read_at = 0 AND about <> '';
ALTER TABLE notice_mail ADD COLUMN about TEXT NOT NULL DEFAULT '';
CREATE INDEX notice_mail_about ON notice_mail (person, about) WHERE state = 'queued' AND about <> '';
CREATE INDEX notice_mail_kind ON notice_mail (person, kind) WHERE state = 'queued';
