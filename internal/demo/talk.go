package demo

import (
	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/usecase/talking"
)

// say writes in a thread as somebody who has read it. The other reads it some hours later: what was said last is still unread.
func (s *stage) say(from, to string, tid id.Thread, w talking.Words) error {
	if err := s.reads(from, tid); err != nil {
		return err
	}
	if _, err := talking.SendMessage(s.ctx, s.d, s.actors[from], tid, w); err != nil {
		return err
	}
	s.plan(s.clock().Add(20*clock.Hour), to+" reads", func() error { return s.reads(to, tid) })
	return nil
}

func (s *stage) reads(who string, tid id.Thread) error {
	return talking.MarkRead(s.ctx, s.d, s.actors[who], tid, 1<<30)
}

// thread is that of a contract.
func (s *stage) thread(c id.Contract) (id.Thread, error) {
	return find[id.Thread](s, "SELECT id FROM message_thread WHERE contract = $1 AND contract <> ''", c)
}

// ask lets a client turn to somebody who has proposed.
func (s *stage) ask(p *posted, q question) error {
	tid, err := find[id.Thread](s, "SELECT id FROM message_thread WHERE proposal = $1 AND contract = ''", p.proposals[q.to])
	if err != nil {
		return err
	}
	if err := s.say(p.client, q.to, tid, talking.Words{Body: q.ask, Asks: true}); err != nil || q.answer == "" {
		return err
	}
	s.plan(s.at(q.day+1, 10, 50), "answer of "+q.to, func() error {
		return s.say(q.to, p.client, tid, talking.Words{Body: q.answer})
	})
	return nil
}

// wonder lets somebody ask about a job before proposing.
func (s *stage) wonder(p *posted, q question) error {
	tid, err := talking.AskAboutJob(s.ctx, s.d, s.actors[q.to], p.id, q.ask)
	if err != nil || q.answer == "" {
		return err
	}
	s.plan(s.at(q.day, 17, 35), "answer to "+q.to, func() error {
		return s.say(p.client, q.to, tid, talking.Words{Body: q.answer})
	})
	return nil
}
