-- +goose Up
ALTER TABLE market_job ADD COLUMN teams BOOLEAN NOT NULL DEFAULT FALSE;

-- What people keep in mind, and what they want to see no more. thing is a job or a client, as kind says.
CREATE TABLE search_saved_job (
  party TEXT NOT NULL, job TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (party, job));
CREATE INDEX search_saved_job_at ON search_saved_job (party, at, job);
CREATE INDEX search_saved_job_job ON search_saved_job (job);
CREATE TABLE search_hidden (
  party TEXT NOT NULL, kind TEXT NOT NULL, thing TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (party, kind, thing));
