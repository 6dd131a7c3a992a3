package demo

import (
	"strings"
	"testing"

	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/place"
)

func TestPeople(t *testing.T) {
	if len(workers()) != 40 || len(clients) != 15 {
		t.Errorf("%d workers, %d clients", len(workers()), len(clients))
	}
	prefectures := map[place.Prefecture]bool{}
	names := map[string]bool{}
	for _, p := range players() {
		if names[p.Handle] || names[p.DisplayName] {
			t.Errorf("%s stands twice", p.Handle)
		}
		names[p.Handle], names[p.DisplayName] = true, true
		if h, err := people.ParseHandle(p.Handle); err != nil || h != p.Handle {
			t.Errorf("handle %q: %v", p.Handle, err)
		}
		if p.Works || p.Orders {
			if p.Municipality == "" {
				t.Errorf("%s lives nowhere", p.Handle)
			}
			var offers people.TalentForm
			if p.Works {
				o := p.offers(20260401)
				offers = people.TalentForm{Fields: o.Fields, PriceUnit: o.Price.Unit, PriceLow: o.Price.Low.String(), FreeFrom: o.FreeFrom.String()}
				if o.Price.High != 0 {
					offers.PriceHigh = o.Price.High.String()
				}
			}
			as := people.Profile{TalentForm: offers, DisplayName: p.DisplayName, Handle: p.Handle, Prefecture: p.Prefecture, Municipality: p.Municipality, Headline: p.Headline,
				Bio: p.Bio, Skills: p.Skills.String(), HoursWeek: p.HoursWeek, Works: p.Works, Orders: p.Orders}
			if _, err := p.Party.WithProfile(as); err != nil {
				t.Errorf("profile of %s: %v", p.Handle, err)
			}
		}
		if p.Works {
			prefectures[p.Prefecture] = true
		}
		law := people.LegalFacts{Form: p.Form, LegalName: p.LegalName, Address: p.Address, Contact: p.Contact, HasEmployees: p.HasEmployees,
			TwoOfficers: p.TwoOfficers, PaysSalaries: p.PaysSalaries, Resident: p.Resident, TNumber: string(p.TNumber)}
		if q, warning, err := p.Party.WithLegalFacts(law); err != nil || warning != "" || q.Contact != p.Contact || q.TwoOfficers != p.TwoOfficers || q.PaysSalaries != p.PaysSalaries {
			t.Errorf("legal facts of %s: %q, %v", p.Handle, warning, err)
		}
	}
	if len(prefectures) != 20 {
		t.Errorf("workers in %d prefectures", len(prefectures))
	}
	if err := people.CheckPassword(Passphrase, "michiru@nariwai.example", "佐藤みちる"); err != nil {
		t.Error(err)
	}
}

func TestJobs(t *testing.T) {
	if n := len(jobs()); n != 84 {
		t.Errorf("%d jobs", n)
	}
	joined := map[string]int{}
	for _, p := range players() {
		joined[p.Handle] = p.joined
	}
	keys := map[string]bool{}
	s := &stage{today: 20261123}
	for _, j := range jobs() {
		if keys[j.key] {
			t.Errorf("%s stands twice", j.key)
		}
		keys[j.key] = true
		if day, ok := joined[j.client]; !ok || day >= j.open {
			t.Errorf("%s: the client %s comes on day %d", j.key, j.client, day)
		}
		spec := j.spec(s)
		if err := spec.Check(market.Recruiter{Name: "n", Address: "a", Contact: "c"}, s.on(j.open)); err != nil && j.end != drafted {
			t.Errorf("%s: %v", j.key, err)
		}
		named := strings.Fields(j.by)
		for _, h := range j.hires {
			named = append(named, h.who)
			if h.on <= j.open {
				t.Errorf("%s is awarded before anybody can propose", j.key)
			}
			for i, b := range h.course {
				if i > 0 && b.day < h.course[i-1].day {
					t.Errorf("%s: beat %d comes before the one that it follows", j.key, i+1)
				}
			}
		}
		for _, who := range named {
			if day, ok := joined[who]; !ok || day >= j.open {
				t.Errorf("%s: %s comes on day %d", j.key, who, day)
			}
		}
		if paragraphs := len([]rune(j.body)); paragraphs < 20 {
			t.Errorf("%s has a body of %d characters", j.key, paragraphs)
		}
	}
}
