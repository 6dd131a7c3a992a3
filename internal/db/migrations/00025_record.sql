-- +goose Up
-- What is counted of a worker in a field and a month. A month that is over never changes: see docs/decisions/0021.
CREATE TABLE record_work_month (
  party TEXT NOT NULL, field TEXT NOT NULL, month BIGINT NOT NULL,
  hires BIGINT NOT NULL, rehires BIGINT NOT NULL, done BIGINT NOT NULL, failed BIGINT NOT NULL,
  items BIGINT NOT NULL, on_time BIGINT NOT NULL, revised BIGINT NOT NULL, pay BIGINT NOT NULL, settlements BIGINT NOT NULL,
  reviews BIGINT NOT NULL, satisfied BIGINT NOT NULL, a1 BIGINT NOT NULL, a2 BIGINT NOT NULL, a3 BIGINT NOT NULL, a4 BIGINT NOT NULL, a5 BIGINT NOT NULL,
  private BIGINT NOT NULL, scouts BIGINT NOT NULL, PRIMARY KEY (party, field, month));
CREATE INDEX record_work_month_month ON record_work_month (month, field, party);
-- The same of a client.
CREATE TABLE record_order_month (
  party TEXT NOT NULL, field TEXT NOT NULL, month BIGINT NOT NULL,
  posts_ended BIGINT NOT NULL, posts_hired BIGINT NOT NULL, decisions BIGINT NOT NULL, decide_ms BIGINT NOT NULL,
  acceptances BIGINT NOT NULL, accept_ms BIGINT NOT NULL, automatic BIGINT NOT NULL, not_accepted BIGINT NOT NULL,
  lapsed BIGINT NOT NULL, disputes BIGINT NOT NULL, paid BIGINT NOT NULL,
  reviews BIGINT NOT NULL, satisfied BIGINT NOT NULL, a1 BIGINT NOT NULL, a2 BIGINT NOT NULL, a3 BIGINT NOT NULL, a4 BIGINT NOT NULL, a5 BIGINT NOT NULL,
  private BIGINT NOT NULL, PRIMARY KEY (party, field, month));
-- What a worker was paid by a client.
CREATE TABLE record_pair_month (
  worker TEXT NOT NULL, client TEXT NOT NULL, field TEXT NOT NULL, month BIGINT NOT NULL,
  pay BIGINT NOT NULL, settlements BIGINT NOT NULL, PRIMARY KEY (worker, client, field, month));
CREATE INDEX record_pair_month_client ON record_pair_month (client, worker);
-- By which rules everything was counted; no row: it was not yet.
CREATE TABLE record_version (version BIGINT NOT NULL);
-- When a job ended. Of those that ended before this was kept, the day of its last hire or else the end of the time to decide is the nearest that is known.
ALTER TABLE market_job ADD COLUMN ended_at BIGINT NOT NULL DEFAULT 0;
UPDATE market_job SET ended_at = CASE WHEN hired > 0
    THEN COALESCE((SELECT MAX(c.awarded_at) FROM market_contract c WHERE c.job = market_job.id), 0)
    ELSE CASE WHEN decide_by > 0 THEN decide_by WHEN published_at > 0 THEN published_at ELSE created_at END END
  WHERE state = 'ended';
