package demo

import (
	"fmt"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/policy"
	"nariwai/internal/usecase/closing"
	"nariwai/internal/usecase/demonstration"
	"nariwai/internal/usecase/desk"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/reading"
	"nariwai/internal/yen"
)

// at0 and at1 are the two people at the desk. Since the evening before the visitors come the second is not there,
// so that a run waits for its release.
func (s *stage) at0() people.Actor { return s.actors[operators[0].key] }
func (s *stage) at1() people.Actor { return s.actors[operators[1].key] }

const (
	suspended = "gen"   // was stopped by the desk for a while
	moved     = "ayumu" // has a new bank account that the desk must look at
)

// nameOperator says who runs the site.
func (s *stage) nameOperator() error {
	self := accountOf(player{bank: "9900", kana: "ナリワイ ウンエイジムキヨク"}, "operator")
	return demonstration.NameOperator(s.ctx, s.d, s.at1(), policy.Identity{
		Name: "Nariwai 運営事務局（体験用）", Representative: operators[1].name, Address: "北海道夕張市本町4丁目", Phone: "0123-00-0000", Mail: address("desk"),
		TNumber: string(tNumber("desk")), ClientCode: "0000123456", ClientName: "ﾅﾘﾜｲ ｳﾝｴｲｼﾞﾑｷﾖｸ",
		Bank: self.Bank, Branch: self.Branch, Account: self.Number, Type: self.Type,
	})
}

// Money that matches nothing: its payer, its sum, the day on which it is sent, and the day on which the desk has found
// out where it came from (0: not yet).
var strays = []struct {
	payer      string
	amount     int64
	sent, back int
}{
	{"カ）ミドリノモリシヨウジ", 30_000, -63, -52},
	{"ホシゾラ ハナコ", 12_500, press, -3}, // so late that it can't wait for the month's closing
	{"ユ）ツキノワコウボウ", 8_800, -10, 0},
	{"サクラザカ ジロウ", 20_000, last, 0}, // on the list that waits for its confirmation
}

const (
	last  = 0 // stands for the last bank day before today
	press = 1 // stands for a day so long ago that its money must go back now
)

// bankDay is a day on which banks work: day itself, one of the two before it, or the first after it.
func (s *stage) bankDay(day int) int {
	before := calendar.PrevBankDay(s.on(day)).Sub(s.today)
	if before >= day-2 {
		return before
	}
	return calendar.NextBankDay(s.on(day)).Sub(s.today)
}

func (s *stage) lastBankDay() int { return calendar.PrevBankDay(s.on(-1)).Sub(s.today) }

// pressing is the bank day whose money must be back so soon that a run in between has been made for it, and late enough that the
// second person still has today and tomorrow for its release.
func (s *stage) pressing() int {
	for day := -billing.ReturnDays; ; day++ {
		by := calendar.PrevBankDay(s.on(day + billing.ReturnDays))
		if calendar.IsBankDay(s.on(day)) && calendar.DefaultClosing().FileDay(by).After(s.today) {
			return day
		}
	}
}

// desk plans the desk's work.
func (s *stage) desk() error {
	s.runs = map[id.Run]bool{}
	final := s.lastBankDay()
	for _, x := range strays {
		day := x.sent
		switch day {
		case last:
			day = final
		case press:
			day = s.pressing()
		}
		s.plan(s.at(s.bankDay(day), 11, 30), "stray money", func() error { return s.bank.send(s.clock(), yen.Of(x.amount), "", x.payer) })
		if x.back != 0 {
			s.plan(s.at(x.back, 15, 30), "return stray money", func() error { return s.giveBack(x.payer, yen.Of(x.amount)) })
		}
	}
	for day := -History + 1; day <= final; day++ {
		if !calendar.IsBankDay(s.on(day)) {
			continue
		}
		one, two := s.at0, s.at1
		if day%2 == 0 && day != final {
			one, two = two, one
		}
		s.plan(s.at(day, 15, 40), "import deposits", func() error {
			iid, err := s.fetch(one())
			if err != nil || iid == "" || day == final {
				return err
			}
			s.plan(s.at(day, 16, 25), "confirm deposits", func() error { return funding.ConfirmDeposits(s.ctx, s.d, two(), iid) })
			return nil
		})
	}
	s.plan(s.at(-12, 11, 0), "suspend "+suspended, func() error {
		return desk.SuspendPerson(s.ctx, s.d, s.at0(), s.actors[suspended].Person, desk.SuspensionForm{Rule: "利用規約 第11条（連絡先の交換）",
			Reason: "契約の前に、メッセージの外での連絡と直接のお支払いを、三人の依頼主へくり返し求められました。一度お知らせしたあとも続いたため、30日のあいだ、新しい約束をお止めします。", Until: s.on(18)})
	})
	s.plan(s.at(-2, 20, 10), "new account of "+moved, func() error { return s.setAccount(s.persons[moved], "again") })
	for _, in := range SignIns() {
		for _, p := range players() {
			if address(p.Handle) == in.Email {
				s.plan(s.at(-4, 21, 30), "read notices", func() error { return reading.ReadAllNotices(s.ctx, s.d, s.actors[p.Handle]) })
			}
		}
	}
	return nil
}

// fetch imports what the bank has to say; "" when that is nothing.
func (s *stage) fetch(by people.Actor) (id.Import, error) {
	opening, err := s.balance()
	if err != nil {
		return "", err
	}
	today := calendar.On(s.clock())
	file, err := s.bank.fetch(today, opening)
	if err != nil || file == nil {
		return "", err
	}
	return funding.ImportDeposits(s.ctx, s.d, by, fmt.Sprintf("nyukin-%d.csv", today), file)
}

// giveBack sends stray money back to the account from which the bank says that it came.
func (s *stage) giveBack(payer string, amount yen.Yen) error {
	dep, err := find[id.Deposit](s, "SELECT id FROM billing_deposit WHERE state = 'suspense' AND amount = $1 AND reference = ''", amount)
	if err != nil {
		return err
	}
	_, err = funding.ReturnDeposit(s.ctx, s.d, s.at0(), dep, accountOf(player{kana: payer}, payer))
	return err
}

// payRuns plans the desk's way with runs that the machine has counted: the first person checks on the next morning, the
// second releases on the day on which the bank wants its file, and on the payday the bank has paid.
func (s *stage) payRuns(day int) error {
	all, err := s.counted()
	if err != nil {
		return err
	}
	for _, r := range all {
		if s.runs[r.id] || day == 0 {
			continue
		}
		s.runs[r.id] = true
		check := min(day+1, -1)
		fileDay := calendar.DefaultClosing().FileDay(r.payOn).Sub(s.today)
		release := max(fileDay, check)
		s.plan(s.at(check, 10, 15), "check run", func() error { return closing.CheckRun(s.ctx, s.d, s.at0(), r.id, r.total) })
		if release >= -1 {
			continue
		}
		s.plan(s.at(release, 11, 0), "release run", func() error { return closing.ReleaseRun(s.ctx, s.d, s.at1(), r.id, "") })
		s.plan(s.at(release, 11, 20), "export run", func() error {
			_, _, err := closing.ExportRun(s.ctx, s.d, s.at1(), r.id)
			return err
		})
		if paid := r.payOn.Sub(s.today); paid < 0 {
			s.plan(s.at(max(paid, release), 13, 0), "run is paid", func() error { return closing.MarkPaid(s.ctx, s.d, s.at0(), r.id) })
		}
	}
	return nil
}
