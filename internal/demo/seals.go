package demo

import (
	"maps"
	"slices"

	"nariwai/internal/certification"
	"nariwai/internal/id"
	"nariwai/internal/policy"
	"nariwai/internal/query"
	"nariwai/internal/usecase/demonstration"
	"nariwai/internal/usecase/desk"
	"nariwai/internal/usecase/screening"
)

// fewReviews is from how many reviews on this market trusts a share of satisfied clients: it is too young for more.
const fewReviews = 1

// seals plans the rule by which this market certifies, lets its people look in once a week, and one of those with the seal rest.
func (s *stage) seals() {
	s.plan(s.at(-History, 9, 40), "certification", func() error {
		rules := certification.DefaultRules()
		for _, p := range rules.Programmes {
			for _, t := range p.Tiers {
				for i, c := range t.Criteria {
					if c.Figure == certification.Satisfaction {
						t.Criteria[i].Fewest = fewReviews
					}
				}
			}
		}
		return desk.SetRule(s.ctx, s.d, s.at1(), policy.Certification, s.on(-History+1), rules)
	})
	for day := -History; day < 0; day += 7 {
		s.plan(s.at(day, 23, 30), "looking in", func() error {
			var persons []id.Person
			for _, who := range slices.Sorted(maps.Keys(s.actors)) {
				persons = append(persons, s.actors[who].Person)
			}
			return demonstration.LookIn(s.ctx, s.d, persons)
		})
	}
	for day := -History; day < -3; day += 4 { // what came up after that waits for who visits the desk
		s.plan(s.at(day, 16, 20), "cases", s.look)
	}
	s.plan(s.at(-12, 19, 5), "rest", func() error {
		return screening.Rest(s.ctx, s.d, s.actors["hinata"], s.on(-12), s.on(60), certification.Season)
	})
}

// look decides what a person must look at before a seal is given: on a market so young most have had one client so far.
func (s *stage) look() error {
	cases, _, err := query.DeskSeals(s.ctx, s.d.Snapshot())
	for _, c := range cases {
		if err := screening.DecideCase(s.ctx, s.d, s.at1(), c.ID, true, "依頼主の会社を登記で確かめ、納品された仕事を見ました。"); err != nil {
			return err
		}
	}
	return err
}
