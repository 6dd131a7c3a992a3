package web

import (
	"net/http"

	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/query"
	"nariwai/internal/usecase/bulking"
	"nariwai/internal/usecase/funding"
)

// onBulk does something with an order and says so on its page, or shows the page with the reason why not.
func (s *Server) onBulk(w http.ResponseWriter, q *Request, ja string, do func(a people.Actor, bid id.Bulk) error) error {
	bid := id.Bulk(q.PathValue("id"))
	if err := do(q.Actor(), bid); err != nil {
		if !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Invalid) {
			return err
		}
		return s.showBulk(w, q, err)
	}
	return s.done(w, q, "/bulk/"+string(bid), ja)
}

func (s *Server) bulkDrop(w http.ResponseWriter, q *Request) error {
	bid := id.Bulk(q.PathValue("id"))
	if err := bulking.DropOrder(q.Context(), s.DB, q.Actor(), bid); err != nil {
		if !fault.Is(err, fault.Conflict) {
			return err
		}
		return s.showBulk(w, q, err)
	}
	return s.done(w, q, "/bulk", "下書きを消しました")
}

func (s *Server) bulkPublish(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	return s.onBulk(w, q, "公開しました。仮払いが済むと、記事を引き受けてもらえます", func(a people.Actor, bid id.Bulk) error {
		return bulking.PublishOrder(q.Context(), s.DB, a, bid)
	})
}

func (s *Server) bulkWithdraw(w http.ResponseWriter, q *Request) error {
	return s.onBulk(w, q, "下書きに戻しました", func(a people.Actor, bid id.Bulk) error {
		return bulking.WithdrawOrder(q.Context(), s.DB, a, bid)
	})
}

// bulkPay is the button that pays an order in a demonstration.
func (s *Server) bulkPay(w http.ResponseWriter, q *Request) error {
	return s.onBulk(w, q, "仮払いが済みました", func(a people.Actor, bid id.Bulk) error {
		if b, err := query.Bulk(q.Context(), s.DB, bid, q.Viewer.Party, 0); err != nil || !b.Ours {
			return fault.New(fault.NotFound, "見つかりませんでした")
		}
		return funding.PayInDemonstration(q.Context(), s.DB, a, id.Funding(q.Form("funding")))
	})
}

func (s *Server) bulkClear(w http.ResponseWriter, q *Request) error {
	return s.onBulk(w, q, "記事をすべて消しました", func(a people.Actor, bid id.Bulk) error {
		return bulking.ClearLines(q.Context(), s.DB, a, bid)
	})
}

func (s *Server) bulkInvite(w http.ResponseWriter, q *Request) error {
	return s.onBulk(w, q, "招待を送りました", func(a people.Actor, bid id.Bulk) error {
		limit, err := countOf(q.Form("limit"))
		if err != nil {
			var f fault.Form
			f.Add("limit", "数を入れてください")
			return f.Err()
		}
		return bulking.InviteHandle(q.Context(), s.DB, a, bid, q.Form("handle"), limit)
	})
}

func (s *Server) bulkAsk(w http.ResponseWriter, q *Request) error {
	return s.onBulk(w, q, "申し込みました。返事が届くとお知らせします", func(a people.Actor, bid id.Bulk) error {
		return bulking.AskForSeat(q.Context(), s.DB, a, bid)
	})
}

func (s *Server) bulkAnswer(w http.ResponseWriter, q *Request) error {
	yes, ja := q.Form("do") == "yes", "お断りを伝えました"
	if yes {
		ja = "加わりました。記事を選んで引き受けてください"
	}
	return s.onBulk(w, q, ja, func(a people.Actor, bid id.Bulk) error {
		return bulking.AnswerInvitation(q.Context(), s.DB, a, bid, yes)
	})
}

// bulkSeat is what the client does with a worker's seat.
func (s *Server) bulkSeat(w http.ResponseWriter, q *Request) error {
	sid, ja := id.Seat(q.PathValue("seat")), "返事を伝えました"
	if q.Form("do") == "close" {
		ja = "新しい記事を引き受けられないようにしました"
	}
	return s.onBulk(w, q, ja, func(a people.Actor, bid id.Bulk) error {
		switch q.Form("do") {
		case "close":
			return bulking.CloseSeat(q.Context(), s.DB, a, bid, sid)
		case "yes", "no":
			return bulking.AnswerAsk(q.Context(), s.DB, a, bid, sid, q.Form("do") == "yes")
		}
		return fault.New(fault.Invalid, "することを選んでください")
	})
}

// ticked are the lines that were chosen.
func (q *Request) ticked() (list []id.Item) {
	for _, l := range q.Forms("line") {
		list = append(list, id.Item(l))
	}
	return list
}

func (s *Server) bulkTake(w http.ResponseWriter, q *Request) error {
	return s.onBulk(w, q, "引き受けました。取引条件の書面を、契約のページに置きました", func(a people.Actor, bid id.Bulk) error {
		_, err := bulking.TakeLines(q.Context(), s.DB, a, bid, q.ticked())
		return err
	})
}

// bulkLines is what the client does with open lines: give them to somebody, or cancel them.
func (s *Server) bulkLines(w http.ResponseWriter, q *Request) error {
	if q.Form("do") == "cancel" {
		return s.onBulk(w, q, "取り消しました。お金はお返しします", func(a people.Actor, bid id.Bulk) error {
			_, err := bulking.CancelLines(q.Context(), s.DB, a, bid, q.ticked())
			return err
		})
	}
	return s.onBulk(w, q, "担当を決めました。担当の方に、取引条件の書面を送りました", func(a people.Actor, bid id.Bulk) error {
		if q.Form("seat") == "" {
			var f fault.Form
			f.Add("seat", "担当を選んでください")
			return f.Err()
		}
		_, err := bulking.AssignLines(q.Context(), s.DB, a, bid, id.Seat(q.Form("seat")), q.ticked())
		return err
	})
}

func (s *Server) bulkReturn(w http.ResponseWriter, q *Request) error {
	return s.onBulk(w, q, "返しました。ほかの方が引き受けられます", func(a people.Actor, bid id.Bulk) error {
		return bulking.ReturnLine(q.Context(), s.DB, a, bid, id.Item(q.PathValue("line")))
	})
}

func (s *Server) bulkTakeBack(w http.ResponseWriter, q *Request) error {
	return s.onBulk(w, q, "担当から戻しました。ほかの方が引き受けられます", func(a people.Actor, bid id.Bulk) error {
		return bulking.TakeBackLine(q.Context(), s.DB, a, bid, id.Item(q.PathValue("line")))
	})
}
