package web

import (
	"net/http"

	"nariwai/internal/bank"
	"nariwai/internal/people"
	"nariwai/internal/query"
	"nariwai/internal/usecase/profile"
)

// bankPage is the data of templates/settings_bank.html. The bank is picked first, then its branch, then comes the account;
// each step is a link, so that nobody scrolls through 30,000 branches and no script is needed.
type bankPage struct {
	Accounts []bankAccount
	Words    string // what was searched for
	Banks    []bank.Bank
	Branches []bank.Branch
	Bank     bank.Bank   // picked
	Branch   bank.Branch // picked
	Symbol   bool        // Japan Post Bank by its own numbers, 記号・番号
	More     bool        // there are more than are shown
	Kinds    []Option
}

// bankAccount is an account with the names of its bank and branch.
type bankAccount struct {
	people.Account
	Bank, Branch, KindName string
}

const (
	banksShown = 30
	japanPost  = "9900"
)

func (s *Server) named(q *Request, a people.Account) bankAccount {
	out := bankAccount{Account: a, KindName: q.T(kindNames[a.Kind])}
	if b, ok := bank.FindBank(a.Bank); ok {
		out.Bank = b.Name
	}
	if b, ok := bank.FindBranch(a.Bank, a.Branch); ok {
		out.Branch = b.Name
	}
	return out
}

var kindNames = map[people.AccountKind]string{people.Ordinary: "普通", people.Current: "当座", people.Savings: "貯蓄"}

func (s *Server) bankPage(q *Request) (p bankPage, err error) {
	accounts, err := query.AccountsOf(q.Context(), s.DB.Snapshot(), q.Viewer.Party)
	if err != nil {
		return p, err
	}
	for i, a := range accounts {
		if a.State == people.RefusedCheck && i > 0 { // a refusal is news only until the next account
			continue
		}
		p.Accounts = append(p.Accounts, s.named(q, a))
	}
	p.Words = q.Form("words")
	var ok bool
	if p.Bank, ok = bank.FindBank(q.Form("bank")); !ok {
		if p.Words != "" {
			p.Banks, p.More = few(bank.Banks(p.Words))
		}
		return p, nil
	}
	p.Symbol = p.Bank.Code == japanPost && q.Form("by") != "branch"
	if p.Branch, ok = bank.FindBranch(p.Bank.Code, q.Form("branch")); !ok && !p.Symbol {
		p.Branches, p.More = few(bank.Branches(p.Bank.Code, p.Words))
		return p, nil
	}
	for _, k := range []people.AccountKind{people.Ordinary, people.Current, people.Savings} {
		p.Kinds = append(p.Kinds, Option{Value: string(k), Label: q.T(kindNames[k]), Chosen: k == people.Ordinary})
	}
	return p, nil
}

func few[T any](all []T) (shown []T, more bool) {
	if len(all) > banksShown {
		return all[:banksShown], true
	}
	return all, false
}

// Ready reports whether the bank and the branch are known, so that the account can be asked for.
func (p bankPage) Ready() bool { return p.Symbol || p.Branch.Code != "" }

func (s *Server) bankShow(w http.ResponseWriter, q *Request) error {
	p, err := s.bankPage(q)
	if err != nil {
		return err
	}
	return s.show(w, q, "settings_bank", p)
}

func (s *Server) bankSet(w http.ResponseWriter, q *Request) error {
	acc, err := profile.SetBankAccount(q.Context(), s.DB, q.Actor(), profile.AccountForm{
		Bank: q.Form("bank"), Branch: q.Form("branch"), Kind: people.AccountKind(q.Form("kind")),
		Number: q.Form("number"), Symbol: q.Form("symbol"), Payee: q.Form("payee"),
	})
	if err != nil {
		p, err2 := s.bankPage(q)
		if err2 != nil {
			return err2
		}
		return s.again(w, q, "settings_bank", p, err)
	}
	if acc.State == people.Checking {
		return s.done(w, q, "/settings/bank", "口座を受けつけました。確認が終わるまでは、いままでの口座に振り込みます")
	}
	return s.done(w, q, "/settings/bank", "振込先の口座を登録しました")
}
