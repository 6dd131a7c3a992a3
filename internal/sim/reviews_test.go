package sim

import (
	"slices"

	"pgregory.net/rapid"

	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/review"
	"nariwai/internal/review/reviewdb"
	"nariwai/internal/usecase/account"
	"nariwai/internal/usecase/reviewing"
)

const password = "北海道の畑で3本の木"

func (w *world) review() error {
	cid, a, ok := w.window("")
	if !ok {
		return errNothing
	}
	return reviewing.WriteReview(w.ctx, w.d, a, cid, w.content())
}

func (w *world) changeReview() error {
	cid, a, ok := w.window(" AND client_at + worker_at > 0")
	if !ok {
		return errNothing
	}
	return reviewing.ChangeReview(w.ctx, w.d, a, cid, w.content())
}

func (w *world) answerReview() error {
	rid, ok := one[id.Review](w, "SELECT id FROM review_review WHERE revealed_at > 0 ORDER BY id")
	if !ok {
		return errNothing
	}
	r, err := reviewdb.Review(w.ctx, w.d.Snapshot(), rid)
	if err != nil {
		return err
	}
	_, err = reviewing.AnswerReview(w.ctx, w.d, w.anybody(w.actorOf(r.About)), rid, "ありがとうございました。")
	return err
}

// window draws a contract that may be reviewed, and somebody who may.
func (w *world) window(also string) (id.Contract, people.Actor, bool) {
	cid, ok := one[id.Contract](w, "SELECT contract FROM review_window WHERE revealed_at = 0"+also+" ORDER BY contract")
	if !ok {
		return "", people.Actor{}, false
	}
	win, err := reviewdb.Window(w.ctx, w.d.Snapshot(), cid)
	if err != nil {
		w.Fatal(err)
	}
	return cid, w.anybody(w.actorOf(rapid.SampledFrom([]id.Party{win.Client, win.Worker}).Draw(w.T, "side"))), true
}

func (w *world) content() (c review.Content) {
	c.Satisfied = rapid.SampledFrom([]review.Verdict{review.Satisfied, review.Satisfied, review.NotSatisfied}).Draw(w.T, "satisfied")
	for i := range c.Aspects {
		c.Aspects[i] = rapid.Int64Range(1, 5).Draw(w.T, "aspect")
	}
	c.Words, c.Private = "またお願いします。", rapid.Int64Range(0, 10).Draw(w.T, "private")
	return c
}

// leave lets everybody go whose work and money have come to an end.
func (w *world) leave() {
	for _, a := range slices.Concat(w.workers, w.clients) {
		w.tried("leave", account.CloseAccount(w.ctx, w.d, w.hasher, a, password))
	}
}
