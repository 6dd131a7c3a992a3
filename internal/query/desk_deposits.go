package query

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// DepositsPage is the desk's page of money that comes in.
type DepositsPage struct {
	Closing  yen.Yen       // the balance with which the next list must begin
	LastDay  calendar.Date // the newest day that a confirmed list has told of; 0 before the first
	Lists    []ImportRow   // those that wait, then the newest
	Older    id.Import     // the page of lists behind begins after it; "" on the last page
	Suspense []DepositRow  // those to go back first, first
}

// ImportRow is one list from the bank.
type ImportRow struct {
	ID               id.Import
	Name             string
	State            billing.ImportState
	Opening, Closing yen.Yen
	FirstOn, LastOn  calendar.Date
	Lines            int64
	SHA256           string
	By               id.Person
	ByName           string
	At               clock.Instant
	ConfirmedBy      id.Person
	ConfirmedName    string
	ConfirmedAt      clock.Instant
}

// DepositRow is one line of a list, with the request that its reference names.
type DepositRow struct {
	billing.Deposit
	Contract id.Contract
	Title    string
	Client   string
	Asked    yen.Yen // what the request asks for
	Account  bool    // its payer has given a bank account here
}

var importColumns = `i.id, i.name, i.state, i.opening, i.closing, i.first_on, i.last_on, i.lines, i.sha256, i.by_person, ` + shownName(`b`) + `, i.at,
	i.confirmed_by, ` + shownName(`c`) + `, i.confirmed_at
	FROM billing_import i LEFT JOIN people_person b ON b.id = i.by_person LEFT JOIN people_person c ON c.id = i.confirmed_by `

func importFields(i *ImportRow) []any {
	return []any{&i.ID, &i.Name, &i.State, &i.Opening, &i.Closing, &i.FirstOn, &i.LastOn, &i.Lines, &i.SHA256, &i.By, &i.ByName, &i.At,
		&i.ConfirmedBy, &i.ConfirmedName, &i.ConfirmedAt}
}

const depositColumns = `d.id, d.import, d.n, d.day, d.amount, d.payer, d.balance, d.reference, d.state, d.funding, d.reason, d.booked_at, d.return_by, d.refund,
	COALESCE(f.contract, ''), COALESCE(k.title, ''), COALESCE(p.display_name, ''), COALESCE(f.amount, 0),
	EXISTS (SELECT 1 FROM people_account a WHERE a.party = f.client AND a.state = 'active')
	FROM billing_deposit d LEFT JOIN billing_funding f ON f.reference = d.reference AND d.reference <> ''
	LEFT JOIN market_contract k ON k.id = f.contract LEFT JOIN people_party p ON p.id = f.client `

func depositFields(d *DepositRow) []any {
	return []any{&d.ID, &d.Import, &d.N, &d.On, &d.Amount, &d.Payer, &d.Balance, &d.Reference, &d.State, &d.Funding, &d.Reason, &d.BookedAt, &d.ReturnBy, &d.Refund,
		&d.Contract, &d.Title, &d.Client, &d.Asked, &d.Account}
}

const listsOnAPage = 12

// Deposits reads the desk's page of money that comes in, its lists after one of them ("" for the first). Call it on a View.
func Deposits(ctx context.Context, r db.Reader, after id.Import) (p DepositsPage, err error) {
	defer fault.Wrap(&err, "deposits")
	err = db.One(ctx, r, []any{&p.Closing, &p.LastDay}, `SELECT
		COALESCE((SELECT closing FROM billing_import WHERE state = 'confirmed' ORDER BY confirmed_at DESC, id DESC LIMIT 1), 0),
		CAST(COALESCE((SELECT MAX(last_on) FROM billing_import WHERE state = 'confirmed'), 0) AS BIGINT)`)
	if err != nil {
		return p, err
	}
	if after == "" {
		if p.Lists, err = db.All(ctx, r, importFields, "SELECT "+importColumns+"WHERE i.state = 'pending' ORDER BY i.id DESC"); err != nil {
			return p, err
		}
	}
	older, args := olderThan("i.id", after, listsOnAPage+1)
	done, err := db.All(ctx, r, importFields, "SELECT "+importColumns+"WHERE i.state <> 'pending'"+older+" ORDER BY i.id DESC LIMIT $1", args...)
	if err != nil {
		return p, err
	}
	if len(done) > listsOnAPage {
		done = done[:listsOnAPage]
		p.Older = done[listsOnAPage-1].ID
	}
	p.Lists = append(p.Lists, done...)
	p.Suspense, err = db.All(ctx, r, depositFields, "SELECT "+depositColumns+"WHERE d.state = 'suspense' ORDER BY d.return_by, d.id LIMIT 200")
	return p, err
}

// ImportPage is one list with its lines.
type ImportPage struct {
	ImportRow
	Closed  yen.Yen // what the confirmed lists end with now
	In, Out yen.Yen
	Kept    bool // the bytes that it was read from are here; a demonstration's buttons bring none
	Deposit []DepositRow
}

// Import returns a list with its lines, or NotFound.
func Import(ctx context.Context, r db.Reader, iid id.Import) (p ImportPage, err error) {
	defer fault.Wrap(&err, "import %s", iid)
	if err := db.One(ctx, r, importFields(&p.ImportRow), "SELECT "+importColumns+"WHERE i.id = $1", iid); err != nil {
		return p, err
	}
	if err := db.One(ctx, r, []any{&p.Closed},
		"SELECT COALESCE((SELECT closing FROM billing_import WHERE state = 'confirmed' ORDER BY confirmed_at DESC, id DESC LIMIT 1), 0)"); err != nil {
		return p, err
	}
	if err := db.One(ctx, r, []any{&p.Kept}, "SELECT EXISTS (SELECT 1 FROM billing_import_file WHERE import = $1)", iid); err != nil {
		return p, err
	}
	p.Deposit, err = db.All(ctx, r, depositFields, "SELECT "+depositColumns+"WHERE d.import = $1 ORDER BY d.n", iid)
	for _, d := range p.Deposit {
		if d.Amount.Sign() > 0 {
			p.In = p.In.Add(d.Amount)
		} else {
			p.Out = p.Out.Sub(d.Amount)
		}
	}
	return p, err
}

// ImportFile returns the file from which a list was read, as the bank gave it, or NotFound. Bytes that are not those which
// were brought are an error.
func ImportFile(ctx context.Context, r db.Reader, iid id.Import) (name string, file []byte, err error) {
	defer fault.Wrap(&err, "file of import %s", iid)
	var sum, body string
	if err := db.One(ctx, r, []any{&name, &sum, &body},
		"SELECT i.name, i.sha256, f.body FROM billing_import i JOIN billing_import_file f ON f.import = i.id WHERE i.id = $1", iid); err != nil {
		return "", nil, err
	}
	if file, err = base64.StdEncoding.DecodeString(body); err != nil {
		return "", nil, err
	}
	if is := sha256.Sum256(file); hex.EncodeToString(is[:]) != sum {
		return "", nil, fmt.Errorf("%x is kept, %s was brought", is, sum)
	}
	return name, file, nil
}

// Deposit returns one line, or NotFound.
func Deposit(ctx context.Context, r db.Reader, did id.Deposit) (d DepositRow, err error) {
	defer fault.Wrap(&err, "deposit %s", did)
	return d, db.One(ctx, r, depositFields(&d), "SELECT "+depositColumns+"WHERE d.id = $1", did)
}

// RefundRow is money on its way back, as the desk sees it.
type RefundRow struct {
	billing.Refund
	Name     string // of the party; "" when the payer is not known here
	Contract id.Contract
	Title    string
	Payer    string // as the bank's list names it, for a deposit
	PayOn    calendar.Date
}

const refundColumns = `f.id, f.party, f.source_kind, f.source, f.amount, f.reason, f.state, f.at, f.due_by, f.run, f.bank, f.branch, f.account_type, f.account, f.payee,
	COALESCE(p.display_name, ''), COALESCE(c.id, ''), COALESCE(c.title, ''), COALESCE(d.payer, ''), COALESCE(r.pay_on, 0)
	FROM billing_refund f LEFT JOIN people_party p ON p.id = f.party LEFT JOIN billing_run r ON r.id = f.run
	LEFT JOIN market_item i ON i.id = f.source AND f.source_kind = 'item' LEFT JOIN market_contract c ON c.id = i.contract
	LEFT JOIN billing_deposit d ON d.id = f.source AND f.source_kind = 'deposit' `

func refundFields(f *RefundRow) []any {
	return []any{&f.ID, &f.Party, &f.SourceKind, &f.Source, &f.Amount, &f.Reason, &f.State, &f.At, &f.DueBy, &f.Run, &f.Bank, &f.Branch, &f.Type, &f.Number, &f.Refund.Payee,
		&f.Name, &f.Contract, &f.Title, &f.Payer, &f.PayOn}
}

// RefundsPage is the desk's page of money that goes back.
type RefundsPage struct {
	Waiting []RefundRow // for an account
	Due     []RefundRow // with the next file, or in one
	Paid    []RefundRow // the newest
}

// Refunds reads the desk's page of money that goes back.
func Refunds(ctx context.Context, r db.Reader) (p RefundsPage, err error) {
	defer fault.Wrap(&err, "refunds")
	for _, x := range []struct {
		list *[]RefundRow
		tail string
	}{
		{&p.Waiting, "WHERE f.state = 'waiting' ORDER BY f.due_by, f.id LIMIT 200"},
		{&p.Due, "WHERE f.state IN ('due', 'in_run') ORDER BY f.due_by, f.id LIMIT 200"},
		{&p.Paid, "WHERE f.state = 'paid' ORDER BY f.id DESC LIMIT 30"},
	} {
		if *x.list, err = refundAccount.all(ctx, r, refundFields, "SELECT "+refundColumns+x.tail); err != nil {
			return p, err
		}
	}
	return p, nil
}

// Refund returns one refund, or NotFound.
func Refund(ctx context.Context, r db.Reader, rid id.Refund) (f RefundRow, err error) {
	defer fault.Wrap(&err, "refund %s", rid)
	if err := db.One(ctx, r, refundFields(&f), "SELECT "+refundColumns+"WHERE f.id = $1", rid); err != nil {
		return f, err
	}
	return f, refundAccount.open(r, &f)
}
