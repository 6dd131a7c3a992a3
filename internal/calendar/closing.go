package calendar

import "nariwai/internal/fault"

// Closing is the rule by which work is closed and paid: what was accepted within a calendar month is paid
// on one day of the next. It is dated data: the settings keep every version with its first day.
//
// The law asks for payment within 60 days of receipt, the day of receipt being the first, whether or not the work
// was inspected (Freelance Act, art. 4). A closing by acceptance keeps that only with an early PayDay,
// which Validate sees to; PayBy is the guard for what was delayed on the way to acceptance.
type Closing struct {
	PayDay         int `json:"pay_day"`          // day of the next month, or the bank day before
	FileLeadDays   int `json:"file_lead_days"`   // the bank's file is made this many bank days ahead
	AutoAcceptDays int `json:"auto_accept_days"` // undecided work counts as accepted this many days after delivery
	LimitDays      int `json:"limit_days"`       // nothing due is paid later than receipt + LimitDays
	EscalateDays   int `json:"escalate_days"`    // at receipt + EscalateDays an undecided item goes to the desk
}

// DefaultClosing pays on the 15th and accepts after 7 days.
func DefaultClosing() Closing {
	return Closing{PayDay: 15, FileLeadDays: 2, AutoAcceptDays: 7, LimitDays: 59, EscalateDays: 50}
}

const (
	maxPayDay    = 20 // 22 is the last lawful one with 7 days of automatic acceptance; two days are kept in reserve
	maxLimitDays = 59 // 60 days counting the day of receipt
)

// Payday is when the closing of m is paid: PayDay of the next month, or the bank day before.
func (c Closing) Payday(m Month) Date {
	return PrevBankDay(m.Next().First().AddDays(c.PayDay - 1))
}

// PaydayFor is when work accepted on acceptedOn is paid.
func (c Closing) PaydayFor(acceptedOn Date) Date { return c.Payday(MonthOf(acceptedOn)) }

// TermsPayday is the payment date that the notice of terms prints for work due on due
// (Freelance Act, art. 3: a date, not a period): the payday of the closing into which due + AutoAcceptDays falls.
func (c Closing) TermsPayday(due Date) Date { return c.PaydayFor(due.AddDays(c.AutoAcceptDays)) }

// PayBy is the last bank day on which work received on receipt may be paid.
func (c Closing) PayBy(receipt Date) Date { return PrevBankDay(receipt.AddDays(c.LimitDays)) }

// EscalateOn is the day on which an item received on receipt and still undecided goes to the desk.
func (c Closing) EscalateOn(receipt Date) Date { return receipt.AddDays(c.EscalateDays) }

// FileDay is the bank day on which the bank's file for payday is made.
func (c Closing) FileDay(payday Date) Date { return AddBankDays(payday, -c.FileLeadDays) }

// Validate refuses a rule that could pay too late, or before its month is over.
func (c Closing) Validate() error {
	var f fault.Form
	if c.PayDay < 1 || c.PayDay > maxPayDay {
		f.Add("pay_day", "支払日は1日から%d日までにしてください", maxPayDay)
	}
	if c.FileLeadDays < 0 || c.FileLeadDays > 5 {
		f.Add("file_lead_days", "振込データの作成は0から5営業日前までにしてください")
	}
	if c.AutoAcceptDays < 1 {
		f.Add("auto_accept_days", "自動検収までの日数は1日以上にしてください")
	}
	if c.LimitDays < 1 || c.LimitDays > maxLimitDays {
		f.Add("limit_days", "支払いの期限は受け取りから%d日以内にしてください", maxLimitDays)
	}
	if c.EscalateDays <= c.AutoAcceptDays || c.EscalateDays >= c.LimitDays {
		f.Add("escalate_days", "事務局へ回す日は、自動検収より後、支払いの期限より前にしてください")
	}
	if f.Err() != nil {
		return f.Err()
	}
	// The worst case is acceptance on the first of a month of 31 days. One day more, because
	// the automatic acceptance at the end of the last day may be dated 00:00 of the next.
	if c.AutoAcceptDays+1+30+c.PayDay > c.LimitDays {
		f.Add("pay_day", "この支払日では、受け取りから%d日を過ぎることがあります", c.LimitDays)
	} else if !c.closesBeforeFile() {
		f.Add("pay_day", "この支払日では、月が終わる前に振込データを作ることになります")
	}
	return f.Err()
}

// closesBeforeFile looks at the months of 31 years, which hold every position of the holidays of January and May.
func (c Closing) closesBeforeFile() bool {
	for m := Month(202001); m <= 205011; m = m.Next() {
		if !c.FileDay(c.Payday(m)).After(m.Last()) {
			return false
		}
	}
	return true
}
