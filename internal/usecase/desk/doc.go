// Package desk is what operators decide about people and their accounts. Every decision carries its reason, is told to whom
// it concerns, and leaves a line in the record.
package desk
