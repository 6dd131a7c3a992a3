package main

import (
	"io"
	"log/slog"
)

// logs says how the program writes its log, to the standard error.
type logs struct {
	Format string     `default:"text" enum:"text,json" help:"The log's form: ${enum}."`
	Level  slog.Level `default:"info" help:"The least that is logged: debug, info, warn, error."`
}

func (l logs) logger(w io.Writer) *slog.Logger {
	o := &slog.HandlerOptions{Level: l.Level}
	if l.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}
