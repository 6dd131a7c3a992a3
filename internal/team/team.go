// Package team says how people who work together stand to each other and to whoever orders from them: a team's form, its members and
// their mentors, how one contract's work and pay are split into parts, and what happens when somebody drops out.
package team

import (
	"strings"
	"unicode/utf8"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/yen"
)

// Form is how a team stands to the client (market.TeamForm).
type Form string

const (
	Joint Form = "joint" // every member contracts with the client
	Prime Form = "prime" // the leader contracts; the members are the leader's contractors
)

// Team is what a party of that kind is besides a party.
type Team struct {
	ID        id.Party
	Form      Form     // of the contracts to come
	Leader    id.Party // the leader's own party
	Rules     int64    // the number of the newest rules
	FoundedAt clock.Instant
	Version   int64
}

// Reform changes the form of what is to come. While a proposal is out, whoever reads it must find what it will be.
func (t *Team) Reform(f Form, proposed bool) error {
	switch {
	case f != Joint && f != Prime:
		return fieldError("form", "契約の形を選んでください")
	case f != t.Form && proposed:
		return fieldError("form", "返事を待っている提案があるあいだは、契約の形を変えられません")
	}
	t.Form = f
	return nil
}

// Rule is one version of what members agree to.
type Rule struct {
	Team id.Party
	N    int64
	Body string
	At   clock.Instant
	By   id.Person
}

const maxRule = 4000

// NextRule is the team's next set of rules.
func (t *Team) NextRule(body string, by id.Person, now clock.Instant) (Rule, error) {
	body = strings.TrimSpace(strings.ReplaceAll(body, "\r\n", "\n"))
	switch n := utf8.RuneCountInString(body); {
	case n == 0:
		return Rule{}, fieldError("rule", "チームのきまりを書いてください")
	case n > maxRule:
		return Rule{}, fieldError("rule", "チームのきまりは%d文字までにしてください（いま%d文字）", maxRule, n)
	}
	t.Rules++
	return Rule{Team: t.ID, N: t.Rules, Body: body, At: now, By: by}, nil
}

// Role is what a member is in the team.
type Role string

const (
	Leader     Role = "leader"
	Ordinary   Role = "member"
	Apprentice Role = "apprentice" // learns beside a mentor, who checks their parts
)

// Member is a party's time in a team.
type Member struct {
	Team     id.Party
	Party    id.Party
	JoinedAt clock.Instant
	Person   id.Person
	Role     Role
	Mentor   id.Party // of an apprentice
	Weight   int64    // in the split that is used as long as nobody agrees on another
	RuleN    int64    // the rules that the member agreed to
	LeftAt   clock.Instant
}

// MostWeight is the heaviest weight in a default split.
const MostWeight = 1000

// Members are those who are in a team now.
type Members []Member

// Of returns a party's membership.
func (ms Members) Of(p id.Party) (Member, bool) {
	for _, m := range ms {
		if m.Party == p {
			return m, true
		}
	}
	return Member{}, false
}

// checkSeat refuses a role that somebody can't have in the team.
func (ms Members) checkSeat(r Role, p, mentor id.Party, weight int64) error {
	var f fault.Form
	if r != Ordinary && r != Apprentice {
		f.Add("role", "役目を選んでください")
	}
	m, in := ms.Of(mentor)
	switch {
	case r == Apprentice && (!in || m.Role == Apprentice || mentor == p):
		f.Add("mentor", "見習いには、チームの中から先輩を選んでください")
	case r == Ordinary && mentor != "":
		f.Add("mentor", "先輩がつくのは、見習いの人です")
	}
	if weight < 0 || weight > MostWeight {
		f.Add("weight", "分け前の重さは0から%dまでにしてください", MostWeight)
	}
	return f.Err()
}

// Leave ends a membership. The leader stays as long as there is a team, and a mentor as long as somebody leans on them.
func (ms Members) Leave(m *Member, now clock.Instant) error {
	if m.Role == Leader {
		return fault.New(fault.Conflict, "まとめ役は、チームを抜けられません")
	}
	for _, o := range ms {
		if o.Mentor == m.Party {
			return fault.New(fault.Conflict, "この人を先輩とする見習いがいます。先に先輩を変えてください")
		}
	}
	m.LeftAt = now
	return nil
}

// Default splits an amount by the members' weights, to the yen. Nobody's weight counts: then everybody's is the same.
func (ms Members) Default(pay yen.Yen) []Share {
	weights := make([]int64, len(ms))
	var sum int64
	for i, m := range ms {
		weights[i] = m.Weight
		sum += m.Weight
	}
	for i := range weights {
		if sum == 0 {
			weights[i] = 1
		}
	}
	var out []Share
	for i, part := range yen.Split(pay, weights) {
		if part.Sign() > 0 {
			out = append(out, Share{ms[i].Party, part})
		}
	}
	return out
}

// Share is what a party gets of an item.
type Share struct {
	Party id.Party
	Pay   yen.Yen
}

// InvitationState is where an invitation stands.
type InvitationState string

const (
	Sent      InvitationState = "sent"
	Accepted  InvitationState = "accepted"
	Declined  InvitationState = "declined"
	Withdrawn InvitationState = "withdrawn"
)

// Invitation asks a party to join a team.
type Invitation struct {
	ID         string
	Team       id.Party
	Party      id.Party
	Role       Role
	Mentor     id.Party
	Weight     int64
	State      InvitationState
	By         id.Person
	At         clock.Instant
	AnsweredAt clock.Instant
	Version    int64
}

// MostMembers is how many may be in a team.
const MostMembers = 100

// Invite refuses to ask whom the team has, or has asked.
func (ms Members) Invite(in Invitation, asked []Invitation) error {
	if _, is := ms.Of(in.Party); is {
		return fieldError("handle", "この人は、もうチームの仲間です")
	}
	for _, o := range asked {
		if o.Party == in.Party {
			return fieldError("handle", "この人は、もう誘っています。返事を待ちましょう")
		}
	}
	if len(ms)+len(asked) >= MostMembers {
		return fault.New(fault.Conflict, "チームの仲間は%d人までです", MostMembers)
	}
	return ms.checkSeat(in.Role, in.Party, in.Mentor, in.Weight)
}

// Answer ends an invitation. Who accepts agrees to the rules that they have read: ruleN must be the newest.
func (in *Invitation) Answer(s InvitationState, t Team, ruleN int64, person id.Person, now clock.Instant) (m Member, err error) {
	if in.State != Sent {
		return m, fault.New(fault.Conflict, "この誘いには、もう返事がついています")
	}
	if s == Accepted && ruleN != t.Rules {
		return m, fault.New(fault.Conflict, "チームのきまりが変わりました。もう一度読んでから返事をしてください")
	}
	in.State, in.AnsweredAt = s, now
	return Member{Team: in.Team, Party: in.Party, JoinedAt: now, Person: person, Role: in.Role, Mentor: in.Mentor, Weight: in.Weight, RuleN: ruleN}, nil
}

func fieldError(field, say string, args ...any) error {
	var f fault.Form
	f.Add(field, say, args...)
	return f.Err()
}

// Reseat is a member with another role, mentor or weight. The leader's weight may change, not the role.
func (ms Members) Reseat(p id.Party, r Role, mentor id.Party, weight int64) (m Member, err error) {
	m, in := ms.Of(p)
	if !in {
		return m, fault.New(fault.NotFound, "見つかりませんでした")
	}
	if m.Role == Leader {
		r, mentor = Ordinary, ""
	}
	if err := ms.checkSeat(r, p, mentor, weight); err != nil {
		return m, err
	}
	if m.Role == Ordinary && r == Apprentice {
		for _, o := range ms {
			if o.Mentor == p {
				return m, fieldError("role", "この人を先輩とする見習いがいます。先に先輩を変えてください")
			}
		}
	}
	if m.Role != Leader {
		m.Role = r
	}
	m.Mentor, m.Weight = mentor, weight
	return m, nil
}
