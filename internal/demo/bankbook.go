package demo

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"

	"golang.org/x/text/encoding/japanese"

	"nariwai/internal/bank"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/yen"
)

// bankBook is what the bank knows of the site's account and the desk has not fetched yet.
type bankBook struct{ lines []bank.Line }

// cutoff is the hour after which a transfer arrives on the next bank day.
const cutoff = 15

// send orders a transfer to the site. Money moves on bank days only.
func (b *bankBook) send(now clock.Instant, amount yen.Yen, reference, kana string) error {
	name, err := bank.PayeeName(kana)
	if err != nil {
		return err
	}
	on := calendar.On(now)
	if now.Time().Hour() >= cutoff {
		on = on.AddDays(1)
	}
	if reference != "" {
		name = reference + " " + name
	}
	b.lines = append(b.lines, bank.Line{On: calendar.NextBankDay(on), Amount: amount, Payer: name})
	return nil
}

// fetch takes the lines up to a day out of the book, as the file that the bank's site gives: CSV in the letters of
// Japanese spreadsheets. Without lines there is no file.
func (b *bankBook) fetch(through calendar.Date, opening yen.Yen) ([]byte, error) {
	slices.SortStableFunc(b.lines, func(x, y bank.Line) int { return int(x.On - y.On) })
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	w.Write([]string{"日付", "金額", "振込人", "残高"})
	n := 0
	for ; n < len(b.lines) && !b.lines[n].On.After(through); n++ {
		l := b.lines[n]
		opening = opening.Add(l.Amount)
		w.Write([]string{l.On.String(), fmt.Sprint(l.Amount.Int64()), l.Payer, opening.Digits()})
	}
	if n == 0 {
		return nil, nil
	}
	b.lines = b.lines[n:]
	w.Flush()
	return japanese.ShiftJIS.NewEncoder().Bytes(text.Bytes())
}
