package seeding

import (
	"encoding/base32"
	"fmt"
	"sync"

	"nariwai/internal/bank"
	"nariwai/internal/calendar"
	"nariwai/internal/clock"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/phrase"
	"nariwai/internal/place"
)

// The names are put together from parts, so that nobody is meant by them.
var (
	family  = []string{"青", "浅", "朝", "石", "磯", "稲", "岩", "梅", "江", "岡", "沖", "小", "片", "金", "川", "北", "木", "熊", "黒", "桑", "坂", "笹", "島", "杉", "瀬", "竹", "谷", "月", "寺", "戸", "長", "中", "西", "根", "野", "浜", "林", "東", "日", "平", "藤", "星", "堀", "槙", "松", "水", "南", "宮", "森", "柳", "山", "雪", "吉", "若"}
	familyB = []string{"井", "浦", "尾", "垣", "木", "倉", "越", "崎", "沢", "瀬", "添", "田", "谷", "津", "波", "根", "野", "花", "原", "辺", "部", "見", "村", "本", "森", "谷津", "山", "脇"}
	given   = []string{"あかり", "いつき", "うた", "かえで", "かなで", "きよ", "こはる", "さと", "しおり", "すず", "そら", "たまき", "ちはる", "つむぎ", "とも", "なお", "のぞみ", "はる", "ひなた", "ひろ", "ふみ", "まこと", "みお", "みちる", "もえ", "やよい", "ゆい", "ゆずる", "よしの", "りつ", "わか"}
	firm    = []string{"みさき", "あおば", "こもれび", "しおさい", "やまなみ", "ほしぞら", "はるかぜ", "ゆきどけ", "いずみ", "たにあい", "うみべ", "かわせみ", "ひだまり", "つきみ", "くるみ"}
	trade   = []string{"商店", "出版", "食品", "観光", "工房", "農園", "印刷", "編集室", "百貨", "工芸", "旅館", "企画"}
	kana    = []string{"ｱｵｲ", "ｲｿﾀﾞ", "ｵｶﾍﾞ", "ｶﾜｷ", "ｷﾀﾉ", "ｻｻｷ", "ｼﾏﾀﾞ", "ﾀｹﾔﾏ", "ﾅｶﾑﾗ", "ﾉﾊﾗ", "ﾊﾏｻﾞｷ", "ﾓﾘｼﾀ", "ﾔﾏﾈ", "ﾕｷｻﾜ"}
	skills  = []string{"取材", "旅行記事", "商品紹介", "校正", "文字起こし", "データ入力", "表計算", "写真", "動画編集", "翻訳", "イラスト", "チラシ", "ウェブ制作", "リサーチ", "秘書"}
)

// A member is a made-up person with their party.
type member struct {
	people.Party
	by      id.Person
	kana    string         // how they sign a bank transfer
	account people.Account // on which they are paid; without an ID they have none
}

// enlist puts a person who joined at a moment on the pile. n tells members apart. All have the same password, which fits no one.
func (m *maker) enlist(p *pile, part, n int64, joined clock.Instant, change func(*people.Person, *people.Party)) member {
	email := fmt.Sprintf("m%d-%d@bench.example", part, n)
	person := people.Person{ID: id.Person(m.id(joined)), Email: email, EmailKey: email, Password: "!", Lang: phrase.Ja, State: people.Active,
		VerifiedAt: joined.Add(clock.Hour), CreatedAt: joined, LastSeen: joined.Add(clock.Day)}
	pref := pick(m, place.Prefectures())
	towns := place.Municipalities(pref)
	name := pick(m, family) + pick(m, familyB) + " " + pick(m, given)
	party := people.Party{ID: id.Party(m.id(joined)), Kind: people.OnePerson, DisplayName: name, Handle: fmt.Sprintf("m%d-%d", part, n),
		Prefecture: pref, LegalName: name, Form: people.PrivatePerson, Resident: true, CreatedAt: joined}
	if len(towns) > 0 {
		party.Municipality = pick(m, towns)
	}
	party.Address = pref.Ja() + fmt.Sprintf("%d丁目%d", m.between(1, 9), m.between(1, 30))
	change(&person, &party)
	p.persons, p.parties = append(p.persons, person), append(p.parties, party)
	p.grants = append(p.grants, people.Grant{ID: id.Grant(m.id(joined)), Person: person.ID, Role: people.Self, Scope: people.PartyScope, ScopeID: string(party.ID), From: joined, By: person.ID})
	p.acceptances = append(p.acceptances, peopledb.Acceptance{Person: person.ID, Terms: people.TermsOn(calendar.On(m.now)), At: joined})
	return member{Party: party, by: person.ID, kana: pick(m, kana) + " " + pick(m, kana)}
}

// worker enlists somebody who works; those who are active have a profile and, nearly all, a bank account.
func (m *maker) worker(p *pile, part, n int64, joined clock.Instant, active bool) member {
	w := m.enlist(p, part, n, joined, func(_ *people.Person, party *people.Party) {
		if m.chance(40) {
			party.Form = people.SoleTrader
		}
		party.Works = active
		if active || m.chance(10) {
			party.Headline = m.fill(pick(m, headline))
			party.Bio = m.text(120, offer, offer, nil)
			party.Skills = people.Tags{pick(m, skills)}
			if s := pick(m, skills); s != party.Skills[0] {
				party.Skills = append(party.Skills, s)
			}
			party.HoursWeek = int64(m.between(3, 40))
		}
	})
	if active && m.chance(97) {
		branch := pick(m, branches())
		w.account = people.Account{ID: id.Account(m.id(joined)), Party: w.ID, Bank: branch.Bank, Branch: branch.Code, Kind: people.Ordinary,
			Number: fmt.Sprintf("%07d", m.IntN(10_000_000)), Payee: w.kana, State: people.AccountActive, SetAt: joined.Add(clock.Day), SetBy: w.by}
		p.accounts = append(p.accounts, w.account)
	}
	return w
}

// branches are those on which made-up people are paid: a few banks are enough.
var branches = sync.OnceValue(func() []bank.Branch { return bank.Branches("0001", "") })

// client enlists somebody who orders: mostly small companies.
func (m *maker) client(p *pile, part, n int64, joined clock.Instant) member {
	return m.enlist(p, part, n, joined, func(_ *people.Person, party *people.Party) {
		party.Orders, party.ReviewedAt, party.FirstAccept = true, joined, joined
		party.Contact = fmt.Sprintf("m%d-%d@bench.example", part, n)
		if m.chance(70) {
			party.Kind, party.Form, party.TwoOfficers = people.Organisation, people.Company, m.chance(50)
			party.DisplayName = pick(m, firm) + pick(m, trade)
			party.LegalName = "株式会社" + party.DisplayName
		}
	})
}

// enter opens a session for a member and returns what their browser holds.
func (m *maker) enter(p *pile, w member, strong bool) (secret string) {
	secret, hash := m.secret()
	s := people.Session{ID: id.Session(m.id(m.now)), Token: hash, Person: w.by, Party: w.ID, Agent: "bench", CreatedAt: m.now, SeenAt: m.now, ExpiresAt: m.now.Add(people.SessionLength)}
	if strong {
		s.StrongAt = m.now
	}
	p.sessions = append(p.sessions, s)
	return secret
}

// operator enlists somebody at the desk.
func (m *maker) operator(p *pile, part, n int64, joined clock.Instant) member {
	w := m.enlist(p, part, n, joined, func(by *people.Person, _ *people.Party) {
		by.TOTPSecret, by.TOTPAt = m.totp(), joined
	})
	p.grants = append(p.grants, people.Grant{ID: id.Grant(m.id(joined)), Person: w.by, Role: people.Operator, Scope: people.SiteScope, ScopeID: string(id.Site), From: joined})
	return w
}

// totp is a secret of a second factor.
func (m *maker) totp() string {
	var b [20]byte
	m.source.Read(b[:]) // never fails
	return base32.StdEncoding.EncodeToString(b[:])
}
