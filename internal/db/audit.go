package db

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// Audit is one line of the record of desk actions and money commands.
type Audit struct {
	ID      string
	At      clock.Instant
	By      id.Person // "" for the machine
	For     id.Party
	Verb    string // "release_run"
	Subject string // the id of what it was done to
	Detail  string
}

// Audits maps the record; pages read it.
var Audits = Table[Audit]{Name: "db_audit", Columns: "id, at, by_person, for_party, verb, subject, detail", Fields: func(a *Audit) []any {
	return []any{&a.ID, &a.At, &a.By, &a.For, &a.Verb, &a.Subject, &a.Detail}
}}

// Audit writes a line of the record in the transaction of its cause.
func (t *Tx) Audit(ctx context.Context, by id.Person, party id.Party, verb, subject, detail string) error {
	return Audits.Insert(ctx, t, Audit{t.NewID(), t.Now, by, party, verb, subject, detail})
}

// print is the line's fingerprint: no field can be changed, and nothing moved from one field to the next, without changing it.
func (a Audit) print() string {
	h := sha256.New()
	for _, s := range []string{a.ID, fmt.Sprint(int64(a.At)), string(a.By), string(a.For), a.Verb, a.Subject, a.Detail} {
		fmt.Fprintf(h, "%d:%s", len(s), s)
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// AuditBlock seals lines of the record. It lists them with their fingerprints and carries the fingerprint of the block before:
// who changes one line must change every block from there to the newest, whose fingerprint others have seen.
//
// A block names its lines one by one and not as a range, because a line's id is made when its transaction begins: one that
// takes long shows its line after younger ones have been sealed, and goes into a later block.
type AuditBlock struct {
	N           int64 // 1, 2, 3, …
	At          clock.Instant
	Prev        string // the SHA256 of the block before; "" in the first
	SHA256      string
	First, Last string // the lowest and the highest id in List
	Lines       int64
	List        string // "id fingerprint\n" for each line, by id
}

var auditBlocks = Table[AuditBlock]{Name: "db_audit_block", Columns: "n, at, prev, sha256, first_id, last_id, lines, list", Fields: func(b *AuditBlock) []any {
	return []any{&b.N, &b.At, &b.Prev, &b.SHA256, &b.First, &b.Last, &b.Lines, &b.List}
}}

// Head names the block so that it can be compared later: "124:9f86d0…".
func (b AuditBlock) Head() string {
	if b.N == 0 {
		return ""
	}
	return fmt.Sprintf("%d:%s", b.N, b.SHA256)
}

func (b AuditBlock) sum() string {
	h := sha256.New()
	fmt.Fprintf(h, "nariwai audit block %d at %d after %q\n%s", b.N, b.At, b.Prev, b.List)
	return hex.EncodeToString(h.Sum(nil))
}

// AuditHead returns the newest block, or none (its N is 0).
func AuditHead(ctx context.Context, r Reader) (AuditBlock, error) {
	b, err := auditBlocks.One(ctx, r, "ORDER BY n DESC LIMIT 1")
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return b, err
}

const (
	linesInBlock = 1000
	idsAtOnce    = 4000
)

// SealAudit puts the lines that stand in no block into new ones. It looks at the lines that were written since the newest block
// was made, and back before that: as far as a transaction may take longer than others. It returns how many it sealed.
//
// Nothing here can make somebody else's transaction run again: what they write is read from a snapshot that takes no locks,
// and what is written nobody else reads.
func (d *DB) SealAudit(ctx context.Context, back clock.Duration) (sealed int, err error) {
	defer fault.Wrap(&err, "seal audit")
	after := ""
	head, err := AuditHead(ctx, d.Snapshot())
	if err != nil {
		return 0, err
	}
	if head.N > 0 {
		since := min(d.Clock(), head.At)
		if made := clock.Of(id.Made(head.Last)); made > since { // ids go on from where a clock that ran ahead has left them
			since = made
		}
		after = id.Floor(since.Add(-back).Time())
	}
	for {
		var open []Audit
		last, more := "", false
		if err := d.View(ctx, func(r *Snapshot) (err error) {
			var ids []string
			if ids, last, more, err = openAudits(ctx, r, after); err == nil {
				open, err = auditsOf(ctx, r, ids)
			}
			return err
		}); err != nil {
			return sealed, err
		}
		if len(open) > 0 {
			n, err := d.addBlocks(ctx, &head, open)
			if sealed += n; err != nil || n == 0 { // another node was faster, and goes on
				return sealed, err
			}
		}
		if !more {
			return sealed, nil
		}
		after = last
	}
}

// openAudits returns which of the next lines after an id stand in no block, the last id that it looked at, and whether there are more.
func openAudits(ctx context.Context, r Reader, after string) (open []string, last string, more bool, err error) {
	one := func(s *string) []any { return []any{s} }
	ids, err := All(ctx, r, one, "SELECT id FROM db_audit WHERE id > $1 ORDER BY id LIMIT $2", after, idsAtOnce)
	if err != nil || len(ids) == 0 {
		return nil, "", false, err
	}
	last = ids[len(ids)-1]
	lists, err := All(ctx, r, one, "SELECT list FROM db_audit_block WHERE last_id >= $1 AND first_id <= $2", ids[0], last)
	if err != nil {
		return nil, "", false, err
	}
	sealed := map[string]bool{}
	for _, l := range lists {
		for line := range strings.Lines(l) {
			if id, _, ok := strings.Cut(line, " "); ok && id >= ids[0] && id <= last {
				sealed[id] = true
			}
		}
	}
	open = slices.DeleteFunc(ids, func(id string) bool { return sealed[id] })
	return open, last, len(ids) == idsAtOnce, nil
}

// auditsOf returns the lines with these ids, by id; those that are not there are missing.
func auditsOf(ctx context.Context, r Reader, ids []string) (all []Audit, err error) {
	for some := range slices.Chunk(ids, 500) {
		args := make([]any, len(some))
		for i, id := range some {
			args[i] = id
		}
		lines, err := Audits.All(ctx, r, "WHERE id IN ("+Marks(1, len(args))+") ORDER BY id", args...)
		if err != nil {
			return nil, err
		}
		all = append(all, lines...)
	}
	return all, nil
}

// addBlocks writes blocks of these lines after head, and moves head on. When head is not the newest block any more it writes nothing.
func (d *DB) addBlocks(ctx context.Context, head *AuditBlock, lines []Audit) (sealed int, err error) {
	var newest AuditBlock
	err = d.Write(ctx, func(tx *Tx) error {
		sealed = 0
		var err error
		if newest, err = AuditHead(ctx, tx); err != nil || newest.N != head.N {
			return err
		}
		for some := range slices.Chunk(lines, linesInBlock) {
			var list strings.Builder
			for _, l := range some {
				list.WriteString(l.ID + " " + l.print() + "\n")
			}
			b := AuditBlock{N: newest.N + 1, At: tx.Now, Prev: newest.SHA256, First: some[0].ID, Last: some[len(some)-1].ID, Lines: int64(len(some)), List: list.String()}
			b.SHA256 = b.sum()
			if err := auditBlocks.Insert(ctx, tx, b); err != nil {
				return err
			}
			newest, sealed = b, sealed+len(some)
		}
		return nil
	})
	if err == nil {
		*head = newest
	}
	return sealed, err
}
