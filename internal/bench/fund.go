package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	"nariwai/internal/calendar"
	"nariwai/internal/usecase/seeding"
)

// Fund measures funding: an operator brings the bank's lists of so many lines each, another confirms them, and every line
// pays the request that it names. In the end every bill that stood in a list is paid.
func Fund(ctx context.Context, s *Site, bills, lines int) (list []Figure, err error) {
	b, err := seeding.Awarded(ctx, s.DB, bills, s.Progress("awarded contracts"))
	if err != nil {
		return nil, err
	}
	s.Begin()
	who := newBrowser(s.Base, 1)
	defer who.close()
	today := calendar.On(s.DB.Clock())
	var brought, confirmed []time.Duration
	f, err := s.measure(ctx, "fund", 1, time.Hour, func(ctx context.Context, _ int) error {
		file, ok := b.Next(lines, today)
		if !ok {
			return errDone
		}
		start := time.Now()
		at, err := who.bring(ctx, b.Desk[0], file)
		if err != nil {
			return err
		}
		brought, start = append(brought, time.Since(start)), time.Now()
		err = who.post(ctx, at+"/confirm", b.Desk[1], nil, at)
		confirmed = append(confirmed, time.Since(start))
		return err
	})
	if err != nil {
		return nil, err
	}
	// A list is the request, a line is the funding.
	perList := float64(len(b.List)) / float64(f.N)
	f.N, f.Rate = len(b.List), float64(len(b.List))/f.Seconds
	f.CPU, f.ServerCPU, f.Statements, f.Rows, f.Data, f.Retries = f.CPU/perList, f.ServerCPU/perList, f.Statements/perList, f.Rows/perList, f.Data/perList, f.Retries/perList
	f.Name = fmt.Sprintf("fund, %d lines a list", lines)
	list = append(list, f, figure("  a list is brought", 1, brought, sum(brought)), figure("  and confirmed", 1, confirmed, sum(confirmed)))
	paid, open, err := seeding.Paid(ctx, s.DB, b)
	if err == nil && open > 0 {
		err = fmt.Errorf("%d of %d requests are paid", paid, paid+open)
	}
	return list, err
}

func sum(all []time.Duration) (s time.Duration) {
	for _, d := range all {
		s += d
	}
	return s
}

// bring sends a list of the bank as a form with a file, and returns the address to which the answer leads.
func (b *browser) bring(ctx context.Context, secret string, file []byte) (at string, err error) {
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	m.WriteField("once", onceKey())
	part, err := m.CreateFormFile("file", "nyukin.csv")
	if err != nil {
		return "", err
	}
	part.Write(file)
	if err := m.Close(); err != nil {
		return "", err
	}
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, b.base+"/desk/deposits", &body)
	if err != nil {
		return "", err
	}
	q.Header.Set("Content-Type", m.FormDataContentType())
	a, err := b.ask(q, secret, http.StatusSeeOther)
	if err != nil {
		return "", err
	}
	if at, _, _ = strings.Cut(a.Header.Get("Location"), "?"); !strings.HasPrefix(at, "/desk/deposits/") {
		return "", errors.New("the list was brought and the answer leads to " + at)
	}
	return at, nil
}
