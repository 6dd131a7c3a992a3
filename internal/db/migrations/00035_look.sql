-- +goose Up
-- Who at the desk has opened what was said in a disputed contract, and why. Both sides were told.
CREATE TABLE market_look (id TEXT PRIMARY KEY, dispute TEXT NOT NULL REFERENCES market_dispute (id), person TEXT NOT NULL, reason TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX market_look_dispute ON market_look (dispute, person, at);
