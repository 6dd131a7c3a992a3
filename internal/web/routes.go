package web

import (
	"net/http"
	"slices"
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
	Body    int64 // the most bytes that may be sent; 0 means 1 MB
	Slow    bool  // takes or gives files: ten minutes instead of one
	Stream  bool  // goes on until one side ends it
	Private bool  // what it takes is never written to a disk on its way: Body is kept in memory
}

// routes is the whole site. A route without a line here does not exist.
func routes() []Route {
	return slices.Concat(siteRoutes, peopleRoutes, noticeRoutes, homeRoutes, marketRoutes, contractRoutes, moneyRoutes, deskRoutes, demoRoutes, foundRoutes, talentRoutes, priceRoutes, trustRoutes, identityRoutes, attestRoutes, listRoutes, liveRoutes, talkRoutes, workRoutes, reviewRoutes, certificationRoutes, rankingRoutes, prizeRoutes)
}

// Routes lists every route, for the matrix of routes and roles.
func Routes() []Route { return routes() }
