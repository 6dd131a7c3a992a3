// Package sim lets a whole market live at random: many people, every verb, a clock that runs through months.
// It enters by the same use cases as the pages. Whatever happens, the books must add up and nobody is paid too late.
package sim
