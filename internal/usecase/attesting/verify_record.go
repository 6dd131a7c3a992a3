package attesting

import (
	"nariwai/internal/attest"
	"nariwai/internal/fault"
)

// VerifyRecord reads a signed record and refuses it unless the site whose published keys these are has signed these very bytes. It asks
// no database.
func VerifyRecord(file, keys []byte) (r attest.Record, err error) {
	defer fault.Wrap(&err, "verify record")
	k, err := attest.ParseKeys(keys)
	if err != nil {
		return r, err
	}
	return attest.Verify(file, k)
}

// KeysAt is where the site that a record names publishes its keys.
func KeysAt(file []byte) (address string, err error) {
	r, _, err := attest.Open(file)
	if err != nil {
		return "", err
	}
	site, err := attest.Address(r.Site)
	return site + attest.WellKnown, err
}

// PublishedAt is where a site publishes its keys.
func PublishedAt(site string) (address string, err error) {
	site, err = attest.Address(site)
	return site + attest.WellKnown, err
}
