-- +goose Up
-- What the open pages of a person should look at again. A hint, not the thing itself: that stands in its own table.
CREATE TABLE live_event (
  id TEXT PRIMARY KEY, person TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('message', 'read', 'notice')),
  subject TEXT NOT NULL, n BIGINT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX live_event_person ON live_event (person, id);
