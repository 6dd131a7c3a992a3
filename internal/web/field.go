package web

import (
	"errors"
	"fmt"

	"nariwai/internal/phrase"
)

// Option is one choice of a select, of radio buttons or of checkboxes.
type Option struct {
	Value, Label string // Label in the reader's language
	Hint         string
	Chosen       bool
}

// Field is one input of a form with its label, its hint and what is wrong with it. Templates make it with
// {{field $ "price" (t "報酬") "value" .D.Price "hint" (t "…")}} and draw it with one of the parts input, area, choice,
// radios, ticks (several boxes) and tick (one box).
type Field struct {
	View        *View
	Name, Label string
	Hint        string
	Value       string
	Error       string
	Type        string // of an input: text, email, password, date, file …
	Mode        string // inputmode: "numeric"
	Auto        string // autocomplete
	Unit        string // 円, behind the input
	Placeholder string
	Accept      string // of a file
	Lang        string // of what is typed, where it is not the page's
	Required    bool   // shows 必須
	Optional    bool   // shows 任意
	Multiple    bool
	Ticked      bool
	Rows        int
	Max         int
	Options     []Option
}

func field(v *View, name, label string, pairs ...any) (Field, error) {
	f := Field{View: v, Name: name, Label: label, Type: "text", Error: v.ErrorOf(name)}
	m, err := dict(pairs...)
	if err != nil {
		return f, err
	}
	for key, value := range m {
		if err := f.set(key, value); err != nil {
			return f, fmt.Errorf("field %s: %s: %w", name, key, err)
		}
	}
	switch {
	case f.Type == "password" || f.Type == "file":
		f.Value = "" // is never sent back
	case f.Options != nil:
		options := make([]Option, len(f.Options))
		for i, o := range f.Options {
			o.Chosen = v.Picked(name, o.Value, o.Chosen || f.Value != "" && f.Value == o.Value)
			options[i] = o
		}
		f.Options = options
	default:
		f.Value = v.Typed(name, f.Value)
		f.Ticked = v.Picked(name, "1", f.Ticked)
	}
	return f, nil
}

func (f *Field) set(key string, value any) (err error) {
	ok := true
	switch key {
	case "value":
		f.Value = inputText(value)
	case "hint":
		f.Hint, ok = value.(string)
	case "type":
		f.Type, ok = value.(string)
	case "mode":
		f.Mode, ok = value.(string)
	case "auto":
		f.Auto, ok = value.(string)
	case "unit":
		f.Unit, ok = value.(string)
	case "placeholder":
		f.Placeholder, ok = value.(string)
	case "accept":
		f.Accept, ok = value.(string)
	case "lang":
		f.Lang, ok = value.(string)
	case "required":
		f.Required, ok = value.(bool)
	case "optional":
		f.Optional, ok = value.(bool)
	case "multiple":
		f.Multiple, ok = value.(bool)
	case "ticked":
		f.Ticked, ok = value.(bool)
	case "rows":
		f.Rows, ok = value.(int)
	case "max":
		f.Max, ok = value.(int)
	case "options":
		f.Options, ok = value.([]Option)
	default:
		return errors.New("no such part of a field")
	}
	if !ok {
		return fmt.Errorf("can't be %T", value)
	}
	return nil
}

// ID is the field's id in the page; the error summary links to it.
func (f Field) ID() string { return fieldID(f.Name) }

func fieldID(name string) string { return "f-" + name }

// DescribedBy names what a screen reader reads with the input.
func (f Field) DescribedBy() string {
	switch {
	case f.Hint != "" && f.Error != "":
		return f.ID() + "-e " + f.ID() + "-h"
	case f.Error != "":
		return f.ID() + "-e"
	case f.Hint != "":
		return f.ID() + "-h"
	}
	return ""
}

// Rail is お金のありか: where the money of an item is. Now is the step where the coin stands, 0 to 4; 5 is all done.
type Rail struct {
	Text  string
	Steps []RailStep
}

// RailStep is one of deposit, delivery, acceptance, closing and payout.
type RailStep struct{ Name, Text, State string }

func newRail(lang phrase.Lang, text string, now int, steps []string) Rail {
	r := Rail{Text: text}
	for i, name := range []string{"仮払い", "納品", "検収", "月末締め", "振込"} {
		step := RailStep{Name: phrase.T(lang, name)}
		if i < len(steps) {
			step.Text = steps[i]
		}
		switch {
		case i < now:
			step.State = "done"
		case i == now:
			step.State = "now"
		}
		r.Steps = append(r.Steps, step)
	}
	return r
}

// Pager leads to the pages before and after; "" where there is none. Both are addresses without the language.
type Pager struct{ Prev, Next string }
