package sim

import (
	"errors"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"nariwai/internal/clock"
	"nariwai/internal/credit"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/people"
	"nariwai/internal/usecase/crediting"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/hiring"
	"nariwai/internal/usecase/posting"
	"nariwai/internal/usecase/proposing"
	"nariwai/internal/usecase/talking"
	"nariwai/internal/usecase/working"
	"nariwai/internal/yen"
)

// errNothing says that a verb found no object to be done to.
var errNothing = errors.New("nothing to do")

// often are the verbs by which work goes on: without more of them, lives are spent on quarrels about nothing.
var often = []string{"propose", "award", "pay in", "deliver", "wait", "accept", "post", "pay in", "deliver", "revise"}

// verbs are what people do. Each draws an object and a person, mostly ones that fit, and reports what it answered;
// it does nothing when there is no object.
var verbs = map[string]func(*world) error{
	"post": func(w *world) error {
		a := w.anybody(w.clients...)
		jid, err := posting.SaveDraft(w.ctx, w.d, a, "", w.spec())
		if err != nil {
			return err
		}
		_, err = posting.PublishJob(w.ctx, w.d, a, jid)
		return err
	},
	"revise job": func(w *world) error {
		jid, a, ok := w.job("open")
		if !ok {
			return errNothing
		}
		return posting.ReviseJob(w.ctx, w.d, a, jid, w.spec())
	},
	"close job": func(w *world) error {
		jid, a, ok := w.job("open")
		if !ok {
			return errNothing
		}
		return posting.CloseJob(w.ctx, w.d, a, jid)
	},
	"reopen job": func(w *world) error {
		jid, a, ok := w.job("deciding")
		if !ok {
			return errNothing
		}
		return posting.ReopenJob(w.ctx, w.d, a, jid, w.today().AddDays(rapid.IntRange(0, 9).Draw(w.T, "until")))
	},
	"end job": func(w *world) error {
		jid, a, ok := w.job("open")
		if !ok || rapid.IntRange(0, 5).Draw(w.T, "really") < 2 {
			return errNothing
		}
		return posting.EndJob(w.ctx, w.d, a, jid)
	},
	"propose": func(w *world) error {
		jid, _, ok := w.job("open")
		if !ok {
			return errNothing
		}
		_, err := proposing.SubmitProposal(w.ctx, w.d, w.anybody(w.workers...), jid, w.offer())
		return err
	},
	"edit proposal": func(w *world) error {
		pid, ok := one[id.Proposal](w, "SELECT id FROM market_proposal WHERE state IN ('sent', 'withdrawn') ORDER BY id")
		if !ok {
			return errNothing
		}
		return proposing.EditProposal(w.ctx, w.d, w.anybody(w.workers...), pid, w.offer())
	},
	"withdraw proposal": func(w *world) error {
		pid, a, ok := w.sent(market.WorkerSide)
		if !ok || rapid.IntRange(0, 3).Draw(w.T, "really") < 3 {
			return errNothing
		}
		return proposing.WithdrawProposal(w.ctx, w.d, a, pid)
	},
	"decline proposal": func(w *world) error {
		pid, a, ok := w.sent(market.ClientSide)
		if !ok || rapid.IntRange(0, 3).Draw(w.T, "really") < 3 {
			return errNothing
		}
		_, err := hiring.DeclineProposal(w.ctx, w.d, a, pid, "今回は見送ります。")
		return err
	},
	"award": func(w *world) error {
		pid, a, ok := w.sent(market.ClientSide)
		if !ok {
			return errNothing
		}
		_, err := hiring.AwardProposal(w.ctx, w.d, a, pid, rapid.Bool().Draw(w.T, "withhold"))
		return err
	},
	"capital": func(w *world) error {
		w.statement = append(w.statement, movement{w.today(), yen.Of(rapid.Int64Range(1, 200_000).Draw(w.T, "capital")), operator})
		return nil
	},
	"ask for credit": func(w *world) error {
		return crediting.AskForCredit(w.ctx, w.d, w.anybody(w.clients...), yen.Of(rapid.Int64Range(0, 300_000).Draw(w.T, "wanted")), "毎月")
	},
	"decide credit": func(w *world) error {
		dec := crediting.Decision{Kind: credit.ToLimit, Amount: yen.Of(rapid.Int64Range(1, 1_500_000).Draw(w.T, "limit")), DueMonths: 1, Reason: "確かめました"}
		switch rapid.IntRange(0, 9).Draw(w.T, "decision") { // most often a limit
		case 9:
			dec.Kind = credit.ToStop
		case 8:
			dec.Kind = credit.ToEnd
		case 6, 7:
			dec.Kind = credit.ToResume
		case 5:
			dec.Kind = credit.ToRefuse
		}
		return crediting.DecideLine(w.ctx, w.d, w.anybody(w.operators...), rapid.SampledFrom(w.clients).Draw(w.T, "client").Party, dec)
	},
	"confirm limit": func(w *world) error {
		cid, ok := one[id.Limit](w, "SELECT id FROM credit_change WHERE state = 'proposed' ORDER BY id")
		if !ok {
			return errNothing
		}
		if rapid.IntRange(0, 3).Draw(w.T, "no") == 3 {
			return crediting.DropLimit(w.ctx, w.d, w.anybody(w.operators...), cid)
		}
		return crediting.ConfirmLimit(w.ctx, w.d, w.anybody(w.operators...), cid)
	},
	"release capital": func(w *world) error {
		return funding.ReleaseCapital(w.ctx, w.d, w.anybody(w.operators...), yen.Of(rapid.Int64Range(1, 50_000).Draw(w.T, "released")))
	},
	"deliver": func(w *world) error {
		iid, a, ok := w.item(market.WorkerSide, "funded", "revising", "agreed")
		if !ok {
			return errNothing
		}
		_, err := working.DeliverItem(w.ctx, w.d, a, iid, working.Work{Body: "書きました。"})
		return err
	},
	"revise": func(w *world) error {
		iid, a, ok := w.item(market.ClientSide, "delivered")
		if !ok {
			return errNothing
		}
		_, err := working.RequestRevision(w.ctx, w.d, a, iid, "見出しを直してください。", w.blame())
		return err
	},
	"accept": func(w *world) error {
		iid, a, ok := w.item(market.ClientSide, "delivered")
		if !ok {
			return errNothing
		}
		_, err := working.AcceptItem(w.ctx, w.d, a, iid)
		return err
	},
	"cancel unfunded": func(w *world) error {
		iid, a, ok := w.item(w.side(), "agreed")
		if !ok || rapid.IntRange(0, 3).Draw(w.T, "really") < 2 {
			return errNothing
		}
		it, err := itemOf(w, iid)
		if err != nil {
			return err
		}
		return working.CancelUnfunded(w.ctx, w.d, a, it.Contract, iid, "都合が変わりました。")
	},
	"cancel late": func(w *world) error {
		iid, a, ok := w.item(market.ClientSide, "funded")
		if !ok {
			return errNothing
		}
		_, err := working.CancelLate(w.ctx, w.d, a, iid)
		return err
	},
	"cancel silent": func(w *world) error {
		iid, a, ok := w.item(market.ClientSide, "funded", "revising")
		if !ok {
			return errNothing
		}
		_, err := working.CancelSilent(w.ctx, w.d, a, iid)
		return err
	},
	"propose cancel": func(w *world) error {
		iid, a, ok := w.item(w.side(), "funded", "delivered", "revising", "disputed")
		if !ok || rapid.IntRange(0, 2).Draw(w.T, "really") < 2 {
			return errNothing
		}
		_, err := working.ProposeCancel(w.ctx, w.d, a, iid, working.Split{Pay: yen.Of(rapid.Int64Range(0, 100_000).Draw(w.T, "split")), Fault: w.blame(), Reason: "ここまでにします。"})
		return err
	},
	"answer cancel": func(w *world) error {
		ca, ok := one[id.Cancel](w, "SELECT id FROM market_cancel WHERE state = 'offered' ORDER BY id")
		if !ok {
			return errNothing
		}
		a := w.anybody()
		switch rapid.IntRange(0, 4).Draw(w.T, "answer") {
		case 4:
			_, err := working.RejectCancel(w.ctx, w.d, a, ca)
			return err
		case 3:
			_, err := working.TakeBackCancel(w.ctx, w.d, a, ca)
			return err
		}
		_, err := working.SignCancel(w.ctx, w.d, a, ca)
		return err
	},
	"propose change": func(w *world) error {
		iid, a, ok := w.item(w.side(), "agreed", "funded", "delivered", "revising")
		if !ok || rapid.IntRange(0, 2).Draw(w.T, "really") < 2 {
			return errNothing
		}
		it, err := itemOf(w, iid)
		if err != nil {
			return err
		}
		raise := yen.Of(rapid.Int64Range(-1, 50_000).Draw(w.T, "raise"))
		_, err = working.ProposeChange(w.ctx, w.d, a, iid, working.NewTerms{Pay: it.Pay.Add(raise), DueOn: it.DueOn.AddDays(rapid.IntRange(-3, 10).Draw(w.T, "later")), Reason: "駅が1つ増えました。"})
		return err
	},
	"answer change": func(w *world) error {
		ch, ok := one[id.Change](w, "SELECT id FROM market_change WHERE state = 'offered' ORDER BY id")
		if !ok {
			return errNothing
		}
		a := w.anybody()
		switch rapid.IntRange(0, 4).Draw(w.T, "answer") {
		case 4:
			_, err := working.RejectChange(w.ctx, w.d, a, ch)
			return err
		case 3:
			_, err := working.TakeBackChange(w.ctx, w.d, a, ch)
			return err
		}
		_, err := working.SignChange(w.ctx, w.d, a, ch)
		return err
	},
	"write": func(w *world) error {
		cid, ok := one[id.Contract](w, "SELECT id FROM market_contract WHERE state <> 'ended' ORDER BY id")
		if !ok {
			return errNothing
		}
		tid, ok := one[id.Thread](w, "SELECT id FROM message_thread WHERE contract = $1 AND contract <> ''", cid)
		if !ok {
			return errNothing
		}
		_, err := talking.SendMessage(w.ctx, w.d, w.anybody(), tid, talking.Words{Body: "進み具合はいかがですか。", Asks: rapid.Bool().Draw(w.T, "asks")})
		return err
	},
	"write about a job": func(w *world) error {
		if rapid.Bool().Draw(w.T, "before a proposal") {
			jid, _, ok := w.job("open")
			if !ok {
				return errNothing
			}
			_, err := talking.AskAboutJob(w.ctx, w.d, w.anybody(w.workers...), jid, "写真もいりますか。")
			return err
		}
		tid, ok := one[id.Thread](w, "SELECT id FROM message_thread WHERE contract = '' ORDER BY id")
		if !ok {
			return errNothing
		}
		_, err := talking.SendMessage(w.ctx, w.d, w.anybody(), tid, talking.Words{Body: "いかがですか。", Asks: rapid.Bool().Draw(w.T, "asks")})
		return err
	},
	"block": func(w *world) error {
		tid, ok := one[id.Thread](w, "SELECT id FROM message_thread ORDER BY id")
		if !ok {
			return errNothing
		}
		if rapid.IntRange(0, 3).Draw(w.T, "back") > 0 {
			return talking.UnblockParty(w.ctx, w.d, w.anybody(), tid)
		}
		return talking.BlockParty(w.ctx, w.d, w.anybody(), tid)
	},
	"open dispute": func(w *world) error {
		iid, a, ok := w.item(w.side(), "funded", "delivered", "revising")
		if !ok || rapid.IntRange(0, 2).Draw(w.T, "really") < 2 {
			return errNothing
		}
		_, err := working.OpenDispute(w.ctx, w.d, a, iid, "約束と違います。")
		return err
	},
	"in dispute": func(w *world) error {
		did, ok := one[id.Dispute](w, "SELECT id FROM market_dispute WHERE state <> 'ended' ORDER BY id")
		if !ok {
			return errNothing
		}
		a := w.anybody()
		switch rapid.IntRange(0, 3).Draw(w.T, "step") {
		case 0:
			return working.SayInDispute(w.ctx, w.d, a, did, "事情をお話しします。")
		case 1:
			return working.WithdrawDispute(w.ctx, w.d, a, did)
		case 2:
			return working.ContentWithDecision(w.ctx, w.d, a, did)
		}
		return working.AppealDecision(w.ctx, w.d, a, did, "もう一度見てください。")
	},
	"decide": func(w *world) error {
		did, ok := one[id.Dispute](w, "SELECT id FROM market_dispute WHERE state IN ('open', 'appealed') ORDER BY id")
		if !ok {
			return errNothing
		}
		return w.decide(did, w.anybody(w.operators...))
	},
	"pay in": (*world).pay, "review": (*world).review, "review too": (*world).review, "change review": (*world).changeReview, "answer review": (*world).answerReview,
	"ask to pay in": func(w *world) error {
		iid, a, ok := w.item(market.ClientSide, "agreed")
		if !ok {
			return errNothing
		}
		it, err := itemOf(w, iid)
		if err != nil {
			return err
		}
		_, err = funding.RequestFunding(w.ctx, w.d, a, it.Contract, []id.Item{iid})
		return err
	},
	"wait": func(w *world) error {
		w.pass(clock.Duration(rapid.Int64Range(int64(clock.Minute), int64(3*clock.Day)).Draw(w.T, "wait")))
		return nil
	},
	"wait long": func(w *world) error {
		if rapid.IntRange(0, 5).Draw(w.T, "really") < 5 {
			return errNothing
		}
		w.pass(clock.Duration(rapid.IntRange(4, 20).Draw(w.T, "days")) * clock.Day)
		return nil
	},
}

// sent draws an undecided proposal and the person on a side of it, or nearly always so.
func (w *world) sent(side market.Side) (id.Proposal, people.Actor, bool) {
	pid, ok := one[id.Proposal](w, "SELECT id FROM market_proposal WHERE state = 'sent' ORDER BY id")
	if !ok {
		return "", people.Actor{}, false
	}
	p, err := marketdb.Proposal(w.ctx, w.d.Snapshot(), pid)
	if err != nil {
		w.Fatal(err)
	}
	j, err := marketdb.Job(w.ctx, w.d.Snapshot(), p.Job)
	if err != nil {
		w.Fatal(err)
	}
	party := j.Client
	if side == market.WorkerSide {
		party = p.Worker
	}
	return pid, w.anybody(w.actorOf(party)), true
}

func (w *world) blame() market.Blame {
	return rapid.SampledFrom([]market.Blame{market.NoFault, market.ClientFault, market.WorkerFault}).Draw(w.T, "blame")
}

func (w *world) side() market.Side {
	return rapid.SampledFrom([]market.Side{market.ClientSide, market.WorkerSide}).Draw(w.T, "side")
}

// job draws a job in a state and its client, or nearly always so.
func (w *world) job(state string) (id.Job, people.Actor, bool) {
	jid, ok := one[id.Job](w, "SELECT id FROM market_job WHERE state = $1 ORDER BY id", state)
	if !ok {
		return "", people.Actor{}, false
	}
	j, err := marketdb.Job(w.ctx, w.d.Snapshot(), jid)
	if err != nil {
		w.Fatal(err)
	}
	return jid, w.anybody(w.actorOf(j.Client)), true
}

// item draws an item in one of the states and the person on a side of its contract, or nearly always so.
func (w *world) item(side market.Side, states ...string) (id.Item, people.Actor, bool) {
	iid, ok := one[id.Item](w, "SELECT id FROM market_item WHERE state IN ('"+strings.Join(states, "', '")+"') ORDER BY id")
	if !ok {
		return "", people.Actor{}, false
	}
	it, err := itemOf(w, iid)
	if err != nil {
		w.Fatal(err)
	}
	c, err := marketdb.Contract(w.ctx, w.d.Snapshot(), it.Contract)
	if err != nil {
		w.Fatal(err)
	}
	party := c.Client
	if side == market.WorkerSide {
		party = c.Worker
	}
	return iid, w.anybody(w.actorOf(party)), true
}

func itemOf(w *world, iid id.Item) (market.Item, error) {
	return marketdb.Item(w.ctx, w.d.Snapshot(), iid)
}

func (w *world) actorOf(p id.Party) people.Actor {
	for _, a := range slices.Concat(w.workers, w.clients, w.operators) {
		if a.Party == p {
			return a
		}
	}
	w.Fatalf("nobody is %s", p)
	return people.Actor{}
}

// decide gives a ruling that the rules allow more often than not.
func (w *world) decide(did id.Dispute, a people.Actor) error {
	dis, err := marketdb.Dispute(w.ctx, w.d.Snapshot(), did)
	if err != nil {
		return err
	}
	it, err := itemOf(w, dis.Item)
	if err != nil {
		return err
	}
	r := market.Ruling{Pay: it.Pay, Fault: market.NoFault, Grounds: "両方の話を聞きました。"}
	if rapid.Bool().Draw(w.T, "less") {
		r.Pay, r.Fault = yen.Of(rapid.Int64Range(0, it.Pay.Int64()).Draw(w.T, "ruled")), market.WorkerFault
	}
	if dis.State == market.DisputeAppealed {
		return working.DecideAppeal(w.ctx, w.d, a, did, r)
	}
	return working.DecideDispute(w.ctx, w.d, a, did, r)
}
