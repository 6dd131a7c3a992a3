-- +goose Up
-- The sums of a party's months are read from the index alone: the largest have thousands of settlements a year.
DROP INDEX billing_settlement_payee;
CREATE INDEX billing_settlement_payee ON billing_settlement (payee, settled_on, net);
DROP INDEX billing_settlement_client;
CREATE INDEX billing_settlement_client ON billing_settlement (client, settled_on, pay, client_fee);
