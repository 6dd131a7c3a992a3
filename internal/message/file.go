package message

import (
	"nariwai/internal/clock"
	"nariwai/internal/id"
)

// File came with a message of a thread before a contract and is seen by its two sides. The bytes are kept by their hash, apart.
type File struct {
	ID         id.File
	Thread     id.Thread
	Message    id.Message
	UploadedBy id.Party
	Name       string
	Size       int64
	Type       string // by the bytes themselves, not by the name
	SHA256     string
	At         clock.Instant
}

// MostFiles is how many files each side may put into a thread before a contract.
const MostFiles = 50
