-- +goose Up
CREATE TABLE message_message (
  id TEXT PRIMARY KEY, contract TEXT NOT NULL, from_party TEXT NOT NULL, by_person TEXT NOT NULL, body TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX message_message_contract ON message_message (contract, id);
