package notice

import "slices"

// Kind names what a person is told of, as "awarded".
type Kind string

// Group is what kinds are about: the settings show them together.
type Group string

const (
	Money    Group = "money"
	Work     Group = "work"
	Talk     Group = "talk"
	Search   Group = "search"
	Security Group = "security"
	Desk     Group = "desk"
)

// Groups are all of them, in the order of the settings.
var Groups = []Group{Work, Talk, Search, Desk, Money, Security}

// Name is what the settings call a group: a key of package phrase.
func (g Group) Name() string {
	switch g {
	case Money:
		return "お金"
	case Work:
		return "仕事"
	case Talk:
		return "やりとり"
	case Search:
		return "仕事さがし"
	case Security:
		return "ログインと安全"
	}
	return "運営の机"
}

// An Entry is a kind as the registry has it.
type Entry struct {
	Kind
	Name  string // for the settings: a key of package phrase
	Group Group
	// Mail is how the mail comes while nobody has chosen: Now or Digest.
	Mail Way
	// Always: nobody can switch it off or have it later. It is about money that moves, about who may enter an account, or a
	// paper that the law wants to be handed over at once.
	Always bool
	// Unread: the mail waits for UnreadFor, and is not sent when the person has read what it is about.
	Unread bool
}

// Kinds is every kind that there is. A test looks for each in the code, and for each of the code here.
var Kinds = slices.Concat(
	of(Work, Now,
		"proposed", "提案が届いた",
		"decide_soon", "選ぶ期限が近い",
		"call_closed", "募集の締切がきた",
		"undecided", "選ばれないまま募集が終わった",
		"declined", "提案が見送られた",
		"offered", "直接の依頼や継続の依頼と、その返事",
		"recurring_changed", "継続の依頼の休みや更新",
		"unchosen", "ほかの人に決まった",
		"approval_asked", "発注の承認を頼まれた",
		"approval_decided", "発注の承認の答え",
		"member_joined", "招いた人が加わった",
		"job_changed", "提案した仕事の募集が変わった",
		"job_approved", "募集が公開された",
		"job_refused", "募集を公開できなかった",
		"mend_job", "募集の文を直すように頼まれた",
		"job_stopped", "募集が止められた",
		"delivered", "納品が届いた",
		"accept_soon", "検収の期限が近い",
		"revision", "直しを頼まれた",
		"files", "ファイルが置かれた",
		"change_offered", "条件の変更を提案された",
		"change_signed", "条件の変更に同意された",
		"change_void", "条件の変更がなくなった",
		"cancel_offered", "仕事を終える相談がきた",
		"review_soon", "評価を書ける期間がまもなく終わる",
		"reviewed", "評価が公開された",
		"rejected", "仕事を終える相談が断られた",
		"taken_back", "仕事を終える相談が取り下げられた",
		"disputed", "もめごと相談が始まった",
		"said", "もめごと相談に言い分が加わった",
		"appealed", "決定に不服の申し立てがあった",
		"withdrawn", "もめごと相談が取り下げられた",
		"escalated", "検収が長く済まず、運営が確かめる",
		"ranked", "月の順位に入った",
		"nominated", "表彰に推薦された",
		"prize_won", "表彰に選ばれた",
		"work_asked", "終わった仕事を公開の実績にしてよいかたずねられた",
		"work_answered", "公開の実績への答えがあった",
		"work_withdrawn", "公開の実績が取り下げられた",
		"team_changed", "チーム"),
	of(Work, Now,
		"seal_granted", "認定された",
		"seal_at_risk", "認定の基準を下回った",
		"seal_ended", "認定が外れた",
		"seal_held", "認定の前に運営が確かめる",
		"seal_decided", "認定について運営が決めた",
		"seal_appeal_decided", "認定の申し立てへの答え",
		"rest_over", "お休みが終わった"),
	of(Work, Digest,
		"seal_kept", "認定が続く",
		"proposal_changed", "提案の中身が変わった",
		"proposal_withdrawn", "提案が取り下げられた",
		"record_checked", "ほかの場所の記録が確かめられた",
		"review_asked", "評価を書く時期になった",
		"review_answered", "書いた評価に返事がついた",
		"report_decided", "通報の結果が出た"),
	always(of(Work, Now,
		"awarded", "採用された（取引条件の書面）",
		"bulk_taken", "まとめ依頼を受け持った（書面）",
		"changed", "取引条件が変わった（書面）",
		"recurring_ends", "継続の依頼が終わる")),
	unread(of(Talk, Now,
		"message", "メッセージが届いた（メールは、10分たっても読んでいないとき）")),
	of(Search, Now,
		"saved_search", "保存した条件に新しい仕事があった"),
	of(Desk, Now,
		"first_job", "はじめての依頼主の募集",
		"job_held", "公開の前に確かめる募集",
		"job_reported", "募集の通報",
		"talk_reported", "やりとりの通報",
		"lure_found", "あやしい誘いのある募集",
		"account_to_check", "確認を待つ口座",
		"site_to_add", "知らないサイトの記録",
		"identity_to_check", "確認を待つ本人確認の書類",
		"import_to_confirm", "確認を待つ入金の取り込み",
		"deposits_to_return", "返す入金",
		"seal_to_check", "確かめる認定",
		"seal_appealed", "認定への申し立て",
		"credit_asked", "請求書払いの申し込みと確認",
		"credit_overdue", "期限を過ぎた請求書",
		"capital_short", "立て替えの元手の不足"),
	always(of(Desk, Now,
		"run_to_check", "確かめる振込",
		"run_to_release", "承認を待つ振込",
		"run_to_send", "銀行へ出す振込",
		"run_to_finish", "結果を記す振込")),
	always(of(Money, Now,
		"to_fund", "仮払いのお願い",
		"funded", "仮払いが済んだ",
		"deposit_unmatched", "入金の金額か番号が合わない",
		"lapsed", "仮払いがなく契約がなくなった",
		"cancelled", "仮払いの前に取り消された",
		"accepted", "検収された",
		"auto_accepted", "期限がきて検収が成立した",
		"settled", "仕事を終える相談がまとまった",
		"decided", "もめごと相談の決定",
		"refund", "返金の手続き",
		"refunded", "仮払いが戻る",
		"refund_paid", "返金を振り込んだ",
		"invoice", "請求書とその支払い",
		"invoice_due", "請求書の期限",
		"credit_decided", "請求書払いの枠が変わった",
		"statement", "支払明細",
		"carried", "次の月へくり越した",
		"payout_held", "振り込めずにお預かりしている",
		"payout_returned", "振込が戻った",
		"paid", "振り込んだ")),
	always(of(Security, Now,
		"talk_read", "運営がやりとりを読んだ",
		"verify", "登録の確認",
		"invitation", "会社やチームへの招待",
		"signup_again", "同じアドレスでの登録",
		"reset", "パスワードの決め直し",
		"password_changed", "パスワードの変更",
		"new_browser", "新しい端末からのログイン",
		"email_asked", "メールアドレスを変える手続き",
		"email_move", "新しいメールアドレスの確認",
		"email_changed", "メールアドレスの変更",
		"second_factor_on", "2段階認証の開始",
		"second_factor_off", "2段階認証の停止",
		"recovery_used", "予備のコードの使用",
		"bank_account", "振込先の口座",
		"identity_decided", "本人確認の結果",
		"bulk_seat", "まとめ依頼への招待、申し込み、進行役",
		"bulk_news", "まとめ依頼の動き",
		"virus", "ファイルにウイルスが見つかった",
		"operator_granted", "運営の机の役目",
		"operator_revoked", "運営の机からの離任",
		"suspended", "利用の一時停止",
		"suspension_lifted", "一時停止の解除",
		"suspension_over", "一時停止の終わり",
		"account_closed", "退会")),
)

// of are kinds of one group, given as pairs of code and name.
func of(g Group, mail Way, pairs ...string) (list []Entry) {
	for i := 0; i+1 < len(pairs); i += 2 {
		list = append(list, Entry{Kind: Kind(pairs[i]), Name: pairs[i+1], Group: g, Mail: mail})
	}
	return list
}

func always(list []Entry) []Entry {
	for i := range list {
		list[i].Always = true
	}
	return list
}

func unread(list []Entry) []Entry {
	for i := range list {
		list[i].Unread = true
	}
	return list
}

// Entry is what the registry says of a kind. One that is not there, which a test would have found, goes out at once.
func (k Kind) Entry() Entry {
	for _, e := range Kinds {
		if e.Kind == k {
			return e
		}
	}
	return Entry{Kind: k, Name: string(k), Group: Work, Mail: Now}
}

// Registered reports whether the registry has a kind.
func (k Kind) Registered() bool {
	return slices.ContainsFunc(Kinds, func(e Entry) bool { return e.Kind == k })
}

// DigestKind is the kind of the day's letter, which holds many kinds.
const DigestKind Kind = "digest"

// Heading begins a paragraph of a letter that is a heading.
const Heading = "■ "
