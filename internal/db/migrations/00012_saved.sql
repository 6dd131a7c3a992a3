-- +goose Up
-- What a person wants to be told of. n is a place in search_job; seen_n the one up to which they have been told.
CREATE TABLE search_saved (
  id TEXT PRIMARY KEY, person TEXT NOT NULL, party TEXT NOT NULL, name TEXT NOT NULL, filter TEXT NOT NULL, category TEXT NOT NULL,
  every TEXT NOT NULL, seen_n BIGINT NOT NULL, next_at BIGINT NOT NULL, told_at BIGINT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL);
CREATE INDEX search_saved_person ON search_saved (person, id);
CREATE INDEX search_saved_category ON search_saved (every, category, id);
CREATE INDEX search_saved_next ON search_saved (next_at, id);
-- The place in search_job up to which those who want to be told at once have been told.
CREATE TABLE search_told (id TEXT PRIMARY KEY, n BIGINT NOT NULL);
