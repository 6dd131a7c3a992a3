-- +goose Up
-- A sample of the five-letter pieces of what was last delivered for a line, by which the lines of an order are held against each other.
CREATE TABLE bulk_shingle (bulk TEXT NOT NULL, hash BIGINT NOT NULL, line TEXT NOT NULL, PRIMARY KEY (bulk, hash, line));
CREATE INDEX bulk_shingle_line ON bulk_shingle (line);
