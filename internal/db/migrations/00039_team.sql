-- +goose Up
ALTER TABLE market_contract ADD COLUMN team_form TEXT NOT NULL DEFAULT '';
ALTER TABLE market_payee ADD COLUMN withholding TEXT NOT NULL DEFAULT '';
CREATE INDEX people_party_team ON people_party (prefecture, id) WHERE kind = 'team' AND closed_at = 0;
CREATE INDEX market_contract_team ON market_contract (worker, state) WHERE team_form <> '';

CREATE TABLE team_team (
  id TEXT PRIMARY KEY, form TEXT NOT NULL CHECK (form IN ('joint', 'prime')), leader TEXT NOT NULL,
  rules BIGINT NOT NULL, founded_at BIGINT NOT NULL, version BIGINT NOT NULL);

CREATE TABLE team_rule (
  team TEXT NOT NULL REFERENCES team_team (id), n BIGINT NOT NULL, body TEXT NOT NULL, at BIGINT NOT NULL, by_person TEXT NOT NULL,
  PRIMARY KEY (team, n));

CREATE TABLE team_member (
  team TEXT NOT NULL REFERENCES team_team (id), party TEXT NOT NULL, joined_at BIGINT NOT NULL, person TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('leader', 'member', 'apprentice')), mentor TEXT NOT NULL,
  weight BIGINT NOT NULL CHECK (weight >= 0), rule_n BIGINT NOT NULL, left_at BIGINT NOT NULL, PRIMARY KEY (team, party, joined_at));
CREATE INDEX team_member_party ON team_member (party, team) WHERE left_at = 0;

CREATE TABLE team_invitation (
  id TEXT PRIMARY KEY, team TEXT NOT NULL REFERENCES team_team (id), party TEXT NOT NULL, role TEXT NOT NULL, mentor TEXT NOT NULL,
  weight BIGINT NOT NULL CHECK (weight >= 0), state TEXT NOT NULL CHECK (state IN ('sent', 'accepted', 'declined', 'withdrawn')),
  by_person TEXT NOT NULL, at BIGINT NOT NULL, answered_at BIGINT NOT NULL, version BIGINT NOT NULL);
CREATE INDEX team_invitation_party ON team_invitation (party, id) WHERE state = 'sent';
CREATE INDEX team_invitation_team ON team_invitation (team, id) WHERE state = 'sent';

CREATE TABLE team_part (
  id TEXT PRIMARY KEY, contract TEXT NOT NULL, item TEXT NOT NULL, n BIGINT NOT NULL, round BIGINT NOT NULL, member TEXT NOT NULL, mentor TEXT NOT NULL,
  pay BIGINT NOT NULL CHECK (pay > 0), mentor_pay BIGINT NOT NULL CHECK (mentor_pay >= 0), title TEXT NOT NULL, due_on BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('proposed', 'agreed', 'refused', 'dropped', 'replaced')), reason TEXT NOT NULL,
  by_person TEXT NOT NULL, at BIGINT NOT NULL, agreed_at BIGINT NOT NULL, notice TEXT NOT NULL,
  checked_at BIGINT NOT NULL, checked_by TEXT NOT NULL, version BIGINT NOT NULL);
CREATE INDEX team_part_contract ON team_part (contract, item, n);
CREATE INDEX team_part_member ON team_part (member, id);
CREATE INDEX team_part_mentor ON team_part (mentor, id) WHERE mentor <> '';

-- Somebody who was hired alone asks the client to let others in.
CREATE TABLE team_helper (
  contract TEXT PRIMARY KEY, party TEXT NOT NULL, parties TEXT NOT NULL, why TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('asked', 'agreed', 'refused')), by_person TEXT NOT NULL, at BIGINT NOT NULL,
  answered_by TEXT NOT NULL, answered_at BIGINT NOT NULL, reason TEXT NOT NULL, version BIGINT NOT NULL);
