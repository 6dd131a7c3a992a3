package webtest

import (
	"image"
	"image/png"
	"strings"

	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/trust"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/desk"
	"nariwai/internal/usecase/reporting"
	"nariwai/internal/usecase/talking"
)

// talk is what is written in the thread of the main contract: with a quote, with a word that was mended, and unread by the client.
func (s *Stage) talk(cid id.Contract, client, worker people.Actor) {
	s.t.Helper()
	tid := cast.Thread(s.t, s.DB, cid)
	s.name("thread.contract", string(tid), Worker, Client)
	asked, err := talking.SendMessage(ctx, s.DB, client, tid, talking.Words{Body: "どちらで**待ち合わせ**ましょうか", Asks: true})
	s.ok(err)
	said := s.hide("a message", "トンネルの手前で待っています", Worker, Client, Desk)
	mid, err := talking.SendMessage(ctx, s.DB, worker, tid, talking.Words{Body: "トンネルで待っています", Quote: asked})
	s.ok(err)
	s.ok(talking.EditMessage(ctx, s.DB, worker, tid, mid, said))
	s.name("message.main", string(mid), Worker, Client)
	s.ok(reporting.ReportTalk(ctx, s.DB, client, tid, mid, trust.ReasonThreat, s.hide("a talk report's words", "通報の言葉：トンネルで待つと言われました", Desk)))
	s.name("talk.reported", s.text("SELECT id FROM trust_talk WHERE thread = $1", tid), Desk)
	s.ok(talking.SaveTemplate(ctx, s.DB, worker, "", "はじめのごあいさつ", s.hide("a template", "このたびは、ご縁をいただきました", Worker)))
	s.name("template.worker", s.text("SELECT id FROM message_template WHERE person = $1", worker.Person), Worker)
}

// shun lets a client block a worker who has asked about a job.
func (s *Stage) shun(jid id.Job) {
	s.t.Helper()
	tid, err := talking.AskAboutJob(ctx, s.DB, s.actors[OtherWorker], jid, s.hide("a question", "峠の茶屋でも書けますか", OtherWorker, OtherClient, Desk))
	s.ok(err)
	var b strings.Builder
	s.ok(png.Encode(&b, image.NewGray(image.Rect(0, 0, 300, 200))))
	u, err := talking.StoreFile(ctx, s.DB, s.Files, s.actors[OtherWorker], tid, "峠の茶屋.png", strings.NewReader(b.String()))
	s.ok(err)
	_, err = talking.SendMessage(ctx, s.DB, s.actors[OtherWorker], tid, talking.Words{Uploads: []talking.Upload{u}})
	s.ok(err)
	s.name("file.reported", s.text("SELECT id FROM message_file WHERE thread = $1", tid), OtherWorker, OtherClient, Desk)
	s.ok(talking.BlockParty(ctx, s.DB, s.actors[OtherClient], tid))
	s.ok(reporting.ReportTalk(ctx, s.DB, s.actors[OtherClient], tid, "", trust.ReasonSpam, ""))
	s.name("talk.read", s.text("SELECT id FROM trust_talk WHERE thread = $1", tid), Desk)
	s.name("thread.blocked", string(tid), OtherWorker, OtherClient)
}

// lookIn opens the reported talk to the desk; it stays open for a day.
func (s *Stage) lookIn() {
	s.t.Helper()
	s.ok(desk.OpenTalk(ctx, s.DB, s.actors[Desk], id.Report(s.ID("talk.read")), "通報の内容を確かめるため"))
}
