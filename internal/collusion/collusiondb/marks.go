package collusiondb

import (
	"cmp"
	"context"
	"slices"

	"nariwai/internal/collusion"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
)

// mark is a mark of one party.
type mark struct {
	kind collusion.MarkKind
	key  string
}

// marks returns what parties carry that another of them carries too. A mark of one alone says nothing and is left out.
func marks(ctx context.Context, r db.Reader, parties []id.Party) (out map[id.Party][]collusion.Mark, err error) {
	defer fault.Wrap(&err, "marks of %d parties", len(parties))
	holders := map[mark]map[id.Party]bool{}
	hold := func(k collusion.MarkKind, key string, p id.Party) {
		m := mark{k, key}
		if holders[m] == nil {
			holders[m] = map[id.Party]bool{}
		}
		holders[m][p] = true
	}
	type row struct {
		party id.Party
		key   string
	}
	fields := func(x *row) []any { return []any{&x.party, &x.key} }
	acting := map[id.Person][]id.Party{}
	var persons []id.Person
	if err := inParts(parties, 1, func(in string, args []any) error {
		for _, q := range []struct {
			kind collusion.MarkKind
			sql  string
		}{
			{collusion.Person, "SELECT scope_id, person FROM people_grant WHERE scope = 'party' AND scope_id IN (" + in + ")"},
			{collusion.Account, "SELECT party, mark FROM people_account WHERE mark <> '' AND party IN (" + in + ")"},
			{collusion.Address, "SELECT id, address_mark FROM people_party WHERE address_mark <> '' AND id IN (" + in + ")"},
		} {
			rows, err := db.All(ctx, r, fields, q.sql, args...)
			if err != nil {
				return err
			}
			for _, x := range rows {
				hold(q.kind, x.key, x.party)
				if q.kind == collusion.Person {
					if p := id.Person(x.key); acting[p] == nil {
						persons = append(persons, p)
					}
					acting[id.Person(x.key)] = append(acting[id.Person(x.key)], x.party)
				}
			}
		}
		return nil
	}); err != nil {
		return nil, err
	}
	type signed struct {
		person id.Person
		device string
	}
	if err := inParts(persons, 1, func(in string, args []any) error {
		rows, err := db.All(ctx, r, func(x *signed) []any { return []any{&x.person, &x.device} },
			"SELECT person, device FROM collusion_device WHERE person IN ("+in+")", args...)
		for _, x := range rows {
			for _, p := range acting[x.person] {
				hold(collusion.Device, x.device, p)
			}
		}
		return err
	}); err != nil {
		return nil, err
	}
	var addresses, devices []string
	for m, by := range holders {
		switch {
		case len(by) < 2:
			delete(holders, m)
		case m.kind == collusion.Address:
			addresses = append(addresses, m.key)
		case m.kind == collusion.Device:
			devices = append(devices, m.key)
		}
	}
	everywhere := map[mark]int64{}
	for _, q := range []struct {
		kind collusion.MarkKind
		keys []string
		sql  string
		end  string
	}{
		{collusion.Address, addresses, "SELECT address_mark, COUNT(*) FROM people_party WHERE address_mark <> '' AND address_mark IN (", ") GROUP BY address_mark"},
		{collusion.Device, devices, `SELECT d.device, COUNT(DISTINCT g.scope_id) FROM collusion_device d
			JOIN people_grant g ON g.person = d.person AND g.scope = 'party' WHERE d.device IN (`, ") GROUP BY d.device"},
	} {
		type count struct {
			key string
			n   int64
		}
		if err := inParts(q.keys, 1, func(in string, args []any) error {
			rows, err := db.All(ctx, r, func(x *count) []any { return []any{&x.key, &x.n} }, q.sql+in+q.end, args...)
			for _, x := range rows {
				everywhere[mark{q.kind, x.key}] = x.n
			}
			return err
		}); err != nil {
			return nil, err
		}
	}
	out = map[id.Party][]collusion.Mark{}
	for m, by := range holders {
		for p := range by {
			out[p] = append(out[p], collusion.Mark{Kind: m.kind, Key: m.key, Parties: max(everywhere[m], int64(len(by)))})
		}
	}
	for _, list := range out { // the same facts give the same reasons
		slices.SortFunc(list, func(a, b collusion.Mark) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Key, b.Key)) })
	}
	return out, nil
}
