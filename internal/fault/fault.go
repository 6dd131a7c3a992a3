// Package fault says what kind of trouble an error is, once, for every entry point.
//
// An Error carries a kind for the program, a sentence for the person, and a cause for the log.
// The sentence is written in Japanese where the rule stands; package phrase knows its English.
package fault

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Kind is what the program needs to know of an error; entry points map it to a status.
type Kind uint8

const (
	Internal    Kind = iota // our mistake or the machine's: the cause is for the log only
	Invalid                 // what was typed can't be used: show the form again with its values
	Unsigned                // nobody is signed in
	Forbidden               // known, and may not
	NotFound                // not there, or not theirs to know of
	Conflict                // somebody else was faster, or the state does not allow it
	TooMany                 // throttled: try again later
	Unavailable             // the database can't serve now and has kept nothing: try again soon
	Unsure                  // the database's answer was lost: it has kept all of it, or nothing
	Reused                  // the key of another command: nothing was done
)

// Error is an error that a person may be told about.
type Error struct {
	Kind   Kind
	Say    string  // a Japanese sentence, the key of package phrase; may hold %s verbs for Args
	Args   []any   // for the verbs in Say
	Field  string  // the form field that it is about, if any
	Fields []Error // several troubles of one form, each with its Field
	Err    error   // the cause, for the log
}

func (e *Error) Error() string {
	var b strings.Builder
	if e.Field != "" {
		b.WriteString(e.Field + ": ")
	}
	fmt.Fprintf(&b, e.Say, e.Args...)
	for _, f := range e.Fields {
		b.WriteString("; " + f.Error())
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Err }

// New returns an error of kind k that says say, a Japanese sentence with %s verbs for args.
func New(k Kind, say string, args ...any) error { return &Error{Kind: k, Say: say, Args: args} }

// Because is New with a cause for the log.
func Because(err error, k Kind, say string, args ...any) error {
	return &Error{Kind: k, Say: say, Args: args, Err: err}
}

// Of returns the Error inside err, or nil when there is none.
func Of(err error) *Error {
	e, _ := errors.AsType[*Error](err)
	return e
}

// KindOf returns the kind of err; an error that says nothing of itself is Internal.
func KindOf(err error) Kind {
	if e := Of(err); e != nil {
		return e.Kind
	}
	return Internal
}

// Is reports whether err is of kind k.
func Is(err error, k Kind) bool { return err != nil && KindOf(err) == k }

// Wrap adds the operation to *errp; use it with defer at the top of a function.
func Wrap(errp *error, format string, args ...any) {
	if *errp != nil {
		*errp = fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), *errp)
	}
}

// Form collects what is wrong with the fields of one form, so that a person sees all of it at once.
type Form struct{ fields []Error }

// Add notes that field can't be used, and why.
func (f *Form) Add(field, say string, args ...any) {
	f.fields = append(f.fields, Error{Kind: Invalid, Say: say, Args: args, Field: field})
}

// Check adds err, if any, as the trouble of field: the sentence of a fault, or a general one.
func (f *Form) Check(field string, err error) {
	if err == nil {
		return
	}
	if e := Of(err); e != nil {
		f.fields = append(f.fields, Error{Kind: Invalid, Say: e.Say, Args: e.Args, Field: field, Err: e.Err})
		return
	}
	f.fields = append(f.fields, Error{Kind: Invalid, Say: "この内容は使えません", Field: field, Err: err})
}

// Merge adds the troubles of another form.
func (f *Form) Merge(err error) {
	if e := Of(err); e != nil {
		f.fields = append(f.fields, e.Fields...)
	}
}

// Has reports whether field is already in trouble.
func (f *Form) Has(field string) bool {
	return slices.ContainsFunc(f.fields, func(e Error) bool { return e.Field == field })
}

// Err returns all troubles as one Invalid error, or nil when there are none.
func (f *Form) Err() error {
	if len(f.fields) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Say: "入力を直してください", Fields: f.fields}
}
