// Package trouble takes away what the market stands on: a call to the database, a command of the mail server, a file operation,
// what a disk has not been told to keep, the right time. Whatever fails, wherever it fails, the books must add up, what was
// answered must stand, and going on must lead where it would have led.
package trouble
