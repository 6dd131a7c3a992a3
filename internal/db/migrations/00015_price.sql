-- +goose Up
-- What accepted work of the last half year was paid, reckoned once a day. Prices are hundredths of a yen for one unit, times
-- milliseconds. The row without a category says that a day was reckoned, and of how many works.
CREATE TABLE market_price (
  mall TEXT NOT NULL, day BIGINT NOT NULL, category TEXT NOT NULL, unit TEXT NOT NULL,
  n BIGINT NOT NULL, low BIGINT NOT NULL, median BIGINT NOT NULL, high BIGINT NOT NULL,
  timed BIGINT NOT NULL, takes BIGINT NOT NULL, PRIMARY KEY (mall, day, category, unit));
CREATE INDEX market_contract_ended ON market_contract (ended_at, id) WHERE state = 'ended';
