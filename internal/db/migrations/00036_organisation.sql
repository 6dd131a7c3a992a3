-- +goose Up
-- Companies: what their members may do without a second pair of eyes, on whose cost, and who was asked to come in.
CREATE TABLE organisation_setting (
  party TEXT PRIMARY KEY, approve_over BIGINT NOT NULL, invoice_by_default BOOLEAN NOT NULL, version BIGINT NOT NULL);

CREATE TABLE organisation_department (
  id TEXT PRIMARY KEY, party TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, closed_at BIGINT NOT NULL, version BIGINT NOT NULL);
CREATE UNIQUE INDEX organisation_department_code ON organisation_department (party, code);

CREATE TABLE organisation_budget (
  department TEXT NOT NULL REFERENCES organisation_department (id), month BIGINT NOT NULL, amount BIGINT NOT NULL,
  PRIMARY KEY (department, month));

CREATE TABLE organisation_approval (
  id TEXT PRIMARY KEY, party TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('award', 'bulk', 'offer', 'recurring')), subject TEXT NOT NULL,
  title TEXT NOT NULL, department TEXT NOT NULL, amount BIGINT NOT NULL, detail TEXT NOT NULL, asked_by TEXT NOT NULL, asked_at BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'approved', 'refused', 'withdrawn')), decided_by TEXT NOT NULL, decided_at BIGINT NOT NULL,
  reason TEXT NOT NULL, version BIGINT NOT NULL);
CREATE INDEX organisation_approval_party ON organisation_approval (party, state, id);
CREATE UNIQUE INDEX organisation_approval_open ON organisation_approval (subject) WHERE state = 'open';

CREATE TABLE people_invitation (
  id TEXT PRIMARY KEY, party TEXT NOT NULL, email TEXT NOT NULL, email_key TEXT NOT NULL, role TEXT NOT NULL, department TEXT NOT NULL,
  mentor TEXT NOT NULL, token TEXT NOT NULL, by_person TEXT NOT NULL, at BIGINT NOT NULL, until BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('sent', 'accepted', 'withdrawn', 'expired')), accepted_by TEXT NOT NULL, accepted_at BIGINT NOT NULL,
  version BIGINT NOT NULL);
CREATE UNIQUE INDEX people_invitation_token ON people_invitation (token);
CREATE UNIQUE INDEX people_invitation_open ON people_invitation (party, email_key) WHERE state = 'sent';
CREATE INDEX people_invitation_party ON people_invitation (party, id);
CREATE INDEX people_invitation_until ON people_invitation (until) WHERE state = 'sent';

ALTER TABLE market_job ADD COLUMN department TEXT NOT NULL DEFAULT '';
ALTER TABLE market_contract ADD COLUMN department TEXT NOT NULL DEFAULT '';
CREATE INDEX market_contract_department ON market_contract (department, starts_on) WHERE department <> '';
CREATE INDEX db_audit_party ON db_audit (for_party, id);
