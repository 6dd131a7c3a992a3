package web

import (
	"bytes"
	"io"
	"net/http"

	"nariwai/internal/bank"
	"nariwai/internal/billing"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/phrase"
	"nariwai/internal/query"
	"nariwai/internal/usecase/funding"
)

// bodyList is the most that a list of deposits may weigh, with its form around it.
const bodyList = 6 << 20

// deskDepositsPage is the data of templates/desk_deposits.html.
type deskDepositsPage struct {
	deskQueues
	query.DepositsPage
	Brought []importLine
	Waiting []depositLine
	Pager   Pager
}

type importLine struct {
	query.ImportRow
	Tag Tag
}

type depositLine struct {
	query.DepositRow
	Tag Tag
	Why string
}

func (s *Server) deskDeposits(w http.ResponseWriter, q *Request) error {
	p, err := s.deskDepositsData(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "desk_deposits", p)
}

func (s *Server) deskDepositsData(q *Request) (p deskDepositsPage, err error) {
	if p.deskQueues, err = s.queues(q); err != nil {
		return p, err
	}
	after := id.Import(q.Form("after"))
	if err := s.DB.View(q.Context(), func(r *db.Snapshot) (err error) {
		p.DepositsPage, err = query.Deposits(q.Context(), r, after)
		return err
	}); err != nil {
		return p, err
	}
	for _, i := range p.Lists {
		p.Brought = append(p.Brought, importLine{i, importTag(q.Lang, i.State)})
	}
	p.Waiting = q.depositLines(p.Suspense)
	if after != "" {
		p.Pager.Prev = "/desk/deposits#lists"
	}
	if p.Older != "" {
		p.Pager.Next = "/desk/deposits?after=" + string(p.Older) + "#lists"
	}
	return p, nil
}

func (q *Request) depositLines(list []query.DepositRow) (out []depositLine) {
	for _, d := range list {
		line := depositLine{DepositRow: d, Tag: depositTag(q.Lang, d.State)}
		if d.Reason != "" {
			line.Why = q.T(d.Reason)
		}
		out = append(out, line)
	}
	return out
}

func importTag(lang phrase.Lang, st billing.ImportState) Tag {
	say := func(text, class string) Tag { return Tag{phrase.T(lang, text), class} }
	switch st {
	case billing.ImportPending:
		return say("確かめるのを待っています", "m")
	case billing.ImportConfirmed:
		return say("確かめました", "k")
	}
	return say("取りやめました", "g")
}

func depositTag(lang phrase.Lang, st billing.DepositState) Tag {
	say := func(text, class string) Tag { return Tag{phrase.T(lang, text), class} }
	switch st {
	case billing.DepositPending:
		return say("まだ記帳していません", "g")
	case billing.DepositMatched:
		return say("仮払い", "k")
	case billing.DepositSuspense:
		return say("行き先が決まっていません", "m")
	case billing.DepositReturning:
		return say("返金の手続き中", "m")
	case billing.DepositReturned:
		return say("返しました", "g")
	case billing.DepositBounced:
		return say("戻ってきた振込", "g")
	case billing.DepositOutgoing:
		return say("出金", "g")
	case billing.DepositCapital:
		return say("立て替えの元手", "g")
	}
	return say("運営のお金", "g")
}

// deskDepositsBring takes the bank's list; nothing is booked before another person has looked at it.
func (s *Server) deskDepositsBring(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	name, file, err := sentFile(q, "file")
	if err == nil {
		var iid id.Import
		if iid, err = funding.ImportDeposits(q.Context(), s.DB, q.Actor(), name, file); err == nil {
			return s.done(w, q, "/desk/deposits/"+string(iid), "一覧を取り込みました。別の人が確かめると記帳します")
		}
	}
	p, failed := s.deskDepositsData(q)
	if failed != nil {
		return failed
	}
	return s.again(w, q, "desk_deposits", p, err)
}

func sentFile(q *Request, field string) (name string, file []byte, err error) {
	var f fault.Form
	files := q.Files(field)
	if len(files) == 0 {
		f.Add(field, "ファイルを選んでください")
		return "", nil, f.Err()
	}
	in, err := files[0].Open()
	if err != nil {
		return "", nil, err
	}
	defer in.Close()
	file, err = io.ReadAll(in)
	return files[0].Filename, file, err
}

// deskImportPage is the data of templates/desk_import.html.
type deskImportPage struct {
	deskQueues
	query.ImportPage
	Tag  Tag
	Rows []depositLine
	Own  bool // the viewer has brought it
}

// FollowsOn reports whether a list that waits begins where the confirmed ones end.
func (p deskImportPage) FollowsOn() bool { return p.Opening == p.Closed }

func (s *Server) deskImport(w http.ResponseWriter, q *Request) error {
	return s.showDeskImport(w, q, nil)
}

func (s *Server) showDeskImport(w http.ResponseWriter, q *Request, refused error) (err error) {
	var p deskImportPage
	if p.deskQueues, err = s.queues(q); err != nil {
		return err
	}
	if err := s.DB.View(q.Context(), func(r *db.Snapshot) (err error) {
		p.ImportPage, err = query.Import(q.Context(), r, id.Import(q.PathValue("id")))
		return err
	}); err != nil {
		return err
	}
	p.Tag, p.Rows, p.Own = importTag(q.Lang, p.State), q.depositLines(p.Deposit), p.By == q.Viewer.Person
	if refused != nil {
		return s.again(w, q, "desk_import", p, refused)
	}
	return s.show(w, q, "desk_import", p)
}

// deskImportFile is the bank's file as it was brought, to the byte.
func (s *Server) deskImportFile(w http.ResponseWriter, q *Request) error {
	name, file, err := query.ImportFile(q.Context(), s.DB.Snapshot(), id.Import(q.PathValue("id")))
	if err != nil {
		return err
	}
	return s.download(w, q, name, "text/csv", int64(len(file)), bytes.NewReader(file))
}

func (s *Server) deskImportConfirm(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	iid := id.Import(q.PathValue("id"))
	if err := funding.ConfirmDeposits(q.Context(), s.DB, q.Actor(), iid); err != nil {
		return s.showDeskImport(w, q, err)
	}
	return s.done(w, q, "/desk/deposits/"+string(iid), "一覧を確かめ、記帳しました")
}

func (s *Server) deskImportDrop(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	if err := funding.DropDeposits(q.Context(), s.DB, q.Actor(), id.Import(q.PathValue("id"))); err != nil {
		return s.showDeskImport(w, q, err)
	}
	return s.done(w, q, "/desk/deposits", "一覧を取りやめました")
}

// deskLinePage is the data of templates/desk_line.html.
type deskLinePage struct {
	deskQueues
	depositLine
	Kinds []Option
}

// deskLine is one line of the bank's list that the desk has to decide on.
func (s *Server) deskLine(w http.ResponseWriter, q *Request) error {
	return s.showDeskLine(w, q, nil)
}

func (s *Server) showDeskLine(w http.ResponseWriter, q *Request, refused error) (err error) {
	var p deskLinePage
	if p.deskQueues, err = s.queues(q); err != nil {
		return err
	}
	d, err := query.Deposit(q.Context(), s.DB.Snapshot(), id.Deposit(q.PathValue("id")))
	if err != nil {
		return err
	}
	p.depositLine, p.Kinds = q.depositLines([]query.DepositRow{d})[0], q.accountKinds()
	if refused != nil {
		return s.again(w, q, "desk_line", p, refused)
	}
	return s.show(w, q, "desk_line", p)
}

func (q *Request) accountKinds() (out []Option) {
	for _, k := range []string{"1", "2", "4"} {
		out = append(out, Option{Value: k, Label: q.T(accountTypes[k]), Chosen: k == "1"})
	}
	return out
}

// target reads the account of a form.
func (q *Request) target() bank.TargetForm {
	return bank.TargetForm{Bank: q.Form("bank"), Branch: q.Form("branch"), Type: q.Form("type"), Number: q.Form("number"), Payee: q.Form("payee")}
}

func (s *Server) deskLineReturn(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	if _, err := funding.ReturnDeposit(q.Context(), s.DB, q.Actor(), id.Deposit(q.PathValue("id")), q.target()); err != nil {
		return s.showDeskLine(w, q, err)
	}
	return s.done(w, q, "/desk/refunds", "返金の手続きに入りました。次の振込データで送ります")
}

func (s *Server) deskLineOwn(w http.ResponseWriter, q *Request) error {
	q.MoneyStill()
	if err := funding.TakeAsOwn(q.Context(), s.DB, q.Actor(), id.Deposit(q.PathValue("id")), q.Form("note")); err != nil {
		return s.showDeskLine(w, q, err)
	}
	return s.done(w, q, "/desk/lines/"+q.PathValue("id"), "運営のお金として記帳しました")
}
