// Package honouring is the year's prizes: the desk opens a year, people nominate, who is nominated answers, the desk's jury
// votes, and the names are read out.
package honouring

import (
	"context"
	"strconv"

	"nariwai/internal/calendar"
	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/phrase"
	"nariwai/internal/prize"
	"nariwai/internal/prize/prizedb"
)

// Name is what a prize is called: by its field, or by its kind.
func Name(p prize.Prize) any {
	if p.Kind == prize.OfField {
		return market.Field(p.Field)
	}
	return phrase.Word(p.Kind.Name())
}

// Path is the page of a year.
func Path(year int64) string { return "/awards/" + strconv.FormatInt(year, 10) }

// OpenYear begins the prizes of a year.
func OpenYear(ctx context.Context, d *db.DB, a people.Actor, year int64, until calendar.Date) (err error) {
	defer fault.Wrap(&err, "open the prizes of %d", year)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		var fields []string
		for _, c := range market.Categories.Children("") {
			fields = append(fields, c.Code)
		}
		y, all, err := prize.NewYear(year, until, fields, a.Person, tx.NewID, tx.Now)
		if err != nil {
			return "", err
		}
		if err := prizedb.Open(ctx, tx, y, all); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, "", "open_prizes", strconv.FormatInt(year, 10), until.String())
	})
	return err
}

// CloseNominations lets the jury begin.
func CloseNominations(ctx context.Context, d *db.DB, a people.Actor, year int64) (err error) {
	defer fault.Wrap(&err, "close the nominations of %d", year)
	_, err = d.Once(ctx, db.Command{By: a.Person, Key: a.Key, Body: a.Body}, func(tx *db.Tx) (string, error) {
		if err := peopledb.Operating(ctx, tx, a); err != nil {
			return "", err
		}
		y, err := prizedb.Year(ctx, tx, year)
		if err != nil {
			return "", err
		}
		if err := y.Close(tx.Now); err != nil {
			return "", err
		}
		if err := prizedb.SaveYear(ctx, tx, &y); err != nil {
			return "", err
		}
		return "", tx.Audit(ctx, a.Person, "", "close_nominations", strconv.FormatInt(year, 10), "")
	})
	return err
}

// prizeOf reads a prize and its year.
func prizeOf(ctx context.Context, tx *db.Tx, pid id.Prize) (p prize.Prize, y prize.Year, err error) {
	if p, err = prizedb.Prize(ctx, tx, pid); err != nil {
		return p, y, err
	}
	y, err = prizedb.Year(ctx, tx, p.Year)
	return p, y, err
}
