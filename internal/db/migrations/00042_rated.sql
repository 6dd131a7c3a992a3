-- +goose Up
-- By which score of reviews a worker stands in a list: review.Rank; 0 for too few.
ALTER TABLE search_worker ADD COLUMN rated BIGINT NOT NULL DEFAULT 0;
CREATE INDEX search_worker_rated ON search_worker (rated, n) WHERE rated > 0;
