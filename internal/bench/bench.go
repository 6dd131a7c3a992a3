// Package bench measures the site from outside: clients that sign in, send what a browser would send over real HTTP, and look
// at every answer; and beside them what the machine can do at all, so that each figure is also a ratio. It decides nothing
// and changes no market but those that were made for it (usecase/seeding).
package bench

import (
	"context"
	"net"
	"net/http"
	"time"

	"nariwai/internal/db"
)

// A Site is a market being served for a measurement.
type Site struct {
	DB       *db.DB
	Watch    *Watch // of its database
	Base     string // "http://127.0.0.1:40123"
	Progress func(what string) func(done, total int)
	Begin    func() // what is measured begins now
}

// Serve serves a handler on a free port of this machine until stop is called.
func Serve(server *http.Server) (base string, stop func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	done := make(chan struct{})
	go func() {
		server.Serve(l)
		close(done)
	}()
	return "http://" + l.Addr().String(), func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if server.Shutdown(ctx) != nil {
			server.Close()
		}
		<-done
	}, nil
}
