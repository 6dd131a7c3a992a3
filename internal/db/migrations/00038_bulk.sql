-- +goose Up
-- Bulk orders. A line that is taken becomes an item of market_item with the same id.
CREATE TABLE bulk_order (
  id TEXT PRIMARY KEY, client TEXT NOT NULL, by_person TEXT NOT NULL, director TEXT NOT NULL, job TEXT NOT NULL,
  department TEXT NOT NULL, title TEXT NOT NULL, category TEXT NOT NULL, guide TEXT NOT NULL, sample TEXT NOT NULL,
  deliverable TEXT NOT NULL, place TEXT NOT NULL, rights TEXT NOT NULL, ai_policy TEXT NOT NULL, low_reason TEXT NOT NULL,
  tolerance BIGINT NOT NULL, forbidden TEXT NOT NULL, similarity BIGINT NOT NULL,
  audience TEXT NOT NULL CHECK (audience IN ('invited', 'open')), certified BOOLEAN NOT NULL, cap BIGINT NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('own', 'worker', 'site')), withhold BOOLEAN NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'approving', 'unpaid', 'open', 'ended')), security TEXT NOT NULL,
  client_rate BIGINT NOT NULL, asked BIGINT NOT NULL, created_at BIGINT NOT NULL, published_at BIGINT NOT NULL, pay_by BIGINT NOT NULL,
  opened_at BIGINT NOT NULL, ended_at BIGINT NOT NULL, version BIGINT NOT NULL);
CREATE INDEX bulk_order_client ON bulk_order (client, id);
CREATE INDEX bulk_order_listed ON bulk_order (id) WHERE state = 'open' AND audience = 'open';
CREATE INDEX bulk_order_unpaid ON bulk_order (pay_by, id) WHERE state = 'unpaid';
CREATE INDEX bulk_order_job ON bulk_order (job) WHERE job <> '';

CREATE TABLE bulk_seat (
  id TEXT PRIMARY KEY, bulk TEXT NOT NULL REFERENCES bulk_order (id), worker TEXT NOT NULL, cap BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('invited', 'asked', 'in', 'declined', 'out')), contract TEXT NOT NULL,
  at BIGINT NOT NULL, by_person TEXT NOT NULL, version BIGINT NOT NULL, UNIQUE (bulk, worker));
CREATE INDEX bulk_seat_worker ON bulk_seat (worker, id);

CREATE TABLE bulk_line (
  id TEXT PRIMARY KEY, bulk TEXT NOT NULL REFERENCES bulk_order (id), n BIGINT NOT NULL, round BIGINT NOT NULL,
  title TEXT NOT NULL, keywords TEXT NOT NULL, chars BIGINT NOT NULL, price BIGINT NOT NULL CHECK (price > 0), due_on BIGINT NOT NULL,
  notes TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('draft', 'open', 'taken', 'returned', 'cancelled')), seat TEXT NOT NULL,
  secured BIGINT NOT NULL, fee BIGINT NOT NULL, back BIGINT NOT NULL, before TEXT NOT NULL, taken_at BIGINT NOT NULL,
  passed_at BIGINT NOT NULL, passed_by TEXT NOT NULL, findings TEXT NOT NULL, version BIGINT NOT NULL, UNIQUE (bulk, n, round));
CREATE INDEX bulk_line_state ON bulk_line (bulk, state, n);
CREATE INDEX bulk_line_seat ON bulk_line (seat, n) WHERE seat <> '';
CREATE INDEX bulk_line_before ON bulk_line (before) WHERE before <> '';

-- A table that was read and not yet confirmed: its cells, with the heads in the first row.
CREATE TABLE bulk_import (
  id TEXT PRIMARY KEY, bulk TEXT NOT NULL REFERENCES bulk_order (id), name TEXT NOT NULL, cells TEXT NOT NULL, since_1904 BOOLEAN NOT NULL,
  by_person TEXT NOT NULL, at BIGINT NOT NULL, version BIGINT NOT NULL);
CREATE INDEX bulk_import_bulk ON bulk_import (bulk, id);

-- A request to pay in for a whole bulk order names it instead of a contract; its items are the order's lines.
ALTER TABLE billing_funding ADD COLUMN bulk_order TEXT NOT NULL DEFAULT '';
CREATE INDEX billing_funding_bulk ON billing_funding (bulk_order, id) WHERE bulk_order <> '';
