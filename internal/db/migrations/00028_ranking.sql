-- +goose Up
-- The places of a month, by field ('' for all of them together). What is not published (fewer than five people) has no row of its own.
CREATE TABLE ranking_month (
  month BIGINT NOT NULL, field TEXT NOT NULL, people BIGINT NOT NULL, bands TEXT NOT NULL, run TEXT NOT NULL, computed_at BIGINT NOT NULL, PRIMARY KEY (month, field));
CREATE TABLE ranking_place (
  month BIGINT NOT NULL, field TEXT NOT NULL, n BIGINT NOT NULL, party TEXT NOT NULL, pay BIGINT NOT NULL, band BIGINT NOT NULL, before BIGINT NOT NULL,
  prefecture TEXT NOT NULL, told BOOLEAN NOT NULL, PRIMARY KEY (month, field, party));
CREATE INDEX ranking_place_n ON ranking_place (month, field, n, party);
CREATE INDEX ranking_place_party ON ranking_place (party, month);
CREATE INDEX ranking_place_untold ON ranking_place (party) WHERE NOT told;
CREATE TABLE ranking_consent (party TEXT PRIMARY KEY, at BIGINT NOT NULL);
