// Package attest writes a worker's record down so that it belongs to the worker: signed by the site, readable by anybody, and
// provable without asking the site again. It also reads what other sites have signed.
//
// It says nothing of earnings, which are for a worker's own eyes, and names no client.
package attest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
)

// Format names what a file is.
const Format = "nariwai-record-1"

// Record is what a site says of a worker.
type Record struct {
	Site     string    `json:"site"` // its address: "https://nariwai.example"
	Name     string    `json:"site_name"`
	IssuedAt string    `json:"issued_at"` // "2026-11-28T10:00:00+09:00"
	Issued   int64     `json:"issued"`    // the same, in milliseconds since 1970
	For      string    `json:"for"`       // the worker's page at another site, which alone shows it; "" for everybody to read
	Worker   Worker    `json:"worker"`
	Work     []Work    `json:"work"`
	Reviews  []Review  `json:"reviews"` // the newest first
	Of       int64     `json:"reviews_in_all"`
	Seals    []Seal    `json:"seals"`
	Outcomes []Outcome `json:"screenings"` // the newest first
}

// Worker is whose record it is.
type Worker struct {
	Handle   string `json:"handle"`
	Name     string `json:"name"`
	Since    string `json:"since"`    // the day of joining
	Identity string `json:"identity"` // the month in which a document was seen; "" for never
	Pledge   string `json:"pledge"`   // the month in which the pledge of confidentiality was signed
}

// Work is what was counted in one field; its sums are those of the site's published figures.
type Work struct {
	Field     string `json:"field"`
	From      string `json:"from"` // months
	Until     string `json:"until"`
	Hires     int64  `json:"hires"`
	Rehires   int64  `json:"rehires"`
	Done      int64  `json:"done"`
	Failed    int64  `json:"failed"`
	Items     int64  `json:"items"`
	OnTime    int64  `json:"on_time"`
	Revised   int64  `json:"revised"`
	Reviews   int64  `json:"reviews"`
	Satisfied int64  `json:"satisfied"`
}

// Review is one that was revealed. Its author isn't named.
type Review struct {
	Month     string  `json:"month"`
	Field     string  `json:"field"`
	Satisfied int64   `json:"satisfied"` // 1 or 0
	Aspects   []int64 `json:"aspects"`
	Words     string  `json:"words"`
	Reply     string  `json:"reply"`
}

// Seal is one that the worker holds or has held.
type Seal struct {
	Programme string `json:"programme"`
	Field     string `json:"field"`
	Tier      string `json:"tier"`
	State     string `json:"state"`
	Since     string `json:"since"`
}

// Outcome is what a screening said.
type Outcome struct {
	Programme string `json:"programme"`
	AsOf      string `json:"as_of"`
	Field     string `json:"field"`
	Outcome   string `json:"outcome"`
}

// MostReviews is how many reviews a file holds.
const MostReviews = 200

// Total is the sum over all fields.
func (r Record) Total() (t Work) {
	for _, w := range r.Work {
		t.Hires, t.Rehires, t.Done, t.Failed = t.Hires+w.Hires, t.Rehires+w.Rehires, t.Done+w.Done, t.Failed+w.Failed
		t.Items, t.OnTime, t.Revised = t.Items+w.Items, t.OnTime+w.OnTime, t.Revised+w.Revised
		t.Reviews, t.Satisfied = t.Reviews+w.Reviews, t.Satisfied+w.Satisfied
	}
	return t
}

// At is when it was issued.
func (r Record) At() clock.Instant { return clock.Instant(r.Issued) }

// Standing is the seals that were held when it was issued.
func (r Record) Standing() (held []Seal) {
	for _, s := range r.Seals {
		if s.State == "granted" || s.State == "at_risk" {
			held = append(held, s)
		}
	}
	return held
}

// canonical is the record in its one form.
func (r Record) canonical() ([]byte, error) {
	text, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	return rewrite(text)
}

// rewrite brings JSON of our own making into its one form.
func rewrite(text []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	v, err := plain(v)
	if err != nil {
		return nil, err
	}
	return write(nil, v)
}

func plain(v any) (any, error) {
	var err error
	switch v := v.(type) {
	case map[string]any:
		o := object{}
		for name, x := range v {
			if o[name], err = plain(x); err != nil {
				return nil, err
			}
		}
		return o, nil
	case []any:
		l := make(list, len(v))
		for i, x := range v {
			if l[i], err = plain(x); err != nil {
				return nil, err
			}
		}
		return l, nil
	case json.Number:
		return v.Int64()
	case nil:
		return list{}, nil // an empty slice
	}
	return v, nil
}

// read is strict where it matters: the form of the text is checked, and that it says what it must.
func read[T any](text []byte) (v T, err error) {
	if err := check(text); err != nil {
		return v, fault.Because(err, fault.Invalid, "署名つきの記録として読めません。受け取ったままのファイルを選んでください")
	}
	if err := json.Unmarshal(text, &v); err != nil {
		return v, fault.Because(err, fault.Invalid, "署名つきの記録として読めません。受け取ったままのファイルを選んでください")
	}
	return v, nil
}

// sound refuses a record that leaves out what makes it one.
func (r Record) sound() error {
	switch {
	case r.Site == "" || r.Worker.Handle == "" || r.Issued <= 0:
		return errors.New("it doesn't say whose record it is, of which site and when")
	case len(r.Reviews) > MostReviews || len(r.Work) > 1000 || len(r.Seals) > 1000 || len(r.Outcomes) > 10_000:
		return fmt.Errorf("it holds more than a record holds")
	}
	return nil
}
