package webtest

import (
	"nariwai/internal/certification"
	"nariwai/internal/certification/certificationdb"
	"nariwai/internal/clock"
	"nariwai/internal/db"
	"nariwai/internal/id"
	"nariwai/internal/usecase/cast"
)

// certification is a screening that is over, in which the worker was below, somebody else waits for a person's look, and a
// third one has appealed.
func (s *Stage) certification() {
	s.t.Helper()
	held, below := cast.Worker(s.t, s.DB, "kakunin"), cast.Worker(s.t, s.DB, "fufuku")
	s.ok(s.DB.Write(ctx, func(tx *db.Tx) error {
		run := certification.Run{ID: id.Screening(tx.NewID()), Programme: certification.Nariwai, AsOf: 202602, Rule: "default-certification", State: certification.Done,
			StartedAt: tx.Now.Add(-clock.Day), FinishedAt: tx.Now.Add(-clock.Day), Results: 3}
		if err := certificationdb.InsertRun(ctx, tx, run); err != nil {
			return err
		}
		figures := `[{"figure":"earnings","value":970000,"bound":1180000,"away":210000,"n":2040,"place":551,"ok":false}]`
		var list []certification.Result
		for party, o := range map[id.Party]certification.Outcome{s.actors[Worker].Party: certification.OutNone, held.Party: certification.OutHeld, below.Party: certification.OutNone} {
			list = append(list, certification.Result{Run: run.ID, Party: party, Field: "writing", Outcome: o, Figures: figures, State: "{}"})
		}
		if err := certificationdb.InsertResults(ctx, tx, list); err != nil {
			return err
		}
		if err := certificationdb.InsertFields(ctx, tx, []certification.Field{{Run: run.ID, Field: "writing", Active: 2040, Top: 408, Line: 1_180_000,
			Tally: certification.Tally{Held: 1, None: 2}}}); err != nil {
			return err
		}
		c := certification.Case{ID: id.Case(tx.NewID()), Party: held.Party, Programme: run.Programme, Field: "writing", Run: run.ID,
			Reasons: []certification.Reason{{Kind: "one_client", With: []id.Party{s.actors[Client].Party}, Share: 700}}, State: certification.CaseOpen, OpenedAt: tx.Now}
		if err := certificationdb.InsertCases(ctx, tx, []certification.Case{c}); err != nil {
			return err
		}
		a := certification.Appeal{ID: id.Appeal(tx.NewID()), Party: below.Party, Programme: run.Programme, Field: "writing", Run: run.ID,
			Words: s.hide("an appeal", "二月の検収が数えられていません", Desk), State: certification.AppealOpen, Person: below.Person, At: tx.Now}
		if err := certificationdb.InsertAppeal(ctx, tx, a); err != nil {
			return err
		}
		s.name("screening.done", string(run.ID))
		s.name("case.open", string(c.ID), Desk)
		s.name("appeal.open", string(a.ID), Desk)
		return nil
	}))
}
