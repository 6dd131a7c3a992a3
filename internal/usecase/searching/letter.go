package searching

import (
	"context"
	"slices"

	"nariwai/internal/billing"
	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/market/marketdb"
	"nariwai/internal/notice"
	"nariwai/internal/notice/noticedb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/policy"
	"nariwai/internal/policy/policydb"
	"nariwai/internal/search"
	"nariwai/internal/search/searchdb"
	"nariwai/internal/usecase/inform"
	"nariwai/internal/yen"
)

// tell moves searches on to a place and writes, in the same transaction, what each has found that is still open and that its
// party has not hidden.
func tell(ctx context.Context, d *db.DB, finds []find, upTo int64) error {
	if len(finds) == 0 {
		return nil
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		var mine []find
		for _, f := range finds {
			ok, err := searchdb.MarkTold(ctx, tx, f.Saved, max(f.SeenN, upTo), f.Every.Next(tx.Now))
			if err != nil {
				return err
			}
			if ok && len(f.jobs) > 0 {
				mine = append(mine, f)
			}
		}
		if len(mine) == 0 {
			return nil
		}
		l := letters{today: calendar.On(tx.Now)}
		if err := l.read(ctx, tx, mine); err != nil {
			return err
		}
		var all []noticedb.Told
		for _, f := range mine {
			told, ok := l.of(f)
			if !ok {
				continue
			}
			if err := searchdb.MarkLetter(ctx, tx, f.ID); err != nil {
				return err
			}
			all = append(all, told)
		}
		return inform.All(ctx, tx, all)
	})
}

// letters is what the letters of one transaction are written from.
type letters struct {
	today   calendar.Date
	jobs    map[id.Job]market.Job
	parties map[id.Party]people.Party
	persons map[id.Person]people.Person
	hidden  map[id.Party]map[string]bool
	fee     billing.FeePolicy
	tax     billing.TaxRates
}

func (l *letters) read(ctx context.Context, tx *db.Tx, finds []find) (err error) {
	jobs, parties, persons := map[id.Job]bool{}, map[id.Party]bool{}, map[id.Person]bool{}
	var workers []id.Party
	for _, f := range finds {
		parties[f.Party], persons[f.Person] = true, true
		workers = append(workers, f.Party)
		for _, j := range f.jobs {
			jobs[j.ID], parties[j.Client] = true, true
		}
	}
	if l.jobs, err = marketdb.OpenAmong(ctx, tx, keys(jobs)); err != nil {
		return err
	}
	if l.parties, err = peopledb.PartiesOf(ctx, tx, keys(parties)); err != nil {
		return err
	}
	if l.persons, err = peopledb.PersonsOf(ctx, tx, keys(persons)); err != nil {
		return err
	}
	if l.hidden, err = searchdb.Hidden(ctx, tx, workers); err != nil {
		return err
	}
	if l.fee, _, err = policydb.At[billing.FeePolicy](ctx, tx, policy.Fee, id.Site, l.today); err != nil {
		return err
	}
	l.tax, _, err = policydb.At[billing.TaxRates](ctx, tx, policy.Tax, id.Site, l.today)
	return err
}

func keys[K ~string](m map[K]bool) (list []K) {
	for k := range m {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}

// of is the letter of one search; ok is false when nothing is left to tell, or nobody to tell it.
func (l *letters) of(f find) (told noticedb.Told, ok bool) {
	to := l.persons[f.Person]
	if to.State == people.Closed || to.ID == "" {
		return told, false
	}
	var jobs []market.Job
	for _, x := range f.jobs {
		j, open := l.jobs[x.ID]
		if hidden := l.hidden[f.Party]; open && !j.ClosesOn.Before(l.today) && !hidden[string(j.ID)] && !hidden[string(j.Client)] {
			jobs = append(jobs, j)
		}
	}
	if len(jobs) == 0 {
		return told, false
	}
	m := notice.Message{Say: "「%s」に新しい仕事が%d件あります", Args: []any{f.Name, len(jobs)}, Link: list(f.Filter)}
	if len(f.jobs) == foundMost {
		m.Say = "「%s」に新しい仕事が%d件以上あります"
	}
	for _, j := range jobs[:min(len(jobs), search.ToldMost)] {
		m.More = append(m.More, notice.Sentence{Say: "%s\n報酬 %s・手取り %s・締切 %s\n%s",
			Args: []any{j.Title, j.Pay, l.net(j, l.parties[f.Party]), j.ClosesOn, "/jobs/" + string(j.ID)}})
	}
	if more := len(jobs) - search.ToldMost; more > 0 {
		m.More = append(m.More, notice.Sentence{Say: "ほか%d件は、一覧で見られます。", Args: []any{more}})
	}
	m.More = append(m.More, notice.Sentence{Say: "知らせる回数を変えるとき、知らせを止めるときは、こちらのページへどうぞ。\n%s", Args: []any{"/searches"}})
	return noticedb.Told{To: notice.To{Person: to.ID, Email: to.Email, Lang: to.Lang}, Kind: "saved_search", Message: m}, true
}

// net is what of the pay would reach the worker, as the list says it.
func (l *letters) net(j market.Job, worker people.Party) yen.Yen {
	c, _ := market.Categories.Find(j.Category)
	w := billing.Withhold(l.parties[j.Client].Withholds(), c.Withholding, worker.Form == people.Company, worker.Resident)
	return billing.Terms{Fee: l.fee, Tax: l.tax, Withholding: w}.Quote(j.Pay, yen.Yen{}).Net
}

// list is the address of the list of what a filter finds.
func list(filter string) string {
	if filter == "" {
		return "/jobs"
	}
	return "/jobs?" + filter
}
