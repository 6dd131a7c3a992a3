package demo

import (
	"cmp"
	"fmt"
	"strings"

	"nariwai/internal/bank"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/people"
	"nariwai/internal/place"
	"nariwai/internal/usecase/demonstration"
	"nariwai/internal/usecase/profile"
	"nariwai/internal/usecase/staffing"
	"nariwai/internal/yen"
)

// operator is somebody at the desk.
type operator struct{ key, name, secret string }

// The secrets of the second factor are as public as the passphrase: a demonstration shows their codes.
var operators = [2]operator{
	{"yamaguchi", "山口 たまき", "NARIWAIDEMONSTRATIONDESKONEAAAAA"},
	{"hara", "原 なつみ", "NARIWAIDEMONSTRATIONDESKTWOAAAAA"},
}

func (o operator) shown() string { return shown(o.name) }

// shown is a name as pages have it, without the space between its parts.
func shown(name string) string { return strings.ReplaceAll(name, " ", "") }

// player is somebody in the play, worker or client.
type player struct {
	people.Party
	kana, bank string
	joined     int
	goal       int64
	offers     func(today calendar.Date) people.Talent // of those who work
}

// players are all who sign up, in the order in which they stand in the program.
func players() (all []player) {
	for _, o := range operators {
		all = append(all, player{Party: people.Party{Handle: o.key, DisplayName: o.shown(), LegalName: o.name, Kind: people.OnePerson, Form: people.PrivatePerson, Resident: true,
			Headline: "運営の机にいます"}, joined: -History})
	}
	for _, c := range clients {
		all = append(all, c.player())
	}
	for _, w := range workers() {
		all = append(all, w.player())
	}
	return all
}

func workers() []worker { return append(append([]worker{}, workersNorth...), workersSouth...) }

func (c client) player() player {
	p, m := town(c.town)
	party := people.Party{Kind: people.OnePerson, DisplayName: shown(c.name), Handle: c.key, Prefecture: p, Municipality: m, Headline: c.headline, Bio: c.bio, Orders: true,
		LegalName: c.name, Address: c.town + c.street, Contact: address(c.key), Form: c.form,
		HasEmployees: c.employees, TwoOfficers: c.officers, PaysSalaries: c.salaries, Resident: true}
	if c.form != people.PrivatePerson {
		party.DisplayName = c.name
	}
	if c.registered {
		party.TNumber = tNumber(c.key)
	}
	return player{Party: party, kana: c.kana, bank: c.bank, joined: c.joined}
}

func (w worker) player() player {
	p, m := town(w.town)
	r := dice(w.key)
	party := people.Party{Kind: people.OnePerson, DisplayName: shown(w.name), Handle: w.key, Prefecture: p, Municipality: m, Headline: w.headline, Bio: w.bio,
		HoursWeek: w.hours, Works: true, LegalName: w.name, Contact: address(w.key), Form: w.form, Resident: true,
		Address: fmt.Sprintf("%s%s%d番地", w.town, streets[r.IntN(len(streets))], 1+r.IntN(80))}
	if w.form == people.Company {
		party.LegalName = "合同会社" + strings.Fields(w.name)[0] + "工房"
	}
	if tags, err := people.ParseTags(w.skills); err == nil {
		party.Skills = tags
	}
	if w.registered {
		party.TNumber = tNumber(w.key)
	}
	return player{Party: party, kana: w.kana, bank: w.bank, joined: w.joined, goal: w.goal, offers: w.talent}
}

var streets = []string{"本町二丁目", "みどり町", "川向かい", "坂下", "北浜", "学校通り", "宮の前", "山手三丁目"}

// town finds a municipality by its full name; nothing when there is none, which the test says.
func town(full string) (place.Prefecture, place.Municipality) {
	for _, p := range place.Prefectures() {
		if name, ok := strings.CutPrefix(full, p.Ja()); ok {
			for _, m := range place.Municipalities(p) {
				if m.Ja() == name {
					return p, m
				}
			}
		}
	}
	return "", ""
}

// tNumber is a number that passes the check and belongs to nobody: no registry office has the code 9999.
func tNumber(key string) people.TNumber {
	body := fmt.Sprintf("9999%08d", dice("T "+key).IntN(100_000_000))
	for check := 1; check <= 9; check++ {
		if t := people.TNumber(fmt.Sprintf("T%d%s", check, body)); t.CheckDigit() {
			return t
		}
	}
	return ""
}

// open sets the stage: everybody's password is hashed once, and all who will come are announced.
func (s *stage) open() error {
	hash, err := people.NewHasher(people.DefaultCost(), 1).Hash(s.ctx, Passphrase)
	if err != nil {
		return err
	}
	for i, p := range players() {
		if p.Works {
			p.Talent = p.offers(s.today)
		}
		s.persons[p.Handle] = p
		s.plan(s.at(p.joined, 7, 10+i%45), "sign up "+p.Handle, func() error { return s.signUp(p, hash) })
	}
	for _, o := range operators {
		s.plan(s.at(-History, 8, 0), "seat "+o.key, func() error {
			_, err := staffing.SeatOperator(s.ctx, s.d, address(o.key))
			return err
		})
	}
	s.plan(s.at(-History, 8, 10), "identity", s.nameOperator)
	s.setFloors()
	s.seals()
	s.searches()
	s.honours()
	s.orders()
	s.teams()
	for _, p := range s.jobs {
		s.plan(s.at(p.open, 9, dice(p.key).IntN(50)), "post "+p.key, func() error { return s.post(p) })
	}
	s.lend()
	s.bulkOrder()
	return s.desk()
}

// signUp lets somebody in, without hashing a password of their own: that would take longer than all the rest of the play.
func (s *stage) signUp(p player, hash string) error {
	in := demonstration.Invented{Email: address(p.Handle), Hash: hash, Goal: yen.Of(p.goal), Party: p.Party}
	for _, o := range operators {
		if o.key == p.Handle {
			in.TOTPSecret = o.secret
		}
	}
	a, err := demonstration.Enlist(s.ctx, s.d, in)
	if err != nil {
		return err
	}
	s.actors[p.Handle] = a
	s.showsWho(p)
	if p.bank == "" {
		return nil
	}
	s.plan(s.clock().Add(20*clock.Minute), "bank account of "+p.Handle, func() error { return s.setAccount(p, "") })
	return nil
}

// setAccount registers an account at a branch that there is, with a made-up number.
func (s *stage) setAccount(p player, again string) error {
	form := accountOf(p, again)
	_, err := profile.SetBankAccount(s.ctx, s.d, s.actors[p.Handle], profile.AccountForm{
		Bank: form.Bank, Branch: form.Branch, Kind: people.AccountKind(form.Type), Number: form.Number, Payee: form.Payee})
	return err
}

// accountOf is an account at a branch that there is; another one for every again.
func accountOf(p player, again string) bank.TargetForm {
	r := dice("account " + p.Handle + again)
	branches := bank.Branches(cmp.Or(p.bank, "9900"), "")
	return bank.TargetForm{Bank: cmp.Or(p.bank, "9900"), Branch: branches[r.IntN(len(branches))].Code, Type: string(people.Ordinary),
		Number: fmt.Sprintf("%07d", 1_000_000+r.IntN(8_000_000)), Payee: p.kana}
}
