package db

import (
	"context"
	"fmt"
	"strings"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
)

// SealedWithin is how old a line of the record may be when a block is made that leaves it out.
const SealedWithin = 5 * clock.Minute

// AuditReport is what CheckAudit has seen.
type AuditReport struct {
	Head    AuditBlock // without its list
	Lines   int64      // in blocks
	Waiting int64      // not in one yet
}

// CheckAudit looks whether the record is as it was when it was sealed: every block follows the one before, every line in it
// stands as it stood, and no line has been passed over. bad hears of what is not: the object is "block 7" or the id of a line.
// That blocks were cut off at the end only somebody can see who knows a later head: KnowsAuditHead.
func CheckAudit(ctx context.Context, r Reader, bad func(object, says string)) (rep AuditReport, err error) {
	defer fault.Wrap(&err, "check audit")
	found := int64(0)
	for {
		blocks, err := auditBlocks.All(ctx, r, "WHERE n > $1 ORDER BY n LIMIT 20", rep.Head.N)
		if err != nil {
			return rep, err
		}
		for _, b := range blocks {
			for n := rep.Head.N + 1; n < b.N; n++ {
				bad(fmt.Sprint("block ", n), "is missing")
			}
			name := fmt.Sprint("block ", b.N)
			if b.Prev != rep.Head.SHA256 {
				bad(name, "does not follow the block before")
			}
			if b.SHA256 != b.sum() {
				bad(name, "was changed after it was made")
			}
			n, err := checkBlock(ctx, r, b, bad)
			if err != nil {
				return rep, err
			}
			found += n
			rep.Lines += b.Lines
			b.List = ""
			rep.Head = b
		}
		if len(blocks) == 0 {
			break
		}
	}
	var all int64
	if err := One(ctx, r, []any{&all}, "SELECT COUNT(*) FROM db_audit"); err != nil {
		return rep, classify(err)
	}
	if all == found {
		return rep, nil
	}
	for after, more := "", true; more; {
		var open []string
		if open, after, more, err = openAudits(ctx, r, after); err != nil {
			return rep, err
		}
		lines, err := auditsOf(ctx, r, open)
		if err != nil {
			return rep, err
		}
		for _, l := range lines {
			rep.Waiting++
			if l.At < rep.Head.At.Add(-SealedWithin) {
				bad(l.ID, fmt.Sprintf("%s stands in the record and in no block", l.Verb))
			}
		}
	}
	return rep, nil
}

// checkBlock compares the lines of a block with its list and returns how many are there.
func checkBlock(ctx context.Context, r Reader, b AuditBlock, bad func(object, says string)) (found int64, err error) {
	name := fmt.Sprint("block ", b.N)
	prints := map[string]string{}
	var ids []string
	for line := range strings.Lines(b.List) {
		id, print, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		ids, prints[id] = append(ids, id), print
	}
	if len(ids) == 0 || int64(len(ids)) != b.Lines || len(prints) != len(ids) || ids[0] != b.First || ids[len(ids)-1] != b.Last {
		bad(name, "has another list than it says")
	}
	lines, err := auditsOf(ctx, r, ids)
	if err != nil {
		return 0, err
	}
	for _, l := range lines {
		if prints[l.ID] != l.print() {
			bad(l.ID, fmt.Sprintf("%s was changed after block %d had sealed it", l.Verb, b.N))
		}
		delete(prints, l.ID)
	}
	for _, id := range ids {
		if prints[id] != "" {
			bad(id, fmt.Sprintf("was removed after block %d had sealed it", b.N))
		}
	}
	return int64(len(lines)), nil
}

// KnowsAuditHead reports whether the chain still holds a block that was its newest when somebody wrote it down.
func KnowsAuditHead(ctx context.Context, r Reader, head string) (bool, error) {
	var n int64
	var sum string
	if _, err := fmt.Sscanf(head, "%d:%s", &n, &sum); err != nil {
		return false, fmt.Errorf("%q is no head of the record, as 124:9f86d081…: %w", head, err)
	}
	b, err := auditBlocks.One(ctx, r, "WHERE n = $1", n)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return b.SHA256 == sum, err
}
