-- +goose Up
CREATE TABLE reply_ask (
  id TEXT PRIMARY KEY, thread TEXT NOT NULL, job TEXT NOT NULL, contract TEXT NOT NULL, asked TEXT NOT NULL, asker TEXT NOT NULL,
  at BIGINT NOT NULL, due_at BIGINT NOT NULL, day BIGINT NOT NULL, state TEXT NOT NULL, how TEXT NOT NULL, closed_at BIGINT NOT NULL, closed_n BIGINT NOT NULL);
CREATE UNIQUE INDEX reply_ask_open ON reply_ask (thread, asked) WHERE state = 'open';
CREATE INDEX reply_ask_waiting ON reply_ask (job, contract) WHERE closed_at = 0;
CREATE INDEX reply_ask_due ON reply_ask (due_at) WHERE state = 'open';
CREATE INDEX reply_ask_asked ON reply_ask (asked, state, due_at);
CREATE INDEX reply_ask_asker ON reply_ask (asker) WHERE state = 'open';
CREATE INDEX reply_ask_closed ON reply_ask (asked, closed_at);
-- Nobody was asked anything before there were rules for it.
UPDATE message_message SET asks = FALSE WHERE asks;
CREATE TABLE reply_day (
  party TEXT NOT NULL, day BIGINT NOT NULL, answered BIGINT NOT NULL, missed BIGINT NOT NULL, PRIMARY KEY (party, day));
