package upload

import (
	"strconv"

	"nariwai/internal/fault"
)

// Quota is how many megabytes of files each side of a contract or thread may put there (dated data).
type Quota struct {
	Contract int64 `json:"contract"` // of one contract
	Thread   int64 `json:"thread"`   // of one thread before a contract
}

// DefaultQuota is what a new site begins with.
func DefaultQuota() Quota { return Quota{Contract: 2000, Thread: 100} }

// Validate refuses a quota into which not even one file of the largest size goes.
func (q Quota) Validate() error {
	var f fault.Form
	for _, x := range []struct {
		field string
		mb    int64
	}{{"contract", q.Contract}, {"thread", q.Thread}} {
		if x.mb < 60 || x.mb > 1_000_000 {
			f.Add(x.field, "60MBから1,000,000MBまでにしてください")
		}
	}
	return f.Err()
}

const megabyte = 1_000_000

// Room refuses files for which a side has no room any more, and says how much is left. The limit is in megabytes, used and
// more in bytes.
func Room(limit, used, more int64) error {
	left := max(0, limit*megabyte-used)
	if more <= left {
		return nil
	}
	return fault.New(fault.Invalid, "ここにあなたの側から置けるファイルは、合わせて%sまでです。残りは%sで、選んだファイルは%sあります", Bytes(limit*megabyte), Bytes(left), Bytes(more))
}

// Bytes is a number of bytes as people read it: 28 KB, 12.5 MB, 2.0 GB. From a megabyte on it is cut and never rounded up:
// what is said to be left is left.
type Bytes int64

func (b Bytes) String() string {
	n := int64(b)
	switch {
	case n < 1_000:
		return strconv.FormatInt(n, 10) + " B"
	case n < megabyte:
		return strconv.FormatInt((n+500)/1_000, 10) + " KB"
	case n < 1_000*megabyte:
		return tenths(n, megabyte) + " MB"
	}
	return tenths(n, 1_000*megabyte) + " GB"
}

func tenths(n, of int64) string {
	return strconv.FormatInt(n/of, 10) + "." + strconv.FormatInt(n%of*10/of, 10)
}
