-- +goose Up
CREATE TABLE people_person (
  id TEXT PRIMARY KEY, email TEXT NOT NULL, email_key TEXT NOT NULL, email_prefix TEXT NOT NULL, password TEXT NOT NULL, lang TEXT NOT NULL,
  state TEXT NOT NULL, suspended_until BIGINT NOT NULL, verified_at BIGINT NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, totp_secret TEXT NOT NULL, totp_at BIGINT NOT NULL, totp_step BIGINT NOT NULL,
  monthly_goal BIGINT NOT NULL, last_seen BIGINT NOT NULL, version BIGINT NOT NULL);
CREATE UNIQUE INDEX people_person_email ON people_person (email_key) WHERE email_key <> '';
CREATE INDEX people_person_prefix ON people_person (email_prefix) WHERE email_prefix <> '';
CREATE INDEX people_person_suspended ON people_person (suspended_until) WHERE state = 'suspended';

CREATE TABLE people_party (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, display_name TEXT NOT NULL, handle TEXT NOT NULL, name_prefix TEXT NOT NULL, handle_prefix TEXT NOT NULL,
  prefecture TEXT NOT NULL, municipality TEXT NOT NULL, headline TEXT NOT NULL, bio TEXT NOT NULL, skills TEXT NOT NULL,
  hours_week BIGINT NOT NULL, works BOOLEAN NOT NULL, orders BOOLEAN NOT NULL,
  legal_name TEXT NOT NULL, address TEXT NOT NULL, contact TEXT NOT NULL, form TEXT NOT NULL,
  has_employees BOOLEAN NOT NULL, two_officers BOOLEAN NOT NULL, t_number TEXT NOT NULL, resident BOOLEAN NOT NULL,
  pays_salaries BOOLEAN NOT NULL, carry_over BOOLEAN NOT NULL, first_accept BIGINT NOT NULL, reviewed_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL, closed_at BIGINT NOT NULL, version BIGINT NOT NULL);
CREATE INDEX people_party_name ON people_party (name_prefix);
CREATE INDEX people_party_handle_prefix ON people_party (handle_prefix);
CREATE UNIQUE INDEX people_party_handle ON people_party (handle) WHERE handle <> '';

CREATE TABLE people_grant (
  id TEXT PRIMARY KEY, person TEXT NOT NULL, role TEXT NOT NULL, scope TEXT NOT NULL, scope_id TEXT NOT NULL,
  from_at BIGINT NOT NULL, until_at BIGINT NOT NULL, by_person TEXT NOT NULL);
CREATE INDEX people_grant_person ON people_grant (person, scope, scope_id);
CREATE INDEX people_grant_scope ON people_grant (scope, scope_id, role);

CREATE TABLE people_session (
  id TEXT PRIMARY KEY, token TEXT NOT NULL, person TEXT NOT NULL, party TEXT NOT NULL, agent TEXT NOT NULL,
  created_at BIGINT NOT NULL, seen_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, strong_at BIGINT NOT NULL);
CREATE UNIQUE INDEX people_session_token ON people_session (token);
CREATE INDEX people_session_person ON people_session (person, id);
CREATE INDEX people_session_expires ON people_session (expires_at);

CREATE TABLE people_token (
  hash TEXT PRIMARY KEY, person TEXT NOT NULL, kind TEXT NOT NULL, email TEXT NOT NULL,
  created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, used_at BIGINT NOT NULL);
CREATE INDEX people_token_person ON people_token (person, kind);
CREATE INDEX people_token_expires ON people_token (expires_at);

CREATE TABLE people_try (id TEXT PRIMARY KEY, subject TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX people_try_subject ON people_try (subject, at);
CREATE INDEX people_try_at ON people_try (at);

CREATE TABLE people_acceptance (
  person TEXT NOT NULL, terms BIGINT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (person, terms));

CREATE TABLE people_account (
  id TEXT PRIMARY KEY, party TEXT NOT NULL, bank TEXT NOT NULL, branch TEXT NOT NULL, kind TEXT NOT NULL,
  number TEXT NOT NULL, payee TEXT NOT NULL, state TEXT NOT NULL, set_at BIGINT NOT NULL, set_by TEXT NOT NULL,
  promised_by BIGINT NOT NULL, checked_at BIGINT NOT NULL, checked_by TEXT NOT NULL, reason TEXT NOT NULL,
  mark TEXT NOT NULL, version BIGINT NOT NULL);
CREATE INDEX people_account_mark ON people_account (mark);
CREATE INDEX people_account_party ON people_account (party, id);
CREATE INDEX people_account_checking ON people_account (promised_by, id) WHERE state = 'checking';

CREATE TABLE people_suspension (
  id TEXT PRIMARY KEY, person TEXT NOT NULL, rule TEXT NOT NULL, reason TEXT NOT NULL, until_at BIGINT NOT NULL,
  at BIGINT NOT NULL, by_person TEXT NOT NULL, lifted_at BIGINT NOT NULL, lifted_by TEXT NOT NULL, lifted_why TEXT NOT NULL);
CREATE INDEX people_suspension_person ON people_suspension (person, id);

CREATE TABLE people_erasure (
  party TEXT PRIMARY KEY, person TEXT NOT NULL, pseudonym TEXT NOT NULL, legal_name TEXT NOT NULL, address TEXT NOT NULL,
  t_number TEXT NOT NULL, closed_at BIGINT NOT NULL, keep_until BIGINT NOT NULL, erased_at BIGINT NOT NULL);
CREATE INDEX people_erasure_keep ON people_erasure (keep_until) WHERE erased_at = 0;

CREATE TABLE people_recovery (hash TEXT PRIMARY KEY, person TEXT NOT NULL, created_at BIGINT NOT NULL, used_at BIGINT NOT NULL);
CREATE INDEX people_recovery_person ON people_recovery (person);
