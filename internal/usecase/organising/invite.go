package organising

import (
	"context"

	"nariwai/internal/db"
	"nariwai/internal/fault"
	"nariwai/internal/id"
	"nariwai/internal/notice"
	"nariwai/internal/notice/noticedb"
	"nariwai/internal/organisation/organisationdb"
	"nariwai/internal/people"
	"nariwai/internal/people/peopledb"
	"nariwai/internal/phrase"
)

// Invite asks whoever reads mail at an address to act for the company in a role. They need no account yet.
func Invite(ctx context.Context, d *db.DB, a people.Actor, email string, role people.Role, did id.Department, lang phrase.Lang) (err error) {
	defer fault.Wrap(&err, "invite")
	return command(ctx, d, a, func(tx *db.Tx) error {
		p, err := managed(ctx, tx, a)
		if err != nil {
			return err
		}
		var f fault.Form
		email, key, err := people.ParseEmail(email)
		f.Check("email", err)
		f.Merge(checkRole(role))
		if err := f.Err(); err != nil {
			return err
		}
		if did != "" {
			if _, err := organisationdb.Department(ctx, tx, p.ID, did); err != nil {
				return err
			}
		}
		v, secret, err := peopledb.InsertInvitation(ctx, tx, people.Invitation{Party: p.ID, Email: email, EmailKey: key, Role: role, Department: did, By: a.Person})
		if err != nil {
			return err
		}
		letter := notice.Message{Say: "%sから、Nariwaiで一緒に仕事をする人として招かれました", Args: []any{p.DisplayName}, Link: "/invitations/" + secret,
			More: []notice.Sentence{{Say: "リンクを開き、ログインするか登録をすると、加わるかどうかを選べます。リンクは14日のあいだ使えます。"},
				{Say: "心当たりがなければ、何もしなくて大丈夫です。"}}}.Letter(notice.To{Email: email, Lang: lang}, "invitation")
		letter.Secret = true
		if err := noticedb.Queue(ctx, tx, letter); err != nil {
			return err
		}
		return tx.Audit(ctx, a.Person, p.ID, "invite", string(v.ID), string(role))
	})
}

// WithdrawInvitation takes back an invitation; its link stops working.
func WithdrawInvitation(ctx context.Context, d *db.DB, a people.Actor, vid id.Invitation) (err error) {
	defer fault.Wrap(&err, "withdraw invitation %s", vid)
	return command(ctx, d, a, func(tx *db.Tx) error {
		p, err := organisation(ctx, tx, a, people.Manage)
		if err != nil {
			return err
		}
		v, err := peopledb.Invitation(ctx, tx, p.ID, vid)
		if err != nil {
			return err
		}
		if err := v.Withdraw(); err != nil {
			return err
		}
		if err := peopledb.SaveInvitation(ctx, tx, &v); err != nil {
			return err
		}
		return tx.Audit(ctx, a.Person, p.ID, "withdraw_invitation", string(v.ID), "")
	})
}
