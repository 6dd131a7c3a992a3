package reviewing

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/review/reviewdb"
	"nariwai/internal/usecase/inform"
)

// AnswerReview keeps the one answer of the side that was reviewed. It returns the contract.
func AnswerReview(ctx context.Context, d *db.DB, a people.Actor, rid id.Review, words string) (cid id.Contract, err error) {
	defer fault.Wrap(&err, "answer review %s", rid)
	err = command(ctx, d, a, func(tx *db.Tx) error {
		r, err := reviewdb.Review(ctx, tx, rid)
		if err != nil {
			return err
		}
		cid = r.Contract
		rules, err := rulesNow(ctx, tx)
		if err != nil {
			return err
		}
		if err := r.Answer(rules, a.Party, words, tx.Now); err != nil {
			return err
		}
		if err := reviewdb.Save(ctx, tx, &r); err != nil {
			return err
		}
		c, err := title(ctx, tx, r.Contract)
		if err != nil {
			return err
		}
		return inform.Party(ctx, tx, r.By, "review_answered", notice.Message{
			Say: "「%s」の評価に、返事がつきました", Args: []any{c}, Link: link(r.Contract)})
	})
	return cid, err
}
