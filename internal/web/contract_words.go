package web

import (
	"html/template"

	"nariwai/internal/calendar"
	"nariwai/internal/market"
	"nariwai/internal/phrase"
	"nariwai/internal/query"
	"nariwai/internal/upload"
	"nariwai/internal/yen"
)

// roomFuncs are the functions of the templates of contracts, disputes and documents.
func roomFuncs(lang phrase.Lang) template.FuncMap {
	return template.FuncMap{
		"itemState":     func(s market.ItemState) Tag { return endedTag(lang, s) },
		"contractState": func(s market.ContractState) Tag { return contractTag(lang, s) },
		"disputeState":  func(s market.DisputeState) Tag { return disputeTag(lang, s) },
		"blame":         func(b market.Blame) string { return phrase.T(lang, blameWord(b)) },
		"fileSize":      fileSize,
	}
}

// endedTag is itemTag with the ways in which an item can end.
func endedTag(lang phrase.Lang, s market.ItemState) Tag {
	say := func(text, class string) Tag { return Tag{phrase.T(lang, text), class} }
	switch s {
	case market.ItemAccepted:
		return say("検収済み", "k")
	case market.ItemSplit:
		return say("一部を支払い", "g")
	case market.ItemRefunded:
		return say("返金", "g")
	case market.ItemCancelled:
		return say("取り消し", "g")
	case market.ItemLapsed:
		return say("期限切れ", "g")
	}
	return itemTag(lang, s)
}

func contractTag(lang phrase.Lang, s market.ContractState) Tag {
	switch s {
	case market.ContractAwarded:
		return Tag{phrase.T(lang, "仮払い待ち"), "m"}
	case market.ContractActive:
		return Tag{phrase.T(lang, "進行中"), "k"}
	}
	return Tag{phrase.T(lang, "終わりました"), "g"}
}

func disputeTag(lang phrase.Lang, s market.DisputeState) Tag {
	switch s {
	case market.DisputeOpen:
		return Tag{phrase.T(lang, "話を聞いています"), "m"}
	case market.DisputeDecided:
		return Tag{phrase.T(lang, "決まりました"), "k"}
	case market.DisputeAppealed:
		return Tag{phrase.T(lang, "もう一度決めます"), "m"}
	}
	return Tag{phrase.T(lang, "終わりました"), "g"}
}

func blameWord(b market.Blame) string {
	switch b {
	case market.ClientFault:
		return "依頼主の都合"
	case market.WorkerFault:
		return "働く人の都合"
	}
	return "どちらの都合でもない"
}

// blameOptions are the answers to "whose doing is it"; nothing is chosen beforehand.
func blameOptions(q *Request) []Option {
	var out []Option
	for _, b := range []market.Blame{market.NoFault, market.ClientFault, market.WorkerFault} {
		out = append(out, Option{Value: string(b), Label: q.T(blameWord(b))})
	}
	return out
}

// briefDay is the shortest form of a date, for the rail: 11/23, 23 Nov.
func briefDay(lang phrase.Lang, d calendar.Date) string {
	switch {
	case d.IsZero():
		return ""
	case lang == phrase.En:
		return d.Start().Time().Format("2 Jan")
	}
	return d.Start().Time().Format("1/2")
}

// fileSize is how large a file is: 28 KB.
func fileSize(n int64) string { return upload.Bytes(n).String() }

// eventText says what happened, in one line of a contract's history. what names the item.
func eventText(lang phrase.Lang, e query.LogEntry, what string) string {
	say := func(ja string, args ...any) string { return phrase.T(lang, ja, args...) }
	switch market.EventKind(e.Kind) {
	case market.EventAwarded:
		return say("契約ができました（%s）", e.Amount)
	case market.EventFunded:
		return say("%sの仮払い %s が済みました", what, e.Amount)
	case market.EventAccepted:
		return say("%sを検収しました。報酬 %s が確定", what, e.Amount)
	case market.EventAuto:
		return say("%sの検収が、期限が来たので成立しました。報酬 %s が確定", what, e.Amount)
	case market.EventChange:
		return say("%sの内容を変える申し出", what)
	case market.EventSigned:
		return say("%sの変更に署名がそろいました。差額の仮払いを待っています", what)
	case market.EventChanged:
		return say("%sの内容が変わりました（書面 %s）", what, e.Note)
	case market.EventVoid:
		return say("%sの変更は、差額の仮払いがなかったので、なくなりました", what)
	case market.EventCancel:
		return say("%sを終える申し出（働く人へ %s）", what, e.Amount)
	case market.EventRejected:
		return say("%sの申し出を断りました", what)
	case market.EventTakenBack:
		return say("%sの申し出を取り下げました", what)
	case market.EventSettled:
		if e.Note == string(market.ByDecision) {
			return say("%sは、運営の決定で終わりました（働く人へ %s）", what, e.Amount)
		}
		return say("%sは、ふたりの合意で終わりました（働く人へ %s）", what, e.Amount)
	case market.EventRefunded:
		return say("%sを取り消しました。%s を依頼主へ戻します", what, e.Amount)
	case market.EventCancelled:
		return say("%sを、仮払いの前に取り消しました。理由：%s", what, e.Note)
	case market.EventLapsed:
		return say("%sは、仮払いの期限が過ぎて、なくなりました", what)
	case market.EventDisputed:
		return say("%sについて、もめごと相談を始めました", what)
	case market.EventTakenUp:
		return say("%sを、運営が取り上げました", what)
	case market.EventSaid:
		return say("もめごと相談に言い分を書きました")
	case market.EventWithdrawn:
		return say("もめごと相談を取り下げました")
	case market.EventDecided:
		return say("%sのもめごと相談を決めました（働く人へ %s）", what, e.Amount)
	case market.EventShared:
		return say("%sの受け持ちに、全員が同意しました", what)
	case market.EventContent:
		return say("運営の決定を受け入れました")
	case market.EventAppealed:
		return say("運営の決定に、不服を申し立てました")
	case market.EventEscalated:
		return say("%sは、受け取りから日がたったので、運営が確かめます", what)
	case market.EventPaid:
		return say("手取り %s を振り込みました", e.Amount)
	}
	return string(e.Kind)
}

// itemMoney says in one line where an item's money is, for one of the sides.
func itemMoney(lang phrase.Lang, c query.Sides, it query.RoomItem) string {
	say := func(ja string, args ...any) string { return phrase.T(lang, ja, args...) }
	due, payday := day(lang, it.DueOn), day(lang, it.Payday)
	switch it.State {
	case market.ItemCancelled, market.ItemLapsed:
		return say("お金は動いていません")
	case market.ItemRefunded:
		return refundText(lang, it)
	}
	if c.Working() {
		switch it.State {
		case market.ItemAgreed:
			return say("納期 %s・手取り %s", due, it.Quote.Net)
		case market.ItemFunded, market.ItemRevising:
			return say("仮払い済み・納期 %s・手取り %s", due, it.Quote.Net)
		case market.ItemDelivered:
			return say("検収の期限 %s・手取り %s", day(lang, lastDayOf(it.AcceptBy)), it.Quote.Net)
		case market.ItemDisputed:
			return say("お金は動かさずにお預かりしています")
		}
		switch it.Paid.State {
		case "paid":
			return say("手取り %s・%sに振り込みました", it.Paid.Net, payday)
		case "held", "returned":
			return say("手取り %s・お届けできる口座がないため、お預かりしています", it.Paid.Net)
		}
		return say("手取り %s・%sに振込", it.Paid.Net, payday)
	}
	switch it.State {
	case market.ItemAgreed:
		return say("納期 %s・仮払いの前", due)
	case market.ItemFunded, market.ItemRevising:
		return say("お預かり %s・納期 %s", it.Secured, due)
	case market.ItemDelivered:
		return say("お預かり %s・検収の期限 %s", it.Secured, day(lang, lastDayOf(it.AcceptBy)))
	case market.ItemDisputed:
		return say("お預かり %s・動かしません", it.Secured)
	case market.ItemSplit:
		return say("%sに %s を支払い", day(lang, it.SettledOn), it.Paid.Pay) + say("・") + refundText(lang, it)
	}
	return say("%sに %s を支払い", day(lang, it.SettledOn), it.Paid.Pay)
}

func refundText(lang phrase.Lang, it query.RoomItem) string {
	switch it.Refunded {
	case "paid":
		return phrase.T(lang, "%s を返金しました", it.Refund)
	case "waiting":
		return phrase.T(lang, "%s を返金します（返金先の口座を待っています）", it.Refund)
	}
	return phrase.T(lang, "%s を返金します", it.Refund)
}

// splitLines are the lines of the table that shows where an item's money goes.
type splitLine struct {
	Label  string
	Amount yen.Yen
	Sum    bool
}

// moneyLines says line by line what happens with the money that is kept for an item, when s is done.
func moneyLines(lang phrase.Lang, s query.Settlement, fee yen.Rate) (lines []splitLine) {
	add := func(sum bool, y yen.Yen, ja string, args ...any) {
		lines = append(lines, splitLine{phrase.T(lang, ja, args...), y, sum})
	}
	add(false, s.Secured, "いまお預かりしている金額")
	if s.Pay.Sign() > 0 {
		add(false, s.Pay, "報酬（税込）")
		if s.Withheld.Sign() > 0 {
			add(false, s.Withheld.Neg(), "源泉徴収（依頼主が税務署に納めます）")
		}
		add(false, s.Fee.Neg(), "Nariwaiの手数料（%s）", fee)
		if s.ClientFee.Sign() > 0 {
			add(false, s.ClientFee, "依頼主の手数料")
		}
	}
	add(true, s.Net, "働く人の手取り")
	add(true, s.Refund, "依頼主へ戻る金額")
	return lines
}
