package showing

import (
	"context"
	"strings"
	"unicode/utf8"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/portfolio"
	"nariwai/internal/usecase/inform"
)

// Path is a work's page.
func Path(w id.Work) string { return "/works/" + string(w) }

// Ask asks the client of a contract's work whether everybody may see it, word for word as it is.
func Ask(ctx context.Context, d *db.DB, a people.Actor, wid id.Work) (err error) {
	defer fault.Wrap(&err, "ask about work %s", wid)
	return command(ctx, d, a, wid, own, func(tx *db.Tx, w *portfolio.Work) error {
		me, err := peopledb.Acting(ctx, tx, a, people.Manage)
		if err != nil {
			return err
		}
		if w.Contract != "" {
			if _, err := peopledb.Tradable(ctx, tx, w.Client); err != nil {
				return err
			}
		}
		if err := w.Ask(tx.Now); err != nil {
			return err
		}
		return inform.Party(ctx, tx, w.Client, "work_asked", notice.Message{
			Say: "%sさんが、終わった仕事「%s」を公開の実績にしてよいか、たずねています", Args: []any{me.DisplayName, w.Title}, Link: Path(w.ID),
			More: []notice.Sentence{{Say: "あなたがよいと答えるまで、だれにも見えません。よいと答えたあとも、いつでも取り下げられます。"}}})
	})
}

// Unask takes the question back.
func Unask(ctx context.Context, d *db.DB, a people.Actor, wid id.Work) (err error) {
	defer fault.Wrap(&err, "take back the question about work %s", wid)
	return command(ctx, d, a, wid, own, func(_ *db.Tx, w *portfolio.Work) error { return w.Unask() })
}

// asked reads a work for its client.
func asked(ctx context.Context, tx *db.Tx, a people.Actor, wid id.Work) (w portfolio.Work, err error) {
	if w, err = side(ctx, tx, a, wid); err == nil && w.Client != a.Party {
		err = fault.New(fault.Forbidden, "答えられるのは、依頼した側だけです")
	}
	return w, err
}

// Answer is the client's yes or no.
func Answer(ctx context.Context, d *db.DB, a people.Actor, wid id.Work, yes bool, why string) (err error) {
	defer fault.Wrap(&err, "answer about work %s", wid)
	return command(ctx, d, a, wid, asked, func(tx *db.Tx, w *portfolio.Work) error {
		if yes {
			if err := w.Agree(a.Person, tx.Now); err != nil {
				return err
			}
			if err := tx.Audit(ctx, a.Person, a.Party, "agree_work", string(w.ID), w.Title); err != nil {
				return err
			}
			return inform.Party(ctx, tx, w.Party, "work_answered", notice.Message{Say: "実績「%s」を公開してよいと、答えがありました。もう、みんなに見えます", Args: []any{w.Title}, Link: Path(w.ID)})
		}
		why, err := reason(why)
		if err != nil {
			return err
		}
		if err := w.Refuse(a.Party, why); err != nil {
			return err
		}
		return inform.Party(ctx, tx, w.Party, "work_answered", said("実績「%s」は、公開しないでほしいと、答えがありました", w.Title, why, w.ID))
	})
}

// said is a message with a reason, if there is one.
func said(say, title, why string, wid id.Work) notice.Message {
	m := notice.Message{Say: say, Args: []any{title}, Link: Path(wid)}
	if why != "" {
		m.More = []notice.Sentence{{Say: "理由：%s", Args: []any{why}}}
	}
	return m
}

const mostReason = 300

func reason(why string) (string, error) {
	why = strings.TrimSpace(why)
	if utf8.RuneCountInString(why) > mostReason {
		var f fault.Form
		f.Add("why", "%d文字までにしてください", mostReason)
		return "", f.Err()
	}
	return why, nil
}

// Publish shows a work of one's own to everybody.
func Publish(ctx context.Context, d *db.DB, a people.Actor, wid id.Work) (err error) {
	defer fault.Wrap(&err, "publish work %s", wid)
	return command(ctx, d, a, wid, own, func(tx *db.Tx, w *portfolio.Work) error {
		if _, err := peopledb.Trading(ctx, tx, a, people.Manage); err != nil {
			return err
		}
		return w.Publish(tx.Now)
	})
}

// Withdraw takes one side's consent back; the other side is told. Nobody but the worker sees the work from then on.
func Withdraw(ctx context.Context, d *db.DB, a people.Actor, wid id.Work, why string) (err error) {
	defer fault.Wrap(&err, "withdraw work %s", wid)
	return command(ctx, d, a, wid, side, func(tx *db.Tx, w *portfolio.Work) error {
		why, err := reason(why)
		if err != nil {
			return err
		}
		if err := w.Withdraw(a.Party, why); err != nil {
			return err
		}
		if w.Contract == "" {
			return nil
		}
		other := w.Client
		if a.Party == w.Client {
			other = w.Party
		}
		if err := tx.Audit(ctx, a.Person, a.Party, "withdraw_work", string(w.ID), why); err != nil {
			return err
		}
		m := said("実績「%s」の公開が取り下げられました", w.Title, why, w.ID)
		if other == w.Client { // the page is not there for them any more
			m.Link = "/contracts/" + string(w.Contract)
		}
		return inform.Party(ctx, tx, other, "work_withdrawn", m)
	})
}
