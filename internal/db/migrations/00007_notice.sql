-- +goose Up
CREATE TABLE notice_notice (
  id TEXT PRIMARY KEY, person TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, link TEXT NOT NULL,
  at BIGINT NOT NULL, read_at BIGINT NOT NULL);
CREATE INDEX notice_notice_person ON notice_notice (person, id);
CREATE INDEX notice_notice_unread ON notice_notice (person) WHERE read_at = 0;
CREATE TABLE notice_mail (
  id TEXT PRIMARY KEY, person TEXT NOT NULL, to_address TEXT NOT NULL, lang TEXT NOT NULL, kind TEXT NOT NULL,
  subject TEXT NOT NULL, text TEXT NOT NULL, link TEXT NOT NULL, secret BOOLEAN NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'failed')),
  attempts BIGINT NOT NULL, next_at BIGINT NOT NULL, lease_until BIGINT NOT NULL, last_error TEXT NOT NULL,
  at BIGINT NOT NULL, sent_at BIGINT NOT NULL);
CREATE INDEX notice_mail_due ON notice_mail (state, next_at, id);
CREATE INDEX notice_mail_person ON notice_mail (person, id);
