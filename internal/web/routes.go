package web

import (
	"net/http"
	"slices"

	"nariwai/internal/people"
)

// Who may ask for a route at all. What one may do with a thing is decided by the use case, in its transaction.
type Who uint8

const (
	Anyone   Who = iota
	SignedIn     // others are asked to sign in; what they had typed comes along
	Desk         // operators; others are refused
)

func (w Who) String() string { return [...]string{"anyone", "signed in", "desk"}[w] }

// Route is one line of the table of routes.
type Route struct {
	Pattern string // as http.ServeMux takes it: "POST /jobs/{id}/close"
	Who     Who
	do      func(*Server, http.ResponseWriter, *Request) error
	Body    int64          // the most bytes that may be sent; 0 means 1 MB
	Slow    bool           // takes or gives files: ten minutes instead of one
	Stream  bool           // goes on until one side ends it
	May     []people.Power // in the party that one acts for, one of these; what a command needs is the use case's to say
	Private bool           // what it takes is never written to a disk on its way: Body is kept in memory
}

// may refuses a page to those whose role in their party does not go so far. Strangers have been dealt with.
func (rt Route) may(v Viewer) error {
	if len(rt.May) == 0 || !v.SignedIn() || slices.ContainsFunc(rt.May, v.May) {
		return nil
	}
	return v.Role.Must(rt.May[0])
}

// The powers that pages ask for.
var (
	manages  = []people.Power{people.Manage}
	orders   = []people.Power{people.Order}
	hires    = []people.Power{people.Order, people.Direct}
	chooses  = []people.Power{people.Order, people.Direct, people.Work, people.Approve}
	works    = []people.Power{people.Work}
	delivers = []people.Power{people.Deliver}
	directs  = []people.Power{people.Direct}
	rooms    = []people.Power{people.Direct, people.Accept}
	accepts  = []people.Power{people.Accept}
	accounts = []people.Power{people.Accounts}
	papers   = []people.Power{people.Accept, people.Accounts, people.Work}
)

// routes is the whole site. A route without a line here does not exist.
func routes() []Route {
	return slices.Concat(siteRoutes, peopleRoutes, noticeRoutes, homeRoutes, marketRoutes, contractRoutes, moneyRoutes, creditRoutes, deskRoutes, demoRoutes, foundRoutes, talentRoutes, priceRoutes, trustRoutes, identityRoutes, attestRoutes, listRoutes, liveRoutes, talkRoutes, workRoutes, reviewRoutes, certificationRoutes, rankingRoutes, prizeRoutes, bulkRoutes, offerRoutes, orgRoutes, teamRoutes, gridRoutes)
}

// Routes lists every route, for the matrix of routes and roles.
func Routes() []Route { return routes() }
