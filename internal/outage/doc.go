// Package outage holds the tests of bad days: the database's machine dies and its standby takes over, a node is killed, more people
// come than can be served, the disk is full. Each runs the real program, asks it over HTTP as browsers do, and counts
// afterwards: nothing that was answered is lost, nothing was done twice.
//
// `make test` has a short one of each; `make soak` (or NARIWAI_SOAK=1) the long ones, whose figures stand in docs/reliability.md.
package outage
