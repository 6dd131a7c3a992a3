package web

// auditVerbs says each verb of the record; a verb that is not here is shown as it is written.
var auditVerbs = map[string]string{
	"accept": "検収した", "auto_accept": "期限が来て自動で検収にした", "award": "採用した", "cancel_unfunded": "仮払いの前に取り消した",
	"cancel_late": "納期を過ぎたため取り消した", "cancel_silent": "返事がないため取り消した", "lapse": "仮払いの期限が過ぎて契約が終わった",
	"sign_change": "契約の変更に署名した", "sign_cancel": "終える申し出に署名した",
	"read_dispute": "もめごと相談を開いた", "decide_dispute": "もめごと相談を決めた", "decide_appeal": "不服の申し立てを決めた",
	"content": "決定を受け入れた", "take_effect": "決定のとおりになった", "take_up": "期限の近い区切りを引き受けた",
	"request_funding": "仮払いを頼んだ", "pay_in_demonstration": "体験用に仮払いをした", "import_deposits": "入金の一覧を取り込んだ",
	"confirm_deposits": "入金の一覧を確かめた", "drop_deposits": "入金の一覧を取りやめた", "return_deposit": "入金を返すことにした",
	"take_as_own": "入金をサイトのお金とした", "direct_refund": "返金先を決めた",
	"start_run": "締めを始めた", "count_run": "締めを数え終えた", "recount_run": "締めを数え直した", "check_run": "締めを確かめた",
	"return_run": "締めを差し戻した", "release_run": "振込を承認した", "export_run": "振込データを作った", "mark_paid": "振込済みにした",
	"mark_returned": "振込が戻ったと記した", "finish_run": "締めの振込が終わった",
	"approve_job": "待っていた依頼を公開した", "refuse_job": "待っていた依頼を返した",
	"mark_dismiss": "印の付いた文を問題なしとした", "mark_ask": "印の付いた文を直すように求めた", "mark_stop": "印の付いた文のために募集を止めた",
	"open_talk": "通報されたやりとりを読んだ", "open_disputed_talk": "もめごとのあるやりとりを読んだ", "talk_dismiss": "通報されたやりとりを問題なしとした", "talk_uphold": "通報されたやりとりに対応した",
	"report_dismiss": "通報された募集を問題なしとした", "report_ask": "通報された募集を直すように求めた", "report_stop": "通報された募集を止めた",
	"set_bank_account": "振込先の口座を登録した", "account_active": "口座を確認した", "account_refused": "口座を断った",
	"edit_tax_facts": "取引のための情報を変えた", "carry_over_on": "振込をくりこすことにした", "carry_over_off": "くりこしをやめた",
	"suspend": "利用を止めた", "lift_suspension": "利用停止を解除した", "suspension_over": "利用停止の期間が終わった",
	"grant_operator": "運営の机に加えた", "revoke_operator": "運営の机から外した",
	"block_party": "相手をブロックした", "unblock_party": "相手のブロックを解いた",
	"identity_shown": "本人確認の書類を送った", "identity_withdrawn": "本人確認の書類を取り下げた", "identity_opened": "本人確認の書類を開いた",
	"identity_passed": "本人と確かめた", "identity_refused": "本人確認の書類を断った", "identity_expired": "本人確認の書類を、期限が来て消した", "sign_pledge": "守秘の誓約に署名した",
	"close_account": "退会した", "erase": "残していた個人情報を消した", "set_rule": "決まりを定めた", "send_mail_again": "メールをもう一度送った", "move_clock": "体験用の時計を進めた",
	"accept_time": "進みすぎていた時計の日付のままにした", "open_demonstration": "体験用の市場をひらいた", "reseal": "封の鍵を新しくした",
}
