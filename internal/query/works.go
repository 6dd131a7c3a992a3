package query

import (
	"context"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/portfolio"
)

// WorkPage is a work as one reader sees it.
type WorkPage struct {
	portfolio.Work
	Name, Handle string // whose work it is
	Certified    bool
	ClientName   string // for the two sides only: everybody else reads what the worker wrote
	Files        []RoomFile
	Mine         bool // the reader's own
	Ordered      bool // the reader is its client
	OfContract   bool
	Review       string // the client's words about it, once both sides' are revealed and where it shows them
}

// WorkCard is a work in a list.
type WorkCard struct {
	ID       id.Work
	Title    string
	Field    string
	Month    calendar.Month
	ForWhom  string
	Sample   string
	State    portfolio.State
	Contract id.Contract
	Other    string // the client's name, or the worker's when the reader is the client
	Refusals int64
}

var workFiles = db.Table[RoomFile]{
	Name: "portfolio_file f LEFT JOIN upload_scan s ON s.sha256 = f.sha256 LEFT JOIN upload_picture p ON p.sha256 = f.sha256",
	Columns: "f.id, f.uploaded_by, f.name, f.size, f.type, f.sha256, f.at, " +
		"COALESCE(s.state, 'waiting'), COALESCE(p.preview, ''), COALESCE(p.width, 0), COALESCE(p.height, 0)",
	Fields: func(f *RoomFile) []any {
		return []any{&f.ID, &f.UploadedBy, &f.Name, &f.Size, &f.Type, &f.SHA256, &f.At, &f.State, &f.Preview, &f.Width, &f.Height}
	},
}

// Work reads a work for a party, "" for somebody who has not signed in. What is not public is there for its worker, and for its
// client while it is asked. Nobody sees the works of who has left.
func Work(ctx context.Context, r db.Reader, wid id.Work, reader id.Party) (p WorkPage, err error) {
	defer fault.Wrap(&err, "work %s", wid)
	if err := db.One(ctx, r, []any{&p.ID, &p.Party, &p.Contract, &p.Client, &p.Field, &p.State, &p.Month, &p.Title, &p.What, &p.ForWhom, &p.Sample, &p.Link,
		&p.ShowReview, &p.Refusals, &p.Note, &p.AskedAt, &p.PublicAt, &p.EndedBy, &p.Name, &p.Handle, &p.Certified, &p.ClientName}, `
		SELECT w.id, w.party, w.contract, w.client, w.field, w.state, w.month, w.title, w.what, w.for_whom, w.sample, w.link,
			w.show_review, w.refusals, w.note, w.asked_at, w.public_at, w.ended_by, p.display_name, p.handle, p.certified, COALESCE(c.display_name, '')
		FROM portfolio_work w JOIN people_party p ON p.id = w.party LEFT JOIN people_party c ON c.id = w.client WHERE w.id = $1 AND p.closed_at = 0`, wid); err != nil {
		return p, err
	}
	if p.State != portfolio.Public && !p.SeenBy(reader) {
		return WorkPage{}, fault.New(fault.NotFound, "見つかりませんでした")
	}
	p.OfContract = p.Contract != ""
	if p.ShowReview && p.OfContract {
		err := db.One(ctx, r, []any{&p.Review}, "SELECT words FROM review_review WHERE contract = $1 AND about = $2 AND revealed_at > 0", p.Contract, p.Party)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return p, err
		}
	}
	p.Mine, p.Ordered = reader == p.Party && reader != "", reader == p.Client && reader != ""
	if !p.Mine && !p.Ordered {
		p.ClientName, p.Note, p.Client, p.Contract = "", "", "", ""
	}
	p.Files, err = workFiles.All(ctx, r, "WHERE f.work = $1 ORDER BY f.id", wid)
	return p, err
}

// WorkFile reads what is known of a file of a work, for whoever sees the work.
func WorkFile(ctx context.Context, r db.Reader, wid id.Work, fid id.File, reader id.Party) (f RoomFile, err error) {
	defer fault.Wrap(&err, "file %s", fid)
	if _, err := Work(ctx, r, wid, reader); err != nil {
		return f, err
	}
	return workFiles.One(ctx, r, "WHERE f.id = $1 AND f.work = $2", fid, wid)
}

// Portfolio is the works that a party has something to do with.
type Portfolio struct {
	Works   []WorkCard // its own, newest first
	Asked   []WorkCard // that it is asked about, as the client
	Agreed  []WorkCard // public with its consent
	Waiting []WorkCard // contracts that have ended and have no work yet: only Contract, Title, Field, Month and Other
}

const workColumns = "w.id, w.title, w.field, w.month, w.for_whom, w.sample, w.state, w.contract, w.refusals, COALESCE(o.display_name, '')"

func workFields(c *WorkCard) []any {
	return []any{&c.ID, &c.Title, &c.Field, &c.Month, &c.ForWhom, &c.Sample, &c.State, &c.Contract, &c.Refusals, &c.Other}
}

const worksWaiting = 10 // contracts that are offered to become one

// PortfolioOf reads a party's list.
func PortfolioOf(ctx context.Context, r db.Reader, p id.Party) (out Portfolio, err error) {
	defer fault.Wrap(&err, "portfolio of %s", p)
	if out.Works, err = db.All(ctx, r, workFields, "SELECT "+workColumns+` FROM portfolio_work w LEFT JOIN people_party o ON o.id = w.client
		WHERE w.party = $1 ORDER BY w.id DESC LIMIT $2`, p, portfolio.MostWorks); err != nil {
		return out, err
	}
	for state, list := range map[portfolio.State]*[]WorkCard{portfolio.Asked: &out.Asked, portfolio.Public: &out.Agreed} {
		if *list, err = db.All(ctx, r, workFields, "SELECT "+workColumns+` FROM portfolio_work w JOIN people_party o ON o.id = w.party
			WHERE w.client = $1 AND w.client <> '' AND w.state = $2 ORDER BY w.asked_at DESC LIMIT 100`, p, state); err != nil {
			return out, err
		}
	}
	out.Waiting, err = db.All(ctx, r, func(c *WorkCard) []any { return []any{&c.Contract, &c.Title, &c.Field, &c.Other} },
		`SELECT c.id, c.title, c.category, o.display_name FROM market_contract c JOIN people_party o ON o.id = c.client
		WHERE c.worker = $1 AND c.state = 'ended' AND o.closed_at = 0 AND NOT EXISTS (SELECT 1 FROM portfolio_work w WHERE w.contract = c.id AND w.contract <> '')
			AND EXISTS (SELECT 1 FROM market_item i WHERE i.contract = c.id AND i.state IN ($2, $3)) ORDER BY c.id DESC LIMIT $4`,
		p, market.ItemAccepted, market.ItemSplit, worksWaiting)
	return out, err
}

// PublicWorks are what everybody sees of a party's works, the last that was done first.
func PublicWorks(ctx context.Context, r db.Reader, p id.Party) (out []WorkCard, err error) {
	defer fault.Wrap(&err, "works of %s", p)
	return db.All(ctx, r, func(c *WorkCard) []any {
		return []any{&c.ID, &c.Title, &c.Field, &c.Month, &c.ForWhom, &c.Sample, &c.Contract}
	}, `SELECT id, title, field, month, for_whom, sample, contract FROM portfolio_work WHERE party = $1 AND state = 'public' ORDER BY month DESC, id DESC LIMIT $2`,
		p, portfolio.MostWorks)
}

// ContractWork is the work of a contract as one of its sides may know of it: "" for none, and whether there can be one.
func ContractWork(ctx context.Context, r db.Reader, c id.Contract, reader id.Party) (wid id.Work, may bool, err error) {
	defer fault.Wrap(&err, "work of %s", c)
	var worker, client id.Party
	var state portfolio.State
	if err := db.One(ctx, r, []any{&worker, &client, &may, &wid, &state}, `SELECT c.worker, c.client,
			c.state = 'ended' AND EXISTS (SELECT 1 FROM market_item i WHERE i.contract = c.id AND i.state IN ($2, $3)), COALESCE(w.id, ''), COALESCE(w.state, '')
		FROM market_contract c LEFT JOIN portfolio_work w ON w.contract = c.id AND w.contract <> '' WHERE c.id = $1`, c, market.ItemAccepted, market.ItemSplit); err != nil {
		return "", false, err
	}
	if reader != worker {
		may = false
		if state != portfolio.Asked && state != portfolio.Public || reader != client {
			wid = ""
		}
	}
	return wid, may && wid == "", nil
}
