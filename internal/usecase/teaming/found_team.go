package teaming

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/place"
	"nariwai/internal/team"
	"nariwai/internal/team/teamdb"
	"nariwai/internal/usecase/listing"
)

// Founding is what the leader of a new team types.
type Founding struct {
	Name         string
	Handle       string
	Prefecture   place.Prefecture
	Municipality place.Municipality
	Headline     string
	Bio          string
	Skills       string
	Form         team.Form
	Rule         string
}

func (in Founding) profile(p people.Party) people.Profile {
	out := people.Profile{DisplayName: in.Name, Handle: in.Handle, Prefecture: in.Prefecture, Municipality: in.Municipality,
		Headline: in.Headline, Bio: in.Bio, Skills: in.Skills, HoursWeek: p.HoursWeek, Works: true}
	out.ShowPlace, out.ShowRecord = true, true
	return out
}

// FoundTeam makes a team with its first rules; whoever founds it leads it.
func FoundTeam(ctx context.Context, d *db.DB, a people.Actor, in Founding) (handle string, err error) {
	defer fault.Wrap(&err, "found a team")
	return once(ctx, d, a, func(tx *db.Tx) (string, error) {
		_, leader, err := own(ctx, tx, a, people.Work)
		if err != nil {
			return "", err
		}
		p := people.Party{ID: id.Party(tx.NewID()), Kind: people.Team, Form: people.PrivatePerson, Resident: true, CreatedAt: tx.Now}
		t := team.Team{ID: p.ID, Leader: leader.ID, FoundedAt: tx.Now}
		var f fault.Form
		filled, err := p.WithProfile(in.profile(p))
		f.Merge(err)
		f.Merge(t.Reform(in.Form, false))
		rule, err := t.NextRule(in.Rule, a.Person, tx.Now)
		f.Merge(err)
		if in.Prefecture == "" {
			f.Add("prefecture", "都道府県を一覧から選んでください")
		}
		if err := free(ctx, tx, filled, &f); err != nil {
			return "", err
		}
		if err := peopledb.AddParty(ctx, tx, filled); err != nil {
			return "", err
		}
		if err := peopledb.AddGrant(ctx, tx, people.Grant{Person: a.Person, Role: people.Leader, Scope: people.PartyScope, ScopeID: string(p.ID), By: a.Person}); err != nil {
			return "", err
		}
		if err := teamdb.InsertTeam(ctx, tx, t); err != nil {
			return "", err
		}
		if err := teamdb.AddRule(ctx, tx, rule); err != nil {
			return "", err
		}
		m := team.Member{Team: p.ID, Party: leader.ID, JoinedAt: tx.Now, Person: a.Person, Role: team.Leader, Weight: 1, RuleN: t.Rules}
		if err := teamdb.AddMember(ctx, tx, m); err != nil {
			return "", err
		}
		if err := listing.Workers(ctx, tx, p.ID); err != nil {
			return "", err
		}
		return filled.Handle, tx.Audit(ctx, a.Person, p.ID, "found_team", string(p.ID), filled.DisplayName)
	})
}

// free closes a form: it refuses a handle that somebody else has.
func free(ctx context.Context, tx *db.Tx, p people.Party, f *fault.Form) error {
	if p.Handle != "" {
		taken, err := peopledb.HandleTaken(ctx, tx, p.Handle, p.ID)
		if err != nil {
			return err
		}
		if taken {
			f.Add("handle", "このIDは、もう使われています。ほかのものにしてください")
		}
	}
	return f.Err()
}

// EditTeam changes what a team's page says, its form and its rules. Members hear of new rules; who joins from now on agrees to them.
func EditTeam(ctx context.Context, d *db.DB, a people.Actor, handle string, in Founding) (_ string, err error) {
	defer fault.Wrap(&err, "edit team %s", handle)
	return once(ctx, d, a, func(tx *db.Tx) (string, error) {
		p, err := named(ctx, tx, handle)
		if err != nil {
			return "", err
		}
		t, members, err := led(ctx, tx, a, p.ID)
		if err != nil {
			return "", err
		}
		var f fault.Form
		filled, err := p.WithProfile(in.profile(p))
		f.Merge(err)
		filled.Talent = p.Talent // the lists' own settings are changed elsewhere
		filled.ShowPlace, filled.ShowRecord = true, true
		proposed, err := teamdb.Proposing(ctx, tx, p.ID)
		if err != nil {
			return "", err
		}
		f.Merge(t.Reform(in.Form, proposed))
		now, err := teamdb.Rule(ctx, tx, t.ID, t.Rules)
		if err != nil {
			return "", err
		}
		rule, err := t.NextRule(in.Rule, a.Person, tx.Now)
		f.Merge(err)
		if err := free(ctx, tx, filled, &f); err != nil {
			return "", err
		}
		if rule.Body == now.Body {
			t.Rules--
		} else {
			if err := teamdb.AddRule(ctx, tx, rule); err != nil {
				return "", err
			}
			for _, m := range members {
				if m.Person == a.Person {
					m.RuleN = t.Rules
					if err := teamdb.SaveMember(ctx, tx, m); err != nil {
						return "", err
					}
				} else if err := notify(ctx, tx, m.Party, "team_changed", "/teams/"+filled.Handle+"/join", "「%s」のきまりが変わりました。読んで、同意してください", []any{p.DisplayName}); err != nil {
					return "", err
				}
			}
		}
		if err := teamdb.SaveTeam(ctx, tx, &t); err != nil {
			return "", err
		}
		if filled, err = peopledb.Parties.Update(ctx, tx, filled); err != nil {
			return "", err
		}
		if err := listing.Workers(ctx, tx, p.ID); err != nil {
			return "", err
		}
		return filled.Handle, tx.Audit(ctx, a.Person, p.ID, "edit_team", string(p.ID), filled.DisplayName)
	})
}
