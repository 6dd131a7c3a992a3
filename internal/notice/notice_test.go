package notice

import (
	"testing"

	"nariwai/internal/clock"
)

func TestAnswered(t *testing.T) {
	now := clock.At(2026, 4, 1, 12, 0)
	queued := Mail{State: Queued, Letter: Letter{Text: "合い鍵", Link: "/verify?t=1", Secret: true}, LeaseUntil: now.Add(Lease)}
	cases := []struct {
		name     string
		attempts int64
		answer   Answer
		state    MailState
		wait     clock.Duration
		counted  int64
	}{
		{"taken", 0, Taken, Sent, 0, 1},
		{"no server, never counted", 7, Unreachable, Queued, clock.Minute, 7},
		{"put off the first time", 0, Later, Queued, clock.Minute, 1},
		{"put off the fourth time", 3, Later, Queued, 8 * clock.Minute, 4},
		{"put off for long", 12, Later, Queued, 6 * clock.Hour, 13},
		{"put off once too often", MostAttempts - 1, Later, Failed, 0, MostAttempts},
		{"refused", 0, Refused, Failed, 0, 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m := queued
			m.Attempts = c.attempts
			m = m.Answered(c.answer, "450\r\nbusy", now)
			if m.State != c.state || m.Attempts != c.counted || m.LeaseUntil != 0 {
				t.Errorf("got %+v", m)
			}
			if c.wait > 0 && m.NextAt != now.Add(c.wait) {
				t.Errorf("waits until %v, want %v", m.NextAt, now.Add(c.wait))
			}
			if wiped := m.Text == "" && m.Link == ""; wiped != (c.answer == Taken) {
				t.Errorf("secret wiped: %v", wiped)
			}
			if c.answer != Taken && m.LastError != "450 busy" {
				t.Errorf("last error %q", m.LastError)
			}
		})
	}
}

func TestSubject(t *testing.T) {
	for in, want := range map[string]string{
		"採用されました":                          "採用されました",
		"一行目\r\nBcc: everybody@example.jp": "一行目 Bcc: everybody@example.jp",
	} {
		if got := Subject(in); got != want {
			t.Errorf("Subject(%q) = %q, want %q", in, got, want)
		}
	}
	long := make([]rune, 500)
	for i := range long {
		long[i] = '長'
	}
	if got := []rune(Subject(string(long))); len(got) != 120 {
		t.Errorf("a long subject has %d characters", len(got))
	}
}
