// Package webtest is the stage of the tests that look at every page: a small market in which each kind of thing exists in
// the states that pages show, and for each role a browser's session. Only tests import it.
//
// Whoever adds a route with an id gives the kind of thing a name here (see Stage.name), so that the matrix of routes and
// roles can ask for one.
package webtest
