-- +goose Up
CREATE TABLE document_document (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, number TEXT NOT NULL UNIQUE, subject TEXT NOT NULL, day BIGINT NOT NULL, amount BIGINT NOT NULL,
  body TEXT NOT NULL, sha256 TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX document_document_subject ON document_document (subject, id);
-- Searchable by date, amount and counterparty, any two combined (電子帳簿保存法施行規則 2条6項5号).
CREATE TABLE document_party (
  party TEXT NOT NULL, document TEXT NOT NULL REFERENCES document_document (id), day BIGINT NOT NULL, amount BIGINT NOT NULL,
  PRIMARY KEY (party, document));
CREATE INDEX document_party_day ON document_party (party, day);
CREATE INDEX document_party_amount ON document_party (party, amount);
CREATE INDEX document_party_document ON document_party (document, party);
CREATE TABLE document_series (id TEXT PRIMARY KEY, last BIGINT NOT NULL);
