-- +goose Up
-- A transfer debits one account and credits one: it cannot be unbalanced. id is the business event.
CREATE TABLE ledger_transfer (
  id TEXT NOT NULL, leg BIGINT NOT NULL, debit TEXT NOT NULL, credit TEXT NOT NULL,
  amount BIGINT NOT NULL CHECK (amount > 0), kind TEXT NOT NULL, at BIGINT NOT NULL, day BIGINT NOT NULL,
  PRIMARY KEY (id, leg), CHECK (debit <> credit));
CREATE INDEX ledger_transfer_day ON ledger_transfer (day);
-- Guarded accounts only: the bank and fee accounts keep no balance row, so that no row is written by everybody.
CREATE TABLE ledger_account (id TEXT PRIMARY KEY, kind TEXT NOT NULL, balance BIGINT NOT NULL CHECK (balance >= 0));
CREATE INDEX ledger_account_kind ON ledger_account (kind, id);
CREATE TABLE ledger_day (
  account TEXT NOT NULL, day BIGINT NOT NULL, credit BIGINT NOT NULL, debit BIGINT NOT NULL, PRIMARY KEY (account, day));
CREATE INDEX ledger_day_day ON ledger_day (day);

CREATE TABLE billing_quote (
  item TEXT PRIMARY KEY, contract TEXT NOT NULL, pay BIGINT NOT NULL, tax BIGINT NOT NULL, withheld BIGINT NOT NULL,
  fee BIGINT NOT NULL, fee_tax BIGINT NOT NULL, client_fee BIGINT NOT NULL, client_fee_tax BIGINT NOT NULL,
  net BIGINT NOT NULL, escrow BIGINT NOT NULL);
CREATE INDEX billing_quote_contract ON billing_quote (contract, item);

CREATE TABLE billing_funding (
  id TEXT PRIMARY KEY, reference TEXT NOT NULL UNIQUE, contract TEXT NOT NULL, client TEXT NOT NULL, change_order TEXT NOT NULL,
  amount BIGINT NOT NULL CHECK (amount > 0), state TEXT NOT NULL, asked_at BIGINT NOT NULL, pay_by BIGINT NOT NULL,
  paid_at BIGINT NOT NULL, deposit TEXT NOT NULL, version BIGINT NOT NULL);
CREATE INDEX billing_funding_contract ON billing_funding (contract, id);
CREATE INDEX billing_funding_client ON billing_funding (client, state, id);
CREATE INDEX billing_funding_raise ON billing_funding (pay_by, id) WHERE state = 'open' AND change_order <> '';
CREATE TABLE billing_funding_item (
  funding TEXT NOT NULL REFERENCES billing_funding (id), item TEXT NOT NULL, amount BIGINT NOT NULL CHECK (amount > 0), PRIMARY KEY (funding, item));

CREATE TABLE billing_import (
  id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, name TEXT NOT NULL, opening BIGINT NOT NULL, closing BIGINT NOT NULL,
  first_on BIGINT NOT NULL, last_on BIGINT NOT NULL, lines BIGINT NOT NULL, state TEXT NOT NULL,
  by_person TEXT NOT NULL, at BIGINT NOT NULL, confirmed_by TEXT NOT NULL, confirmed_at BIGINT NOT NULL, version BIGINT NOT NULL);
CREATE INDEX billing_import_state ON billing_import (state, confirmed_at, id);
-- A list that was dropped may come again.
CREATE UNIQUE INDEX billing_import_sha256 ON billing_import (sha256) WHERE state <> 'dropped';
-- The bytes of each list as the bank gave them, in base64. They are records to be kept (電子帳簿保存法 7条), those of a dropped list too.
CREATE TABLE billing_import_file (import TEXT PRIMARY KEY REFERENCES billing_import (id), body TEXT NOT NULL);
CREATE TABLE billing_deposit (
  id TEXT PRIMARY KEY, line TEXT NOT NULL UNIQUE, import TEXT NOT NULL, n BIGINT NOT NULL, day BIGINT NOT NULL, amount BIGINT NOT NULL,
  payer TEXT NOT NULL, balance BIGINT NOT NULL, reference TEXT NOT NULL, state TEXT NOT NULL, funding TEXT NOT NULL,
  reason TEXT NOT NULL, booked_at BIGINT NOT NULL, return_by BIGINT NOT NULL, refund TEXT NOT NULL, version BIGINT NOT NULL);
CREATE INDEX billing_deposit_state ON billing_deposit (state, return_by);
CREATE INDEX billing_deposit_import ON billing_deposit (import, n);
CREATE INDEX billing_deposit_reference ON billing_deposit (reference);

CREATE TABLE billing_settlement (
  id TEXT PRIMARY KEY, item TEXT NOT NULL, contract TEXT NOT NULL, mall TEXT NOT NULL, client TEXT NOT NULL, payee TEXT NOT NULL,
  title TEXT NOT NULL, ending TEXT NOT NULL,
  pay BIGINT NOT NULL, tax BIGINT NOT NULL, withheld BIGINT NOT NULL, fee BIGINT NOT NULL, fee_tax BIGINT NOT NULL,
  client_fee BIGINT NOT NULL, client_fee_tax BIGINT NOT NULL, net BIGINT NOT NULL, refund BIGINT NOT NULL,
  at BIGINT NOT NULL, settled_on BIGINT NOT NULL, received_on BIGINT NOT NULL, pay_by BIGINT NOT NULL, run TEXT NOT NULL,
  UNIQUE (item, payee));
CREATE INDEX billing_settlement_due ON billing_settlement (run, payee, settled_on);
CREATE INDEX billing_settlement_pay_by ON billing_settlement (run, pay_by);
CREATE INDEX billing_settlement_payee ON billing_settlement (payee, settled_on);
CREATE INDEX billing_settlement_contract ON billing_settlement (contract, payee);
CREATE INDEX billing_settlement_client ON billing_settlement (client, settled_on);

CREATE TABLE billing_refund (
  id TEXT PRIMARY KEY, party TEXT NOT NULL, source_kind TEXT NOT NULL, source TEXT NOT NULL, amount BIGINT NOT NULL CHECK (amount > 0),
  reason TEXT NOT NULL, state TEXT NOT NULL, at BIGINT NOT NULL, due_by BIGINT NOT NULL, run TEXT NOT NULL,
  bank TEXT NOT NULL, branch TEXT NOT NULL, account_type TEXT NOT NULL, account TEXT NOT NULL, payee TEXT NOT NULL, version BIGINT NOT NULL,
  UNIQUE (source_kind, source));
CREATE INDEX billing_refund_state ON billing_refund (state, due_by);
CREATE INDEX billing_refund_party ON billing_refund (party, id);

CREATE TABLE billing_run (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, month BIGINT NOT NULL, through BIGINT NOT NULL, pay_on BIGINT NOT NULL, state TEXT NOT NULL,
  payees BIGINT NOT NULL, held BIGINT NOT NULL, refunds BIGINT NOT NULL,
  pay BIGINT NOT NULL, fee BIGINT NOT NULL, withheld BIGINT NOT NULL, net BIGINT NOT NULL, held_total BIGINT NOT NULL, refund_total BIGINT NOT NULL, total BIGINT NOT NULL,
  started_at BIGINT NOT NULL, counted_at BIGINT NOT NULL, checked_by TEXT NOT NULL, checked_at BIGINT NOT NULL,
  released_by TEXT NOT NULL, released_at BIGINT NOT NULL, operator TEXT NOT NULL,
  exported_by TEXT NOT NULL, exported_at BIGINT NOT NULL, sha256 TEXT NOT NULL, paid_at BIGINT NOT NULL, version BIGINT NOT NULL,
  UNIQUE (kind, month, through));
CREATE INDEX billing_run_state ON billing_run (state, id);
CREATE INDEX billing_run_pay_on ON billing_run (pay_on, id);
CREATE TABLE billing_payout (
  id TEXT PRIMARY KEY, run TEXT NOT NULL REFERENCES billing_run (id), party TEXT NOT NULL, refund TEXT NOT NULL, n BIGINT NOT NULL,
  amount BIGINT NOT NULL CHECK (amount > 0), settlements BIGINT NOT NULL, from_held BIGINT NOT NULL, statement TEXT NOT NULL,
  state TEXT NOT NULL, reason TEXT NOT NULL,
  bank TEXT NOT NULL, branch TEXT NOT NULL, account_type TEXT NOT NULL, account TEXT NOT NULL, payee TEXT NOT NULL,
  paid_at BIGINT NOT NULL, returned_at BIGINT NOT NULL, version BIGINT NOT NULL, UNIQUE (run, party, refund));
CREATE INDEX billing_payout_party ON billing_payout (party, id);
CREATE INDEX billing_payout_run ON billing_payout (run, state, id);
CREATE INDEX billing_payout_n ON billing_payout (run, n) WHERE n > 0;
CREATE INDEX billing_payout_statement ON billing_payout (statement) WHERE statement <> '';
CREATE INDEX billing_payout_refund ON billing_payout (refund) WHERE refund <> '';
