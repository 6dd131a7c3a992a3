-- +goose Up
CREATE TABLE policy_rule (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, mall TEXT NOT NULL, valid_from BIGINT NOT NULL, body TEXT NOT NULL,
  by_person TEXT NOT NULL, at BIGINT NOT NULL, UNIQUE (kind, mall, valid_from));
-- What a new site begins with; policydb's test holds each against its type's default.
INSERT INTO policy_rule (id, kind, mall, valid_from, body, by_person, at) VALUES
  ('default-fee', 'fee', 'site', 20200101, '{"worker":2000,"client":0}', '', 0),
  ('default-tax', 'tax', 'site', 20200101, '{"consumption":1000,"withheld":1021,"threshold":1000000,"withheld_over":2042,"abroad":2042}', '', 0),
  ('default-closing', 'closing', 'site', 20200101, '{"pay_day":15,"file_lead_days":2,"auto_accept_days":7,"limit_days":59,"escalate_days":50}', '', 0),
  ('default-clocks', 'clocks', 'site', 20200101, '{"decide_days":14,"fund_days":7,"revisions":2,"late_days":3,"silent_days":7,"appeal_days":7,"remind_on":[3,5,6]}', '', 0),
  ('default-caps', 'caps', 'site', 20200101, '{"new_client_job":100000,"new_client_open":200000}', '', 0),
  ('default-floor', 'floor', 'site', 20200101, '{"action":"inform","rows":[]}', '', 0),
  ('default-operator', 'operator', 'site', 20200101, '{"name":"","representative":"","address":"","phone":"","mail":"","t_number":"","client_code":"","client_name":"","bank":"","branch":"","account":"","type":""}', '', 0);
