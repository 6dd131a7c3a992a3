-- +goose Up
-- Which jobs have changed in the index, and whether their words may have: so that a node that keeps the index in memory
-- reads only those anew.
CREATE TABLE search_change (id TEXT PRIMARY KEY, job TEXT NOT NULL, words BOOLEAN NOT NULL);
