package listing

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/usecase/inform"
)

// AnswerAll answers those whose proposals a job that has ended leaves unchosen.
func AnswerAll(ctx context.Context, tx *db.Tx, j market.Job) (err error) {
	defer fault.Wrap(&err, "answer the proposers of %s", j.ID)
	waiting, err := marketdb.Proposals(ctx, tx, j.ID, market.Sent)
	if err != nil {
		return err
	}
	say := "「%s」は、採用のないまま終わりました。提案をありがとうございました"
	switch {
	case j.Reason != "": // the desk's end
		say = "「%s」は、運営が募集を止めたので終わりました。提案をありがとうございました"
	case j.Hired > 0:
		say = "「%s」は、ほかの方に決まりました。提案をありがとうございました"
	}
	for _, p := range waiting {
		if !p.CloseUnchosen() {
			continue
		}
		if err := marketdb.SaveAnswer(ctx, tx, &p); err != nil {
			return err
		}
		if err := inform.Party(ctx, tx, p.Worker, "unchosen", notice.Message{
			Say: say, Args: []any{j.Title}, Link: "/proposals/" + string(p.ID),
		}); err != nil {
			return err
		}
	}
	return nil
}
