package bulk_test

import (
	"testing"

	"nariwai/internal/bulk"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/yen"
)

const now = clock.Instant(1_793_000_000_000_000)

// What withholding makes unnecessary goes back once; whoever takes the line after that can need no more than is left.
func TestALinesMoney(t *testing.T) {
	l := bulk.Line{ID: "a", N: 7, Ask: bulk.Ask{Title: "一番街", Price: yen.Of(1000)}, State: bulk.LineOpen, Secured: yen.Of(1000)}
	back, err := l.Take("seat", yen.Of(908), now)
	if err != nil || back.Int64() != 92 || l.State != bulk.LineTaken {
		t.Fatal(back, err)
	}
	if _, err := l.Take("other", yen.Of(908), now); !fault.Is(err, fault.Conflict) {
		t.Error(err)
	}
	fresh, err := l.Return("b")
	if err != nil || l.State != bulk.LineReturned || fresh.N != 7 || fresh.Round != 1 || fresh.Before != "a" || fresh.Secured.Int64() != 908 {
		t.Fatalf("%+v %v", fresh, err)
	}
	if _, err := fresh.Take("company", yen.Of(1000), now); !fault.Is(err, fault.Conflict) {
		t.Error(err)
	}
	if back, err := fresh.Cancel(); err != nil || back.Int64() != 908 || fresh.State != bulk.LineCancelled {
		t.Error(back, err)
	}
}

func TestARowsReasons(t *testing.T) {
	today := calendar.On(now)
	good := bulk.Ask{Title: "一番街", Price: yen.Of(800), DueOn: today.AddDays(3), Chars: 400}
	if err := good.Check(today); err != nil {
		t.Error(err)
	}
	for field, spoil := range map[string]func(*bulk.Ask){
		"title":  func(a *bulk.Ask) { a.Title = " " },
		"price":  func(a *bulk.Ask) { a.Price = yen.Yen{} },
		"due_on": func(a *bulk.Ask) { a.DueOn = today },
		"chars":  func(a *bulk.Ask) { a.Chars = 100_001 },
	} {
		a := good
		spoil(&a)
		if got := fault.Of(a.Check(today)).Fields; len(got) != 1 || got[0].Field != field {
			t.Errorf("%s: %v", field, got)
		}
	}
}

func TestAnOrdersLife(t *testing.T) {
	o := bulk.Order{State: bulk.Draft}
	if err := o.Publish("job", 0, 0, yen.Of(1), now); !fault.Is(err, fault.Conflict) {
		t.Error(err)
	}
	if err := o.Publish("job", 3, 0, yen.Of(2400), now); err != nil || o.State != bulk.Unpaid || o.Editable() == nil || o.Takes() == nil {
		t.Fatal(o.State, err)
	}
	if err := o.Withdraw(); err != nil || o.State != bulk.Draft || o.Asked.Sign() != 0 {
		t.Error(o.State, err)
	}
	if err := o.Publish("job", 3, 0, yen.Of(2400), now); err != nil {
		t.Error(err)
	}
	if err := o.Secure("cash", now); err != nil || o.Takes() != nil || o.Withdraw() == nil {
		t.Error(o.State, err)
	}
	if !o.End(now) || o.End(now) {
		t.Error(o.State)
	}
}
