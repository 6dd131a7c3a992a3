-- +goose Up
-- Who doesn't want what they write and read before a contract to be looked through for ways out of this place.
CREATE TABLE trust_unmarked (person TEXT PRIMARY KEY, at BIGINT NOT NULL);
