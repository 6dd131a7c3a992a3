// Package browsertest plays the product's stories in a real Chromium, as a person would, with two engines behind the pages.
// Everything in it is a test. testdata/axe.min.js is axe-core 4.14.1 (MPL-2.0, axe.LICENSE): used by the tests, never shipped.
//
// NARIWAI_SHOTS=<folder> makes the tests keep a picture of every page that they look at.
package browsertest
