package people

import (
	"slices"
	"testing"

	"nariwai/internal/fault"
)

func TestPowers(t *testing.T) {
	want := map[Role][]Power{
		Self:       Powers,
		Owner:      {Manage, Order, Direct, Accept, Approve, Accounts},
		Orderer:    {Order, Direct, Accept},
		Director:   {Direct},
		Accountant: {Accept, Approve, Accounts},
		Leader:     {Manage, Direct, Accept, Accounts, Work, Deliver},
		Member:     {Direct, Deliver},
		Apprentice: {Direct, Deliver},
		Operator:   nil,
		"":         nil,
	}
	for r, powers := range want {
		for _, p := range Powers {
			if r.May(p) != slices.Contains(powers, p) {
				t.Errorf("%q %s: %v", r, p, r.May(p))
			}
			if err := r.Must(p); (err == nil) != r.May(p) || err != nil && !fault.Is(err, fault.Forbidden) {
				t.Errorf("%q must %s: %v", r, p, err)
			}
		}
	}
	if Role("").May(Any) || !Director.May(Any) {
		t.Error("any role but none may do what everybody may")
	}
}
