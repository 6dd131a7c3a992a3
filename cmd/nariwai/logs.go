package main

import (
	"io"
	"log/slog"
)

// logs says how the program writes its log, to the standard error.
type logs struct {
	Format string `default:"text" enum:"text,json" help:"The log's form: ${enum}."`
	Level  string `default:"" enum:",debug,info,warn,error" placeholder:"LEVEL" help:"The least that is logged: debug, info, warn, error. Default: info; warn for demo."`
}

// logger writes to w what is at least of the level asked for, or of usual when none is.
func (l logs) logger(w io.Writer, usual slog.Level) *slog.Logger {
	o := &slog.HandlerOptions{Level: usual}
	if level := new(slog.Level); level.UnmarshalText([]byte(l.Level)) == nil {
		o.Level = level
	}
	if l.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}
