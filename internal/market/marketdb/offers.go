package marketdb

import (
	"context"

	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/market"
)

var offers = db.Table[market.DirectOffer]{
	Name:    "market_offer",
	Columns: "id, job, client, worker, state, message, withhold, by_person, at, answer_by, answered_at, reason, contract, version",
	Fixed:   "job, client, worker, message, withhold, by_person, at, answer_by",
	Fields: func(o *market.DirectOffer) []any {
		return []any{&o.ID, &o.Job, &o.Client, &o.Worker, &o.State, &o.Message, &o.Withhold, &o.By, &o.At, &o.AnswerBy, &o.AnsweredAt, &o.Reason, &o.Contract, &o.Version}
	},
}

// Offer returns an offer to one party, or NotFound.
func Offer(ctx context.Context, r db.Reader, oid id.Offer) (market.DirectOffer, error) {
	return offers.One(ctx, r, "WHERE id = $1", oid)
}

// InsertOffer adds an offer.
func InsertOffer(ctx context.Context, tx *db.Tx, o market.DirectOffer) error {
	return offers.Insert(ctx, tx, o)
}

// SaveOffer writes o if nobody wrote it since it was read, and brings its version up to date.
func SaveOffer(ctx context.Context, tx *db.Tx, o *market.DirectOffer) (err error) {
	*o, err = offers.Update(ctx, tx, *o)
	return err
}

// OffersOverdue returns offers that wait and whose time to answer is over, at most limit.
func OffersOverdue(ctx context.Context, r db.Reader, now clock.Instant, limit int) ([]market.DirectOffer, error) {
	return offers.All(ctx, r, "WHERE state = 'sent' AND answer_by <= $1 ORDER BY answer_by, id LIMIT $2", now, limit)
}
