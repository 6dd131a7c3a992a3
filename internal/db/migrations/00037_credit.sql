-- +goose Up
INSERT INTO policy_rule (id, kind, mall, valid_from, body, by_person, at) VALUES ('default-credit', 'credit', 'site', 20200101, '{"due_months":1,"remind_on":[-7,0,3,7],"two_people_over":1000000}', '', 0);
-- A client's line of credit: how much of the operator's capital may stand in for its money.
CREATE TABLE credit_line (
  party TEXT PRIMARY KEY, state TEXT NOT NULL, amount BIGINT NOT NULL CHECK (amount >= 0), due_months BIGINT NOT NULL,
  wanted BIGINT NOT NULL, note TEXT NOT NULL, asked_by TEXT NOT NULL, asked_at BIGINT NOT NULL,
  reason TEXT NOT NULL, version BIGINT NOT NULL);
CREATE INDEX credit_line_state ON credit_line (state, party);
CREATE INDEX credit_line_asked ON credit_line (asked_at, party) WHERE wanted > 0;
-- What the desk has decided about a line, and what of it waits for a second person.
CREATE TABLE credit_change (
  id TEXT PRIMARY KEY, party TEXT NOT NULL REFERENCES credit_line (party), kind TEXT NOT NULL, state TEXT NOT NULL,
  before BIGINT NOT NULL, after BIGINT NOT NULL, due_months BIGINT NOT NULL, reason TEXT NOT NULL,
  by_person TEXT NOT NULL, at BIGINT NOT NULL, decided_by TEXT NOT NULL, decided_at BIGINT NOT NULL, version BIGINT NOT NULL);
CREATE INDEX credit_change_party ON credit_change (party, id);
CREATE UNIQUE INDEX credit_change_open ON credit_change (party) WHERE state = 'proposed';
-- One for each client and month in which something was settled on credit.
CREATE TABLE credit_invoice (
  id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, party TEXT NOT NULL, month BIGINT NOT NULL, state TEXT NOT NULL,
  amount BIGINT NOT NULL CHECK (amount > 0), items BIGINT NOT NULL, issued_on BIGINT NOT NULL, due_on BIGINT NOT NULL,
  remind_on BIGINT NOT NULL, funding TEXT NOT NULL, document TEXT NOT NULL, paid_at BIGINT NOT NULL, version BIGINT NOT NULL,
  UNIQUE (party, month));
CREATE INDEX credit_invoice_due ON credit_invoice (party, due_on) WHERE state = 'open';
CREATE INDEX credit_invoice_remind ON credit_invoice (remind_on, id) WHERE state = 'open' AND remind_on > 0;
CREATE INDEX credit_invoice_state ON credit_invoice (state, due_on, id);
ALTER TABLE billing_funding ADD COLUMN invoice TEXT NOT NULL DEFAULT '';
CREATE INDEX billing_funding_credit ON billing_funding (client, id) WHERE state = 'credit';
-- Who pays for what was settled on credit: '' it was cash, 'due' no invoice yet, else the invoice.
ALTER TABLE billing_settlement ADD COLUMN bill TEXT NOT NULL DEFAULT '';
CREATE INDEX billing_settlement_unbilled ON billing_settlement (client, settled_on) WHERE bill = 'due';
CREATE INDEX billing_settlement_bill ON billing_settlement (bill, id) WHERE bill <> '';
