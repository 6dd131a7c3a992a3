package web

import (
	"net/http"

	"nariwai/internal/id"
	"nariwai/internal/query"
	"nariwai/internal/usecase/desk"
)

// deskAccountsPage is the data of templates/desk_accounts.html.
type deskAccountsPage struct {
	deskQueues
	Accounts []deskAccount
	Refused  string // the account whose refusal came back
}

type deskAccount struct {
	query.CheckedAccount
	Named bankAccount
	Own   bool
}

// deskAccounts lists the new bank accounts that wait for a second person's look.
func (s *Server) deskAccounts(w http.ResponseWriter, q *Request) error {
	return s.showDeskAccounts(w, q, nil)
}

func (s *Server) showDeskAccounts(w http.ResponseWriter, q *Request, refused error) (err error) {
	p := deskAccountsPage{Refused: q.PathValue("id")}
	if p.deskQueues, err = s.queues(q); err != nil {
		return err
	}
	list, err := query.AccountsToCheck(q.Context(), s.DB.Snapshot())
	if err != nil {
		return err
	}
	for _, a := range list {
		p.Accounts = append(p.Accounts, deskAccount{a, s.named(q, a.Account), a.Party == q.Viewer.Party})
	}
	if refused != nil {
		return s.again(w, q, "desk_accounts", p, refused)
	}
	return s.show(w, q, "desk_accounts", p)
}

func (s *Server) deskAccountApprove(w http.ResponseWriter, q *Request) error {
	if err := desk.ApproveAccount(q.Context(), s.DB, q.Actor(), id.Account(q.PathValue("id"))); err != nil {
		return s.showDeskAccounts(w, q, err)
	}
	return s.done(w, q, "/desk/accounts", "口座を確認しました。次の支払いから使います")
}

func (s *Server) deskAccountRefuse(w http.ResponseWriter, q *Request) error {
	if err := desk.RefuseAccount(q.Context(), s.DB, q.Actor(), id.Account(q.PathValue("id")), q.Form("reason")); err != nil {
		return s.showDeskAccounts(w, q, err)
	}
	return s.done(w, q, "/desk/accounts", "口座を断りました。本人に知らせました")
}
