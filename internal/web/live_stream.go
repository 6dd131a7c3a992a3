package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"time"

	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/live"
	"nariwai/internal/query"
)

const (
	resumeMost  = 500              // events that are made up for; who has missed more looks at everything
	streamWrite = 10 * time.Second // for a reader to take a line
	retry       = 2000             // milliseconds until a page connects again, give or take a half: nodes that stop have thousands of them
)

// liveStream tells a page what happens while it is open (server-sent events). It begins with how much is unread, and with
// what was told since the event that the page knows of.
func (s *Server) liveStream(w http.ResponseWriter, q *Request) error {
	c := http.NewResponseController(w)
	// A connection without limits that could be lifted gets what there is, and asks again.
	open := q.Method == http.MethodGet && c.SetReadDeadline(time.Time{}) == nil
	begin, cancel := context.WithTimeout(q.Context(), answerBy)
	defer cancel()
	var st *stream
	if open {
		var err error
		if st, err = s.live.join(begin, q.Viewer.Person, q.Viewer.Session); err != nil {
			return err
		}
	}
	missed, unread, err := s.missed(begin, s.DB.Snapshot(), q.Viewer.Person, lastEvent(q))
	if err != nil {
		s.live.leave(st)
		return err
	}
	exchangeOf(q.Request).stream = true
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx: pass each line on at once
	text := []byte("retry: " + strconv.Itoa(retry/2+rand.IntN(retry)) + "\n")
	text = append(text, streamText(id.Floor(q.Now.Time()), told{Kind: "hello", Unread: unread.Messages, Notices: unread.Notices})...)
	var sent map[id.Hint]bool
	for _, e := range missed {
		if sent == nil {
			sent = map[id.Hint]bool{}
		}
		sent[e.ID] = true
		text = append(text, eventLine(e, unread).text...)
	}
	if open && s.takeOver(c, q, h, text, st, sent) {
		return nil
	}
	// HTTP/2, where the connection is not one stream's alone.
	defer s.live.leave(st)
	write := func(text []byte) error {
		c.SetWriteDeadline(time.Now().Add(streamWrite))
		_, err := w.Write(text)
		return errors.Join(err, c.Flush())
	}
	if write(text) != nil || !open {
		return nil
	}
	q.seat.give() // from here on it costs no more than its memory
	s.live.follow(st, q.Context().Done(), sent, write)
	return nil
}

// takeOver keeps the connection and lets everything else of the request go: the buffers and the stack of a request are four
// fifths of what an open page would hold. It reports whether the connection can be had.
func (s *Server) takeOver(c *http.ResponseController, q *Request, h http.Header, text []byte, st *stream, sent map[id.Hint]bool) bool {
	if q.ProtoMajor != 1 {
		return false
	}
	conn, _, err := c.Hijack()
	if err != nil {
		return false
	}
	conn.SetDeadline(time.Time{})
	var head bytes.Buffer
	head.WriteString("HTTP/1.1 200 OK\r\nConnection: close\r\nDate: " + time.Now().UTC().Format(http.TimeFormat) + "\r\n")
	h.Write(&head)
	head.WriteString("\r\n")
	head.Write(text)
	s.live.carries(1)
	go s.live.carry(conn, st, sent, head.Bytes())
	return true
}

// carry writes what comes to a connection of its own until that, the session or the server ends.
func (h *hub) carry(conn net.Conn, st *stream, sent map[id.Hint]bool, head []byte) {
	defer h.carries(-1)
	defer conn.Close()
	defer h.leave(st)
	write := func(text []byte) error {
		conn.SetWriteDeadline(time.Now().Add(streamWrite))
		_, err := conn.Write(text)
		return err
	}
	if write(head) != nil {
		return
	}
	go func() { // a page says nothing more; when it goes, this ends
		var b [1]byte
		conn.Read(b[:])
		h.leave(st)
	}()
	h.follow(st, nil, sent, write)
}

// follow writes what comes until the page, the session or the server ends. What was sent already may come once more.
func (h *hub) follow(st *stream, gone <-chan struct{}, sent map[id.Hint]bool, write func(text []byte) error) {
	begun := time.Now()
	for {
		select {
		case <-gone:
			return
		case l, ok := <-st.out:
			text := beat
			switch {
			case !ok: // connect soon to another node, but not all at the same moment
				write([]byte("retry: " + strconv.Itoa(100+rand.IntN(retry)) + "\n\n"))
				return
			case l != nil && sent[l.id]:
				continue
			case l != nil:
				text = l.text
			case time.Since(begun) > 2*time.Duration(live.Late)*time.Millisecond:
				sent = nil
			}
			if write(text) != nil {
				return
			}
		}
	}
}

// beat is a sign of life. It is an event of its own and no comment, because scripts don't see comments: a page that hears
// nothing for long connects again.
var beat = []byte("event: beat\ndata: 1\n\n")

// missed reads what somebody was told since an event, and a little before it (see live.Late), and how much is unread.
func (s *Server) missed(ctx context.Context, r db.Reader, person id.Person, after string) (list []live.Event, u query.Unread, err error) {
	if from, ok := live.From(after); ok {
		if list, err = query.EventsOf(ctx, r, person, from, resumeMost+1); err != nil {
			return nil, u, err
		}
		if len(list) > resumeMost {
			list = nil
		}
	}
	of, err := query.UnreadOf(ctx, r, []id.Person{person})
	return list, of[person], err
}

// liveSince is what /live would have told since an event, for pages to which no stream gets through.
func (s *Server) liveSince(w http.ResponseWriter, q *Request) error {
	after := q.Form("after")
	missed, unread, err := s.missed(q.Context(), s.DB.Snapshot(), q.Viewer.Person, after)
	if err != nil {
		return err
	}
	answer := struct {
		Last    string `json:"last"`
		Unread  int64  `json:"unread"`
		Notices int64  `json:"notices"`
		Events  []told `json:"events"`
	}{after, unread.Messages, unread.Notices, []told{}}
	if _, ok := live.From(after); !ok {
		answer.Last = id.Floor(q.Now.Time())
	}
	for _, e := range missed {
		answer.Last = max(answer.Last, string(e.ID))
		answer.Events = append(answer.Events, told{ID: e.ID, Kind: e.Kind, Subject: e.Subject, N: e.N, Unread: unread.Messages, Notices: unread.Notices})
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	return ignoreGone(q, json.NewEncoder(w).Encode(answer))
}
