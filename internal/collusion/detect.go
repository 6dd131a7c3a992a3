package collusion

import (
	"maps"
	"slices"

	"nariwai/internal/id"
	"nariwai/internal/yen"
)

const (
	half    = 500 // per mille
	public  = 5   // a mark that more others carry is a library's computer or a shared house, and says nothing
	captive = 800 // per mille of what a client pays: if so much stays inside, it orders from nobody else
	circle  = 400 // per mille of the candidate's pay: if so much comes from captive clients, the circle is closed
)

// Reasons says why a person should look before the seal is given; none is the usual case.
//
// What comes from clients who belong to the worker counts as a reason when the seal hangs on it: when without their pay
// the line would not be reached, or without their reviews the satisfaction, or when it is more than half of all. A sister's small
// order is not a reason.
func Reasons(f Facts) (out []Reason) {
	pay := f.Pay()
	if pay.Sign() <= 0 {
		return nil
	}
	near := map[id.Party]yen.Yen{} // what of the pay of those who belong to the worker may be arranged
	var linked, round, mutual []Client
	marks := map[MarkKind]bool{}
	for _, c := range f.Clients {
		if common := f.common(f.Marks, c.Marks); len(common) > 0 {
			linked = append(linked, c)
			near[c.Party] = c.Pay
			for _, k := range common {
				marks[k] = true
			}
		}
		if back := yen.Min(c.Back, c.Pay); back.Sign() > 0 {
			round = append(round, c)
			near[c.Party] = larger(near[c.Party], back)
		}
		if c.Mutual {
			mutual = append(mutual, c)
			near[c.Party] = c.Pay
		}
	}
	if f.hangsOn(near) {
		out = append(out, f.reason(Linked, linked, marks), f.reason(Round, round, nil), f.reason(Mutual, mutual, nil))
		out = slices.DeleteFunc(out, func(r Reason) bool { return len(r.With) == 0 })
	}
	if hand, common := f.hand(); len(hand) > 1 && share(sum(hand), pay) > half {
		out = append(out, f.reason(OneHand, hand, common))
	}
	var closed []Client
	for _, c := range f.Clients {
		if share(c.Inside, c.Total) >= captive {
			closed = append(closed, c)
		}
	}
	if len(closed) > 2 && share(sum(closed), pay) >= circle && pay.Sub(sum(closed)).Less(f.Asked.Line) {
		out = append(out, f.reason(Closed, closed, nil))
	}
	for _, c := range f.Clients {
		if share(c.Pay, pay) > half {
			out = append(out, f.reason(OneClient, []Client{c}, nil))
		}
	}
	return out
}

// hangsOn reports whether the seal hangs on what these clients paid and said.
func (f Facts) hangsOn(near map[id.Party]yen.Yen) bool {
	var arranged, pay yen.Yen
	var reviews, satisfied int64
	for _, c := range f.Clients {
		pay = pay.Add(c.Pay)
		arranged = arranged.Add(near[c.Party])
		if share(near[c.Party], c.Pay) > half { // so are the client's words
			continue
		}
		reviews += c.Reviews
		satisfied += c.Satisfied
	}
	switch {
	case arranged.Sign() <= 0:
		return false
	case share(arranged, pay) > half, pay.Sub(arranged).Less(f.Asked.Line):
		return true
	}
	return reviews < f.Asked.Reviews || satisfied*100 < f.Asked.Satisfaction*reviews
}

// common returns the kinds of marks that both carry and that aren't public.
func (f Facts) common(a, b []Mark) (kinds []MarkKind) {
	for _, m := range a {
		if !f.public(m) && slices.ContainsFunc(b, func(n Mark) bool { return n.Kind == m.Kind && n.Key == m.Key }) {
			kinds = append(kinds, m.Kind)
		}
	}
	return kinds
}

// public reports whether a place or a device is used by many who have nothing to do with the candidate.
func (f Facts) public(m Mark) bool {
	if m.Kind != Address && m.Kind != Device {
		return false
	}
	has := func(n Mark) bool { return n.Kind == m.Kind && n.Key == m.Key }
	others := m.Parties
	if slices.ContainsFunc(f.Marks, has) {
		others--
	}
	for _, c := range f.Clients {
		if slices.ContainsFunc(c.Marks, has) {
			others--
		}
	}
	return others > public
}

// hand returns the clients that hang together by marks and paid most of all who do, and what they have in common.
func (f Facts) hand() (best []Client, common map[MarkKind]bool) {
	root := make([]int, len(f.Clients))
	var find func(i int) int
	find = func(i int) int {
		if root[i] != i {
			root[i] = find(root[i])
		}
		return root[i]
	}
	type key struct {
		kind MarkKind
		key  string
	}
	first := map[key]int{}
	shared := map[key]bool{}
	for i, c := range f.Clients {
		root[i] = i
		for _, m := range c.Marks {
			if f.public(m) {
				continue
			}
			k := key{m.Kind, m.Key}
			j, seen := first[k]
			if !seen {
				first[k] = i
			} else if j != i {
				shared[k] = true
				root[find(i)] = find(j)
			}
		}
	}
	hands := map[int][]Client{}
	for i, c := range f.Clients {
		hands[find(i)] = append(hands[find(i)], c)
	}
	at := -1
	for _, i := range slices.Sorted(maps.Keys(hands)) {
		if at < 0 || sum(best).Less(sum(hands[i])) {
			at, best = i, hands[i]
		}
	}
	common = map[MarkKind]bool{}
	for k := range shared {
		if find(first[k]) == at {
			common[k.kind] = true
		}
	}
	return best, common
}

func (f Facts) reason(k Kind, clients []Client, marks map[MarkKind]bool) Reason {
	r := Reason{Kind: k, With: []id.Party{}, Share: share(sum(clients), f.Pay()), Marks: slices.Sorted(maps.Keys(marks))}
	for _, c := range clients {
		r.With = append(r.With, c.Party)
	}
	slices.Sort(r.With)
	return r
}

func sum(clients []Client) (y yen.Yen) {
	for _, c := range clients {
		y = y.Add(c.Pay)
	}
	return y
}

// share is part of whole, per mille, rounded down.
func share(part, whole yen.Yen) int64 {
	if whole.Sign() <= 0 {
		return 0
	}
	return part.Int64() * 1000 / whole.Int64()
}
