package webtest

import (
	"fmt"
	"image"
	"image/png"
	"strings"

	"nariwai/internal/billing/billingdb"
	"nariwai/internal/id"
	"nariwai/internal/market"
	"nariwai/internal/people"
	"nariwai/internal/usecase/cast"
	"nariwai/internal/usecase/funding"
	"nariwai/internal/usecase/hiring"
	"nariwai/internal/usecase/working"
	"nariwai/internal/yen"
)

// mainItems are the items of the contract "main", by what each is there to show.
var mainItems = []string{"delivered", "working", "unfunded", "disputed", "changing", "cancelling", "accepted", "revising", "decided", "appealed", "raised", "free"}

// contracts makes one contract with an item in each state, one of the worker who is then stopped, and one of the others.
func (s *Stage) contracts() {
	s.t.Helper()
	s.at(2026, 4, 6)
	client, worker := s.actors[Client], s.actors[Worker]
	sides := []Role{Worker, Client}

	unfunded := cast.Award(s.t, s.DB, client, worker, false, 20_000)
	s.name("contract.unfunded", string(unfunded.Contract), sides...)

	pays := make([]int64, len(mainItems))
	for i := range pays {
		pays[i] = 10_000
	}
	deal := cast.Award(s.t, s.DB, client, worker, false, pays...)
	s.name("contract.main", string(deal.Contract), sides...)
	s.name("document.main", s.text("SELECT id FROM document_document WHERE subject = $1", deal.Contract), sides...)
	item := map[string]id.Item{}
	var paid []id.Item
	for i, name := range mainItems {
		item[name] = deal.Items[i]
		s.name("item."+name, string(deal.Items[i]), sides...)
		if name != "unfunded" && name != "free" {
			paid = append(paid, deal.Items[i])
		}
	}
	_, err := funding.RequestFunding(ctx, s.DB, client, deal.Contract, paid)
	s.ok(err)
	s.at(2026, 4, 7)
	s.name("import.confirmed", string(s.payIn(deal.Contract, "ｶ)ｷﾀﾉﾐﾁｷｶｸ")), Desk)
	asked, err := funding.RequestFunding(ctx, s.DB, client, deal.Contract, []id.Item{item["unfunded"]})
	s.ok(err)
	s.name("funding.open", string(asked), Client)
	fs, err := billingdb.Fundings(ctx, s.DB.Snapshot(), deal.Contract)
	s.ok(err)
	s.name("funding.paid", string(fs[1].ID), Client)

	s.second()
	s.other()

	s.at(2026, 4, 9)
	s.share(deal.Contract, worker, client)
	for _, name := range []string{"delivered", "disputed", "accepted", "revising", "decided", "appealed"} {
		s.deliver(worker, deal.Contract, item[name], name == "delivered")
	}
	s.name("delivery.main", s.text("SELECT id FROM market_delivery WHERE item = $1", item["delivered"]), sides...)
	s.name("file.picture", s.picture(worker, deal.Contract), sides...)
	s.name("file.delivered", s.text("SELECT MIN(id) FROM market_file WHERE contract = $1 AND delivery <> ''", deal.Contract), sides...)

	s.at(2026, 4, 10)
	done := func(_ id.Contract, err error) { s.t.Helper(); s.ok(err) }
	done(working.AcceptItem(ctx, s.DB, client, item["accepted"]))
	done(working.RequestRevision(ctx, s.DB, client, item["revising"], "見出しをもう少し短くしてください", market.ClientFault))
	done(working.ProposeChange(ctx, s.DB, client, item["changing"], working.NewTerms{Pay: yen.Of(10_000), DueOn: s.today().AddDays(40), Reason: "写真が遅れるため"}))
	done(working.ProposeChange(ctx, s.DB, worker, item["raised"], working.NewTerms{Pay: yen.Of(15_000), DueOn: s.today().AddDays(40), Scope: "写真の選定もします", Reason: "作業が増えるため"}))
	done(working.ProposeCancel(ctx, s.DB, client, item["cancelling"], working.Split{Pay: yen.Of(10_000), Fault: market.NoFault, Reason: "企画がなくなりました"}))
	for name, item := range map[string]id.Item{"change.open": item["changing"], "change.raise": item["raised"]} {
		s.name(name, s.text("SELECT id FROM market_change WHERE item = $1", item), sides...)
	}
	s.name("cancel.open", s.text("SELECT id FROM market_cancel WHERE item = $1", item["cancelling"]), sides...)
	s.disputes(item)
	s.talk(deal.Contract, client, worker)

	s.at(2026, 4, 12)
	s.stop()
}

// disputes puts one item before the desk, has one decided, and one appealed against.
func (s *Stage) disputes(item map[string]id.Item) {
	s.t.Helper()
	client, worker := s.actors[Client], s.actors[Worker]
	ruling := market.Ruling{Pay: yen.Of(10_000), Fault: market.NoFault, Grounds: "納品は条件のとおりです"}
	for _, name := range []string{"disputed", "decided", "appealed"} {
		did, err := working.OpenDispute(ctx, s.DB, client, item[name], s.hide("a dispute", "もめごとの言い分、"+name, Worker, Client, Desk))
		s.ok(err)
		s.name("dispute."+strings.Replace(name, "disputed", "open", 1), string(did), Worker, Client, Desk)
		if name == "disputed" {
			continue
		}
		s.ok(working.DecideDispute(ctx, s.DB, s.desk2, did, ruling))
		if name == "appealed" {
			s.ok(working.AppealDecision(ctx, s.DB, client, did, "約束の本数に足りません"))
		}
	}
	s.ok(working.SayInDispute(ctx, s.DB, worker, id.Dispute(s.ID("dispute.open")), "10本すべて納めました"))
	s.ok(working.OpenDisputedTalk(ctx, s.DB, s.actors[Desk], id.Dispute(s.ID("dispute.open")), "納品の中身を確かめるため"))
}

// second is the contract of the worker who is stopped afterwards; a name for each thing that an address may ask for.
func (s *Stage) second() {
	s.t.Helper()
	sides := []Role{Suspended, Client}
	deal := cast.Award(s.t, s.DB, s.actors[Client], s.actors[Suspended], false, 8_000, 9_000, 7_000, 6_000, 5_000)
	s.payIn(deal.Contract, "ｶ)ｷﾀﾉﾐﾁｷｶｸ")
	s.name("contract.suspended", string(deal.Contract), sides...)
	s.name("document.suspended", s.text("SELECT id FROM document_document WHERE subject = $1", deal.Contract), sides...)
	s.name("item.suspended", string(deal.Items[0]), sides...)
	s.name("item.suspended-delivered", string(deal.Items[1]), sides...)
	s.share(deal.Contract, s.actors[Suspended], people.Actor{})
	s.deliver(s.actors[Suspended], deal.Contract, deal.Items[1], true)
	s.name("delivery.suspended", s.text("SELECT id FROM market_delivery WHERE item = $1", deal.Items[1]), sides...)
	s.name("file.suspended-picture", s.picture(s.actors[Suspended], deal.Contract), sides...)
	s.name("file.suspended", s.text("SELECT MIN(id) FROM market_file WHERE contract = $1 AND delivery <> ''", deal.Contract), sides...)
	_, err := working.ProposeChange(ctx, s.DB, s.actors[Client], deal.Items[2], working.NewTerms{Pay: yen.Of(7_000), DueOn: s.today().AddDays(40), Reason: "日がのびました"})
	s.ok(err)
	s.name("change.suspended", s.text("SELECT id FROM market_change WHERE item = $1", deal.Items[2]), sides...)
	_, err = working.ProposeCancel(ctx, s.DB, s.actors[Client], deal.Items[3], working.Split{Pay: yen.Of(6_000), Fault: market.NoFault, Reason: "取りやめます"})
	s.ok(err)
	s.name("cancel.suspended", s.text("SELECT id FROM market_cancel WHERE item = $1", deal.Items[3]), sides...)
	did, err := working.OpenDispute(ctx, s.DB, s.actors[Client], deal.Items[4], "連絡がとれません")
	s.ok(err)
	s.name("dispute.suspended", string(did), Suspended, Client, Desk)
}

// other is a contract between the two others, of which nobody else knows.
func (s *Stage) other() {
	s.t.Helper()
	jid := s.publish(s.actors[OtherClient], "秘密にはしていない依頼")
	pid := s.propose(s.actors[OtherWorker], jid, 40_000, "書きます。")
	cid, err := hiring.AwardProposal(ctx, s.DB, s.actors[OtherClient], pid, false)
	s.ok(err)
	s.name("contract.other", string(cid), OtherWorker, OtherClient)
	s.ok(cast.Say(s.t, s.DB, s.actors[OtherWorker], cid, s.hide("a message", "よその契約の連絡です", OtherWorker, OtherClient, Desk)))
	tid := cast.Thread(s.t, s.DB, cid)
	s.name("thread.other", string(tid), OtherWorker, OtherClient)
	s.name("message.other", s.text("SELECT id FROM message_message WHERE thread = $1", tid), OtherWorker, OtherClient)
	s.name("thread.moved", string(cast.ThreadAbout(s.t, s.DB, pid)), OtherWorker, OtherClient)
	s.shun(s.publish(s.actors[OtherClient], "峠の茶屋の紹介"))
}

// deliver hands in text and, if asked, a file.
func (s *Stage) deliver(a people.Actor, cid id.Contract, iid id.Item, file bool) {
	s.t.Helper()
	w := working.Work{Body: s.hide("a delivery", fmt.Sprintf("納品の本文（%s）", id.Short(iid)), s.sidesOf(cid)...)}
	if file {
		w.Uploads = []working.Upload{s.store(a, cid, "原稿.txt", s.hide("a file", "原稿の中身 "+id.Short(cid), s.sidesOf(cid)...))}
	}
	_, err := working.DeliverItem(ctx, s.DB, a, iid, w)
	s.ok(err)
}

func (s *Stage) store(a people.Actor, cid id.Contract, name, content string) working.Upload {
	s.t.Helper()
	u, err := working.StoreFile(ctx, s.DB, s.Files, a, cid, name, strings.NewReader(content))
	s.ok(err)
	return u
}

// share puts a file of each side into the room.
func (s *Stage) share(cid id.Contract, sides ...people.Actor) {
	s.t.Helper()
	for i, a := range sides {
		if a.Person != "" {
			s.ok(working.ShareFiles(ctx, s.DB, a, cid, []working.Upload{s.store(a, cid, fmt.Sprintf("資料%d.txt", i+1), fmt.Sprintf("資料 %d %s", i, cid))}))
		}
	}
}

// picture puts a picture into the room.
func (s *Stage) picture(a people.Actor, cid id.Contract) string {
	s.t.Helper()
	s.ok(working.ShareFiles(ctx, s.DB, a, cid, []working.Upload{s.store(a, cid, "写真.png", s.snow())}))
	return s.text("SELECT id FROM market_file WHERE contract = $1 AND name = '写真.png'", cid)
}

func (s *Stage) sidesOf(cid id.Contract) []Role {
	for _, o := range s.objects {
		if o.id == string(cid) {
			return append([]Role{Desk}, o.sides...)
		}
	}
	s.t.Fatalf("contract %s has no name yet", cid)
	return nil
}

// snow is a small picture.
func (s *Stage) snow() string {
	s.t.Helper()
	var b strings.Builder
	s.ok(png.Encode(&b, image.NewGray(image.Rect(0, 0, 400, 200))))
	return b.String()
}
