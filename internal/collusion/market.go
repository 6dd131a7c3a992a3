package collusion

import (
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

const (
	// Way is how many payments money may take from a worker until it is back at a client, to be noticed.
	Way = 5
	// Wide is from how many workers on a client is a place of its own: money that goes through it comes back to nobody,
	// and it doesn't live from one circle.
	Wide = 20
	// belongs, per mille: a worker who gets so much of all pay from the candidate's clients lives from them.
	belongs = 800
)

// Flow is what a client paid a worker within the window, in all fields.
type Flow struct {
	Client, Worker id.Party
	Pay            yen.Yen
}

// Paid is what a client paid a candidate in the field, and said of the work.
type Paid struct {
	Client             id.Party
	Pay                yen.Yen
	Reviews, Satisfied int64
}

// Market is what was paid around some candidates, enough to see each candidate's circle: all that was paid to the
// candidates; all that their clients paid, of those that aren't Wide; all that was paid to whom those paid; and the Way of
// what the candidates paid themselves.
type Market struct {
	Marks    map[id.Party][]Mark
	Reviewed map[[2]id.Party]bool // who has reviewed whose work
	Orders   map[id.Party]Orders  // of clients that are Wide: their flows need not be there
	paid     map[id.Party][]Flow
	earned   map[id.Party][]Flow
}

// Orders is what a client paid within the window.
type Orders struct {
	Total   yen.Yen
	Workers int64
}

// NewMarket returns the market of these flows, each pair once.
func NewMarket(flows []Flow) *Market {
	m := &Market{Marks: map[id.Party][]Mark{}, Reviewed: map[[2]id.Party]bool{}, Orders: map[id.Party]Orders{},
		paid: map[id.Party][]Flow{}, earned: map[id.Party][]Flow{}}
	for _, f := range flows {
		m.paid[f.Client] = append(m.paid[f.Client], f)
		m.earned[f.Worker] = append(m.earned[f.Worker], f)
	}
	return m
}

// Facts returns what is known of a candidate whom these clients paid in the field.
func (m *Market) Facts(c Candidate, paid []Paid) Facts {
	f := Facts{Worker: c.Worker, Asked: c.Asked, Marks: m.Marks[c.Worker]}
	clients := map[id.Party]bool{}
	for _, p := range paid {
		clients[p.Client] = true
	}
	back := m.back(c.Worker, clients)
	lives := map[id.Party]bool{c.Worker: true}
	for _, p := range paid {
		out := Client{Party: p.Client, Pay: p.Pay, Reviews: p.Reviews, Satisfied: p.Satisfied, Back: back[p.Client],
			Mutual: m.Reviewed[[2]id.Party{c.Worker, p.Client}] && m.Reviewed[[2]id.Party{p.Client, c.Worker}],
			Marks:  m.Marks[p.Client]}
		if o, wide := m.Orders[p.Client]; wide {
			out.Total, out.Workers = o.Total, o.Workers
		} else {
			for _, flow := range m.paid[p.Client] {
				out.Total = out.Total.Add(flow.Pay)
				out.Workers++
			}
			if out.Workers < Wide {
				for _, flow := range m.paid[p.Client] {
					if m.livesFrom(flow.Worker, clients, lives) {
						out.Inside = out.Inside.Add(flow.Pay)
					}
				}
			}
		}
		f.Clients = append(f.Clients, out)
	}
	return f
}

// livesFrom reports whether a worker gets nearly all pay from these clients; known is what has been found out before.
func (m *Market) livesFrom(w id.Party, clients, known map[id.Party]bool) bool {
	if lives, ok := known[w]; ok {
		return lives
	}
	var all, ours yen.Yen
	for _, flow := range m.earned[w] {
		all = all.Add(flow.Pay)
		if clients[flow.Client] {
			ours = ours.Add(flow.Pay)
		}
	}
	known[w] = share(ours, all) >= belongs
	return known[w]
}

// back returns how much of what w paid may have reached each of the clients: along the best way, the least that was paid
// on it.
func (m *Market) back(w id.Party, clients map[id.Party]bool) map[id.Party]yen.Yen {
	out := map[id.Party]yen.Yen{}
	at := map[id.Party]yen.Yen{}
	for _, flow := range m.paid[w] {
		at[flow.Worker] = flow.Pay
	}
	for step := 1; len(at) > 0; step++ {
		for p, pay := range at {
			if clients[p] {
				out[p] = larger(out[p], pay)
			}
		}
		if step == Way {
			break
		}
		next := map[id.Party]yen.Yen{}
		for p, pay := range at {
			if _, wide := m.Orders[p]; wide || len(m.paid[p]) >= Wide {
				continue
			}
			for _, flow := range m.paid[p] {
				if flow.Worker != w {
					next[flow.Worker] = larger(next[flow.Worker], yen.Min(pay, flow.Pay))
				}
			}
		}
		at = next
	}
	return out
}

func larger(a, b yen.Yen) yen.Yen {
	if a.Less(b) {
		return b
	}
	return a
}
