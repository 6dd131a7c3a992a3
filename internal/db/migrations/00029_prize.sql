-- +goose Up
CREATE TABLE prize_year (
  year BIGINT PRIMARY KEY, state TEXT NOT NULL, nominate_until BIGINT NOT NULL, opened_at BIGINT NOT NULL, opened_by TEXT NOT NULL,
  closed_at BIGINT NOT NULL, announced_at BIGINT NOT NULL, announced_by TEXT NOT NULL, version BIGINT NOT NULL);
CREATE TABLE prize_prize (
  id TEXT PRIMARY KEY, year BIGINT NOT NULL REFERENCES prize_year (year), n BIGINT NOT NULL, kind TEXT NOT NULL, field TEXT NOT NULL, open BOOLEAN NOT NULL);
CREATE UNIQUE INDEX prize_prize_year ON prize_prize (year, n);
CREATE TABLE prize_nomination (
  id TEXT PRIMARY KEY, prize TEXT NOT NULL REFERENCES prize_prize (id), party TEXT NOT NULL, by_party TEXT NOT NULL, by_person TEXT NOT NULL, side TEXT NOT NULL,
  words TEXT NOT NULL, at BIGINT NOT NULL);
CREATE UNIQUE INDEX prize_nomination_by ON prize_nomination (prize, by_party);
CREATE INDEX prize_nomination_party ON prize_nomination (party, prize);
CREATE INDEX prize_nomination_by_party ON prize_nomination (by_party, at);
-- What those who were nominated have said: a name stands before the jury, and on the public page, only with their consent.
CREATE TABLE prize_entry (
  prize TEXT NOT NULL REFERENCES prize_prize (id), party TEXT NOT NULL, state TEXT NOT NULL, declared BOOLEAN NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (prize, party));
CREATE INDEX prize_entry_party ON prize_entry (party, prize);
CREATE TABLE prize_vote (
  prize TEXT NOT NULL REFERENCES prize_prize (id), person TEXT NOT NULL, party TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (prize, person));
CREATE TABLE prize_winner (
  prize TEXT NOT NULL REFERENCES prize_prize (id), party TEXT NOT NULL, votes BIGINT NOT NULL, words TEXT NOT NULL, PRIMARY KEY (prize, party));
CREATE INDEX prize_winner_party ON prize_winner (party);
