package web

import (
	"io"
	"net/http"

	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/query"
	"nariwai/internal/usecase/renewing"
	"nariwai/internal/usecase/talking"
	"nariwai/internal/usecase/working"
)

func (s *Server) roomPage(q *Request) (roomPage, error) {
	r, err := query.Room(q.Context(), s.DB, id.Contract(q.PathValue("id")), q.Viewer.Party, q.Form("before"))
	if err != nil {
		return roomPage{}, err
	}
	p := newRoomPage(q, r)
	if r.State == market.ContractEnded {
		if p.Reviewable, err = query.Reviewable(q.Context(), s.DB.Snapshot(), r.ID); err != nil {
			return p, err
		}
		if p.Work, p.MayShow, err = query.ContractWork(q.Context(), s.DB.Snapshot(), r.ID, q.Viewer.Party); err != nil {
			return p, err
		}
	}
	if r.State == market.ContractEnded && r.Arrangement == market.Trial && !r.Working() {
		if p.After, err = query.TrialFollowed(q.Context(), s.DB, r.ID, q.Viewer.Party); err != nil {
			return p, err
		}
		p.Plan, p.Continues = renewing.PlanAfter(p.After.Trial, p.After.Items, p.After.Job, q.Today)
	}
	if r.Working() {
		p.OwnHour, err = query.OwnHourIn(q.Context(), s.DB.Snapshot(), q.Viewer.Party, r.ID, q.Today)
	}
	return p, err
}

// contractShow is the contract's room.
func (s *Server) contractShow(w http.ResponseWriter, q *Request) error {
	p, err := s.roomPage(q)
	if err != nil {
		return err
	}
	s.readRoom(q, p)
	return s.show(w, q, "contract", p)
}

// Parted reports whether several do the work, or its worker may ask for others.
func (p roomPage) Parted() bool {
	return p.TeamForm != market.Alone || p.Working() && p.State != market.ContractEnded
}

// readRoom notes that the contract's thread was seen, of which the room shows the newest.
func (s *Server) readRoom(q *Request, p roomPage) {
	if q.Viewer.Messages == 0 || q.Method != http.MethodGet || q.Form("before") != "" {
		return
	}
	if err := talking.MarkRead(q.Context(), s.DB, q.Actor(), p.Thread, p.LastN()); err != nil {
		s.Log.Warn("room not noted as read", "err", err)
	}
}

// LastN is the newest message that the page shows.
func (p roomPage) LastN() (n int64) {
	for _, e := range p.Log {
		n = max(n, e.Said.N)
	}
	return n
}

// roomLink is where a form of the room leads back to.
func roomLink(cid id.Contract) string { return "/contracts/" + string(cid) }

func (s *Server) messagePost(w http.ResponseWriter, q *Request) error {
	cid := id.Contract(q.PathValue("id"))
	tid, err := query.ContractThread(q.Context(), s.DB.Snapshot(), cid, q.Viewer.Party)
	if err != nil {
		return err
	}
	if _, err := talking.SendMessage(q.Context(), s.DB, q.Actor(), tid, q.words()); err != nil {
		p, e := s.roomPage(q)
		if e != nil {
			return e
		}
		return s.again(w, q, "contract", p, err)
	}
	return q.Redirect(w, roomLink(cid)+"#say") // where it stands
}

// filesShare puts files into the room.
func (s *Server) filesShare(w http.ResponseWriter, q *Request) error {
	cid := id.Contract(q.PathValue("id"))
	uploads, err := s.uploads(q, func(name string, r io.Reader) (working.Upload, error) {
		return working.StoreFile(q.Context(), s.DB, s.Files, q.Actor(), cid, name, r)
	})
	if err == nil {
		err = working.ShareFiles(q.Context(), s.DB, q.Actor(), cid, uploads)
	}
	if err != nil {
		p, e := s.roomPage(q)
		if e != nil {
			return e
		}
		return s.again(w, q, "contract", p, err)
	}
	return s.done(w, q, roomLink(cid)+"#files", "ファイルを置きました")
}

// contractsPage is the data of templates/contracts.html.
type contractsPage struct {
	query.ContractList
	Shown []listedContract
	Over  bool // the list of those that have ended
	Pager Pager
}

type listedContract struct {
	query.ContractLine
	Item   query.LineItem
	Tag    Tag
	Turn   string // what the reader has to do; "" for nothing
	Detail string
}

// contractsShow lists the reader's contracts, as either side.
func (s *Server) contractsShow(w http.ResponseWriter, q *Request) error {
	over := q.Form("state") == "ended"
	list, err := query.ContractsOf(q.Context(), s.DB, q.Viewer.Party, over, id.Contract(q.Form("after")), id.Contract(q.Form("before")))
	if err != nil {
		return err
	}
	p := contractsPage{ContractList: list, Over: over}
	for _, l := range list.Lines {
		p.Shown = append(p.Shown, newListedContract(q, l))
	}
	state := ""
	if over {
		state = "state=ended&"
	}
	if list.Prev != "" {
		p.Pager.Prev = "/contracts?" + state + "before=" + string(list.Prev)
	}
	if list.Next != "" {
		p.Pager.Next = "/contracts?" + state + "after=" + string(list.Next)
	}
	return s.show(w, q, "contracts", p)
}

func newListedContract(q *Request, l query.ContractLine) listedContract {
	it := l.Current()
	out := listedContract{ContractLine: l, Item: it, Tag: endedTag(q.Lang, it.State)}
	works := l.Side == market.WorkerSide
	switch {
	case l.Offers > 0:
		out.Turn = q.T("申し出に答える")
	case works && it.State == market.ItemFunded, works && it.State == market.ItemRevising:
		out.Turn = q.T("納品する")
	case !works && it.State == market.ItemDelivered:
		out.Turn = q.T("検収する")
	case !works && it.State == market.ItemAgreed:
		out.Turn = q.T("仮払いする")
	}
	switch {
	case l.State == market.ContractEnded:
		out.Detail = q.T("%s 契約・%s 終了", day(q.Lang, l.StartsOn), clockDay(q, l))
	case it.State == market.ItemAgreed:
		out.Detail = q.T("仮払いの期限 %s", day(q.Lang, lastDayOf(l.FundBy)))
	case it.State == market.ItemDelivered:
		out.Detail = q.T("検収の期限 %s", day(q.Lang, lastDayOf(it.AcceptBy)))
	default:
		out.Detail = q.T("納期 %s", day(q.Lang, it.DueOn))
	}
	return out
}

func clockDay(q *Request, l query.ContractLine) string { return day(q.Lang, dateOf(l.EndedAt)) }
