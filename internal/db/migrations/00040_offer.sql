-- +goose Up
-- Work that a client offers to one party alone, and orders that come again every month.
CREATE TABLE market_offer (
  id TEXT PRIMARY KEY, job TEXT NOT NULL REFERENCES market_job (id), client TEXT NOT NULL, worker TEXT NOT NULL, state TEXT NOT NULL,
  message TEXT NOT NULL, withhold BOOLEAN NOT NULL, by_person TEXT NOT NULL, at BIGINT NOT NULL, answer_by BIGINT NOT NULL,
  answered_at BIGINT NOT NULL, reason TEXT NOT NULL, contract TEXT NOT NULL, version BIGINT NOT NULL, UNIQUE (job, worker));
CREATE INDEX market_offer_worker ON market_offer (worker, id);
CREATE INDEX market_offer_client ON market_offer (client, id);
CREATE INDEX market_offer_due ON market_offer (answer_by) WHERE state = 'sent';
CREATE INDEX market_offer_contract ON market_offer (contract) WHERE contract <> '';
CREATE INDEX market_contract_trial ON market_contract (client, worker, awarded_at) WHERE arrangement = 'trial';

CREATE TABLE recurring_order (
  id TEXT PRIMARY KEY, client TEXT NOT NULL, worker TEXT NOT NULL, by_person TEXT NOT NULL, department TEXT NOT NULL, trial TEXT NOT NULL, state TEXT NOT NULL,
  category TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, deliverable TEXT NOT NULL, rights TEXT NOT NULL, ai_policy TEXT NOT NULL,
  quantity BIGINT NOT NULL CHECK (quantity > 0), unit_pay BIGINT NOT NULL CHECK (unit_pay > 0), due_day BIGINT NOT NULL, withhold BOOLEAN NOT NULL,
  first_month BIGINT NOT NULL, last_month BIGINT NOT NULL, made BIGINT NOT NULL, pause_from BIGINT NOT NULL, pause_to BIGINT NOT NULL, renew_to BIGINT NOT NULL,
  message TEXT NOT NULL, offered_at BIGINT NOT NULL, answer_by BIGINT NOT NULL, answered_at BIGINT NOT NULL,
  notice_on BIGINT NOT NULL, notice_by TEXT NOT NULL, ends_on BIGINT NOT NULL, cause TEXT NOT NULL, reason TEXT NOT NULL, reason_asked_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL, next_on BIGINT NOT NULL, version BIGINT NOT NULL);
CREATE INDEX recurring_order_client ON recurring_order (client, id);
CREATE INDEX recurring_order_worker ON recurring_order (worker, id);
CREATE INDEX recurring_order_next ON recurring_order (next_on, id) WHERE next_on > 0;
CREATE INDEX recurring_order_trial ON recurring_order (trial) WHERE trial <> '';
CREATE TABLE recurring_month (
  recurring TEXT NOT NULL REFERENCES recurring_order (id), month BIGINT NOT NULL, contract TEXT NOT NULL, PRIMARY KEY (recurring, month));
CREATE INDEX recurring_month_contract ON recurring_month (contract) WHERE contract <> '';

ALTER TABLE record_order_month ADD COLUMN trials BIGINT NOT NULL DEFAULT 0;
ALTER TABLE record_order_month ADD COLUMN trials_hired BIGINT NOT NULL DEFAULT 0;
INSERT INTO policy_rule (id, kind, mall, valid_from, body, by_person, at) VALUES ('default-trials', 'trials', 'site', 20200101, '{"pay":30000,"days":14}', '', 0);
