-- +goose Up
-- What two sides write to each other: one thread for a job and a worker before there is a contract, and one for each contract.
CREATE TABLE message_thread (
  id TEXT PRIMARY KEY, job TEXT NOT NULL, contract TEXT NOT NULL, proposal TEXT NOT NULL, client TEXT NOT NULL, worker TEXT NOT NULL,
  opened_at BIGINT NOT NULL, last_n BIGINT NOT NULL, last_at BIGINT NOT NULL, title TEXT NOT NULL, version BIGINT NOT NULL);
CREATE UNIQUE INDEX message_thread_pair ON message_thread (job, worker, contract);
CREATE UNIQUE INDEX message_thread_contract ON message_thread (contract) WHERE contract <> '';
-- The inbox of each side is read from its own rows.
CREATE TABLE message_seat (
  thread TEXT NOT NULL REFERENCES message_thread (id), party TEXT NOT NULL, other TEXT NOT NULL, side TEXT NOT NULL, contract TEXT NOT NULL,
  last_at BIGINT NOT NULL, theirs_n BIGINT NOT NULL, read_n BIGINT NOT NULL, read_at BIGINT NOT NULL, needs BOOLEAN NOT NULL, blocked_at BIGINT NOT NULL,
  PRIMARY KEY (thread, party));
CREATE INDEX message_seat_inbox ON message_seat (party, last_at, thread);
CREATE INDEX message_seat_needs ON message_seat (party, last_at, thread) WHERE needs;
CREATE INDEX message_seat_jobs ON message_seat (party, last_at, thread) WHERE contract = '';
CREATE INDEX message_seat_contracts ON message_seat (party, last_at, thread) WHERE contract <> '';
CREATE INDEX message_seat_pair ON message_seat (party, other);

DROP INDEX message_message_contract;
ALTER TABLE message_message RENAME TO message_before;
CREATE TABLE message_message (
  id TEXT PRIMARY KEY, thread TEXT NOT NULL REFERENCES message_thread (id), n BIGINT NOT NULL, kind TEXT NOT NULL, from_party TEXT NOT NULL, by_person TEXT NOT NULL,
  quote TEXT NOT NULL, asks BOOLEAN NOT NULL, at BIGINT NOT NULL, edited_at BIGINT NOT NULL, body TEXT NOT NULL, UNIQUE (thread, n));
CREATE INDEX message_message_from ON message_message (from_party, id);
CREATE TABLE message_edit (id TEXT PRIMARY KEY, message TEXT NOT NULL REFERENCES message_message (id), at BIGINT NOT NULL, body TEXT NOT NULL);
CREATE INDEX message_edit_message ON message_edit (message, id);
CREATE TABLE message_unread (person TEXT NOT NULL, thread TEXT NOT NULL REFERENCES message_thread (id), n BIGINT NOT NULL, PRIMARY KEY (person, thread));
CREATE TABLE message_template (id TEXT PRIMARY KEY, person TEXT NOT NULL, name TEXT NOT NULL, at BIGINT NOT NULL, body TEXT NOT NULL);
CREATE INDEX message_template_person ON message_template (person, id);
CREATE TABLE message_block (party TEXT NOT NULL, other TEXT NOT NULL, by_person TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (party, other));
CREATE INDEX message_block_other ON message_block (other, party);

-- What was written before: a contract's thread and a proposal's have the ids of those.
CREATE TABLE message_line (
  thread TEXT NOT NULL, at BIGINT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, from_party TEXT NOT NULL, by_person TEXT NOT NULL, asks BOOLEAN NOT NULL, body TEXT NOT NULL);
INSERT INTO message_line SELECT contract, at, id, '', from_party, by_person, FALSE, body FROM message_before;
INSERT INTO message_line SELECT id, sent_at, id, 'proposal', worker, by_person, FALSE, message FROM market_proposal;
INSERT INTO message_line SELECT q.proposal, q.asked_at, q.id, '', j.client, q.by_person, TRUE, q.body
  FROM market_question q JOIN market_proposal p ON p.id = q.proposal JOIN market_job j ON j.id = p.job;
INSERT INTO message_line SELECT q.proposal, q.answered_at, q.id || '-a', '', p.worker, p.by_person, FALSE, q.answer
  FROM market_question q JOIN market_proposal p ON p.id = q.proposal WHERE q.answered_at > 0;
INSERT INTO message_thread (id, job, contract, proposal, client, worker, opened_at, last_n, last_at, title, version)
  SELECT c.id, c.job, c.id, c.proposal, c.client, c.worker, c.awarded_at, COUNT(l.id), COALESCE(MAX(l.at), c.awarded_at), c.title, 0
  FROM market_contract c LEFT JOIN message_line l ON l.thread = c.id GROUP BY c.id, c.job, c.proposal, c.client, c.worker, c.awarded_at, c.title;
INSERT INTO message_thread (id, job, contract, proposal, client, worker, opened_at, last_n, last_at, title, version)
  SELECT p.id, p.job, '', p.id, j.client, p.worker, p.sent_at, COUNT(l.id), MAX(l.at), j.title, 0
  FROM market_proposal p JOIN market_job j ON j.id = p.job JOIN message_line l ON l.thread = p.id GROUP BY p.id, p.job, j.client, p.worker, p.sent_at, j.title;
INSERT INTO message_message (id, thread, n, kind, from_party, by_person, quote, asks, at, edited_at, body)
  SELECT id, thread, ROW_NUMBER() OVER (PARTITION BY thread ORDER BY at, id), kind, from_party, by_person, '', asks, at, 0, body FROM message_line;
INSERT INTO message_seat (thread, party, other, side, contract, last_at, theirs_n, read_n, read_at, needs, blocked_at)
  SELECT t.id, t.client, t.worker, 'client', t.contract, t.last_at,
    COALESCE((SELECT MAX(m.n) FROM message_message m WHERE m.thread = t.id AND m.from_party = t.worker), 0), t.last_n, t.last_at, FALSE, 0 FROM message_thread t;
INSERT INTO message_seat (thread, party, other, side, contract, last_at, theirs_n, read_n, read_at, needs, blocked_at)
  SELECT t.id, t.worker, t.client, 'worker', t.contract, t.last_at,
    COALESCE((SELECT MAX(m.n) FROM message_message m WHERE m.thread = t.id AND m.from_party = t.client), 0), t.last_n, t.last_at,
    EXISTS (SELECT 1 FROM market_question q WHERE q.proposal = t.id AND q.answered_at = 0), 0 FROM message_thread t;
DROP TABLE message_line;
DROP TABLE message_before;
DROP TABLE market_question;
