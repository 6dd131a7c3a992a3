-- +goose Up
ALTER TABLE people_party ADD COLUMN fields TEXT NOT NULL DEFAULT '';
ALTER TABLE people_party ADD COLUMN price_unit TEXT NOT NULL DEFAULT '';
ALTER TABLE people_party ADD COLUMN price_low BIGINT NOT NULL DEFAULT 0;
ALTER TABLE people_party ADD COLUMN price_high BIGINT NOT NULL DEFAULT 0;
ALTER TABLE people_party ADD COLUMN free_from BIGINT NOT NULL DEFAULT 0;
ALTER TABLE people_party ADD COLUMN listed BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE people_party ADD COLUMN show_place BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE people_party ADD COLUMN show_hours BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE people_party ADD COLUMN show_price BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE people_party ADD COLUMN show_record BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE people_party ADD COLUMN certified BOOLEAN NOT NULL DEFAULT false;
CREATE INDEX people_party_listed ON people_party (id) WHERE listed;
