-- +goose Up
-- What lists filter and sort by stands before the long texts: SQLite reads a row from its beginning.
CREATE TABLE market_job (
  id TEXT PRIMARY KEY, mall TEXT NOT NULL, client TEXT NOT NULL, posted_by TEXT NOT NULL,
  kind TEXT NOT NULL, arrangement TEXT NOT NULL, state TEXT NOT NULL, outcome TEXT NOT NULL,
  category TEXT NOT NULL, rights TEXT NOT NULL, ai_policy TEXT NOT NULL,
  unit TEXT NOT NULL, quantity BIGINT NOT NULL, pay BIGINT NOT NULL CHECK (pay >= 0), low_reason TEXT NOT NULL,
  hires BIGINT NOT NULL, hired BIGINT NOT NULL,
  closes_on BIGINT NOT NULL, due_on BIGINT NOT NULL,
  beginners BOOLEAN NOT NULL, unregistered BOOLEAN NOT NULL,
  proposals BIGINT NOT NULL,
  created_at BIGINT NOT NULL, published_at BIGINT NOT NULL, decide_by BIGINT NOT NULL, reminded BIGINT NOT NULL,
  version BIGINT NOT NULL,
  title TEXT NOT NULL, deliverable TEXT NOT NULL, place TEXT NOT NULL,
  recruiter TEXT NOT NULL, address TEXT NOT NULL, contact TEXT NOT NULL, reason TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX market_job_state ON market_job (state, id);
CREATE INDEX market_job_published ON market_job (state, published_at, id);
CREATE INDEX market_job_category ON market_job (state, category, published_at, id);
CREATE INDEX market_job_client ON market_job (client, id);
CREATE INDEX market_job_client_state ON market_job (client, state, published_at, hired);
CREATE INDEX market_job_closes ON market_job (state, closes_on);
CREATE INDEX market_job_decide ON market_job (state, decide_by);

CREATE TABLE market_job_edit (
  id TEXT PRIMARY KEY, job TEXT NOT NULL REFERENCES market_job (id), at BIGINT NOT NULL, by_person TEXT NOT NULL,
  field TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL);
CREATE INDEX market_job_edit_job ON market_job_edit (job, id);

CREATE TABLE market_proposal (
  id TEXT PRIMARY KEY, job TEXT NOT NULL REFERENCES market_job (id), worker TEXT NOT NULL, by_person TEXT NOT NULL,
  state TEXT NOT NULL, price BIGINT NOT NULL CHECK (price > 0), message TEXT NOT NULL, due_on BIGINT NOT NULL,
  shortlisted BOOLEAN NOT NULL, reason TEXT NOT NULL,
  sent_at BIGINT NOT NULL, edited_at BIGINT NOT NULL, seen_edits_at BIGINT NOT NULL, version BIGINT NOT NULL,
  UNIQUE (job, worker));
CREATE INDEX market_proposal_worker ON market_proposal (worker, id);
CREATE INDEX market_proposal_job ON market_proposal (job, state, id);
CREATE TABLE market_proposal_part (
  proposal TEXT NOT NULL REFERENCES market_proposal (id), n BIGINT NOT NULL, title TEXT NOT NULL,
  price BIGINT NOT NULL CHECK (price > 0), due_on BIGINT NOT NULL, PRIMARY KEY (proposal, n));
CREATE TABLE market_question (
  id TEXT PRIMARY KEY, proposal TEXT NOT NULL REFERENCES market_proposal (id), by_person TEXT NOT NULL, body TEXT NOT NULL,
  asked_at BIGINT NOT NULL, answer TEXT NOT NULL, answered_at BIGINT NOT NULL);
CREATE INDEX market_question_proposal ON market_question (proposal, id);

CREATE TABLE market_contract (
  id TEXT PRIMARY KEY, mall TEXT NOT NULL, job TEXT NOT NULL, proposal TEXT NOT NULL UNIQUE,
  client TEXT NOT NULL, worker TEXT NOT NULL, kind TEXT NOT NULL, arrangement TEXT NOT NULL,
  category TEXT NOT NULL, title TEXT NOT NULL, state TEXT NOT NULL,
  pay BIGINT NOT NULL CHECK (pay > 0), due_on BIGINT NOT NULL, starts_on BIGINT NOT NULL,
  awarded_at BIGINT NOT NULL, fund_by BIGINT NOT NULL,
  revisions BIGINT NOT NULL, accept_days BIGINT NOT NULL, limit_days BIGINT NOT NULL, escalate_days BIGINT NOT NULL,
  late_days BIGINT NOT NULL, silent_days BIGINT NOT NULL, appeal_days BIGINT NOT NULL,
  fee_rate BIGINT NOT NULL, client_fee_rate BIGINT NOT NULL, tax_rate BIGINT NOT NULL, withholding TEXT NOT NULL,
  rules TEXT NOT NULL, asked_at BIGINT NOT NULL, ended_at BIGINT NOT NULL, version BIGINT NOT NULL);
CREATE INDEX market_contract_client ON market_contract (client, id);
CREATE INDEX market_contract_worker ON market_contract (worker, id);
CREATE INDEX market_contract_client_open ON market_contract (client, id) WHERE state IN ('awarded', 'active');
CREATE INDEX market_contract_worker_open ON market_contract (worker, id) WHERE state IN ('awarded', 'active');
CREATE INDEX market_contract_job ON market_contract (job);

CREATE TABLE market_item (
  id TEXT PRIMARY KEY, contract TEXT NOT NULL REFERENCES market_contract (id), n BIGINT NOT NULL,
  title TEXT NOT NULL, pay BIGINT NOT NULL CHECK (pay > 0), due_on BIGINT NOT NULL,
  state TEXT NOT NULL, before TEXT NOT NULL, security TEXT NOT NULL, secured BIGINT NOT NULL,
  received_on BIGINT NOT NULL, delivered_at BIGINT NOT NULL, accept_by BIGINT NOT NULL,
  accepted_at BIGINT NOT NULL, settled_on BIGINT NOT NULL, ending TEXT NOT NULL,
  revisions BIGINT NOT NULL, reminded BIGINT NOT NULL, escalated_at BIGINT NOT NULL,
  version BIGINT NOT NULL, UNIQUE (contract, n));
CREATE INDEX market_item_agreed ON market_item (contract) WHERE state = 'agreed';
CREATE INDEX market_item_accept ON market_item (accept_by) WHERE state = 'delivered';
CREATE INDEX market_item_remind ON market_item (reminded, delivered_at) WHERE state = 'delivered';
CREATE INDEX market_item_received ON market_item (received_on) WHERE state IN ('funded', 'delivered', 'revising', 'disputed') AND received_on > 0 AND escalated_at = 0;
CREATE INDEX market_item_escalated ON market_item (received_on) WHERE state IN ('funded', 'delivered', 'revising', 'disputed') AND received_on > 0 AND escalated_at > 0;
CREATE TABLE market_payee (
  item TEXT NOT NULL REFERENCES market_item (id), n BIGINT NOT NULL, party TEXT NOT NULL,
  share BIGINT NOT NULL CHECK (share > 0), PRIMARY KEY (item, n));

CREATE TABLE market_delivery (
  id TEXT PRIMARY KEY, item TEXT NOT NULL REFERENCES market_item (id), n BIGINT NOT NULL,
  body TEXT NOT NULL, minutes BIGINT NOT NULL, by_person TEXT NOT NULL, at BIGINT NOT NULL, UNIQUE (item, n));
CREATE TABLE market_revision (
  id TEXT PRIMARY KEY, item TEXT NOT NULL REFERENCES market_item (id), delivery TEXT NOT NULL, reason TEXT NOT NULL,
  fault TEXT NOT NULL, by_person TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX market_revision_item ON market_revision (item, id);
CREATE TABLE market_file (
  id TEXT PRIMARY KEY, contract TEXT NOT NULL REFERENCES market_contract (id), delivery TEXT NOT NULL,
  uploaded_by TEXT NOT NULL, name TEXT NOT NULL, size BIGINT NOT NULL, type TEXT NOT NULL, sha256 TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX market_file_contract ON market_file (contract, id);
CREATE INDEX market_file_sha256 ON market_file (sha256);

CREATE TABLE market_change (
  id TEXT PRIMARY KEY, contract TEXT NOT NULL REFERENCES market_contract (id), item TEXT NOT NULL REFERENCES market_item (id),
  state TEXT NOT NULL, by_party TEXT NOT NULL, by_person TEXT NOT NULL, pay BIGINT NOT NULL, due_on BIGINT NOT NULL,
  scope TEXT NOT NULL, reason TEXT NOT NULL, asked_at BIGINT NOT NULL, answered_by TEXT NOT NULL, answered_at BIGINT NOT NULL,
  version BIGINT NOT NULL);
CREATE INDEX market_change_contract ON market_change (contract, id);
CREATE INDEX market_change_item ON market_change (item, state);

CREATE TABLE market_cancel (
  id TEXT PRIMARY KEY, contract TEXT NOT NULL REFERENCES market_contract (id), item TEXT NOT NULL REFERENCES market_item (id),
  state TEXT NOT NULL, by_party TEXT NOT NULL, by_person TEXT NOT NULL, pay BIGINT NOT NULL, fault TEXT NOT NULL,
  reason TEXT NOT NULL, asked_at BIGINT NOT NULL, answered_by TEXT NOT NULL, answered_at BIGINT NOT NULL, version BIGINT NOT NULL);
CREATE INDEX market_cancel_contract ON market_cancel (contract, id);
CREATE INDEX market_cancel_item ON market_cancel (item, state);

CREATE TABLE market_dispute (
  id TEXT PRIMARY KEY, contract TEXT NOT NULL REFERENCES market_contract (id), item TEXT NOT NULL REFERENCES market_item (id),
  state TEXT NOT NULL, by_party TEXT NOT NULL, by_person TEXT NOT NULL, reason TEXT NOT NULL, opened_at BIGINT NOT NULL,
  client_says TEXT NOT NULL, worker_says TEXT NOT NULL,
  pay BIGINT NOT NULL, fault TEXT NOT NULL, grounds TEXT NOT NULL, decided_by TEXT NOT NULL, decided_at BIGINT NOT NULL, appeal_by BIGINT NOT NULL,
  appeal TEXT NOT NULL, appealed_by TEXT NOT NULL, appealed_at BIGINT NOT NULL,
  client_content BOOLEAN NOT NULL, worker_content BOOLEAN NOT NULL,
  ended_by TEXT NOT NULL, ended_at BIGINT NOT NULL, version BIGINT NOT NULL);
CREATE INDEX market_dispute_state ON market_dispute (state, id);
CREATE INDEX market_dispute_item ON market_dispute (item, state);
CREATE INDEX market_dispute_contract ON market_dispute (contract, id);

CREATE TABLE market_event (
  id TEXT PRIMARY KEY, contract TEXT NOT NULL REFERENCES market_contract (id), item TEXT NOT NULL, kind TEXT NOT NULL,
  by_person TEXT NOT NULL, at BIGINT NOT NULL, amount BIGINT NOT NULL, note TEXT NOT NULL);
CREATE INDEX market_event_contract ON market_event (contract, id);
