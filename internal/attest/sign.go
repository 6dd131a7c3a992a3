package attest

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
)

// Key is a public key with which a site has signed.
type Key struct {
	ID      string            `json:"id"`
	Public  ed25519.PublicKey `json:"-"`
	From    clock.Instant     `json:"from"`  // 0: since ever
	Until   clock.Instant     `json:"until"` // 0: still
	Encoded string            `json:"public"`
	Kind    string            `json:"kind"`
}

// Keys are what a site publishes at /.well-known/nariwai-keys.json.
type Keys struct {
	Site string `json:"site"`
	Keys []Key  `json:"keys"`
}

// WellKnown is where a site publishes its keys.
const WellKnown = "/.well-known/nariwai-keys.json"

const (
	kind     = "Ed25519"
	mostKeys = 100
)

// KeyID names a public key: the beginning of its SHA-256.
func KeyID(public ed25519.PublicKey) string {
	sum := sha256.Sum256(public)
	return hex.EncodeToString(sum[:8])
}

// NewKey is a public key as it is published.
func NewKey(public ed25519.PublicKey, from, until clock.Instant) Key {
	return Key{ID: KeyID(public), Public: public, From: from, Until: until, Encoded: hex.EncodeToString(public), Kind: kind}
}

// Text is the keys as they are published.
func (k Keys) Text() ([]byte, error) {
	text, err := json.Marshal(k)
	if err != nil {
		return nil, err
	}
	return rewrite(text)
}

// ParseKeys reads what a site publishes, as its desk or ours has copied it: here the form doesn't matter, nothing signs it.
func ParseKeys(text []byte) (k Keys, err error) {
	bad := func(cause error) (Keys, error) {
		return Keys{}, fault.Because(cause, fault.Invalid, "公開鍵の一覧として読めません。相手のサイトの %s の中身を、そのまま入れてください", WellKnown)
	}
	if len(text) > 1<<16 {
		return bad(errLarge)
	}
	if err := json.Unmarshal(text, &k); err != nil {
		return bad(err)
	}
	if k.Site == "" || len(k.Keys) == 0 || len(k.Keys) > mostKeys {
		return bad(errors.New("no site, or no keys"))
	}
	for i := range k.Keys {
		key := &k.Keys[i]
		raw, err := hex.DecodeString(key.Encoded)
		if err != nil || len(raw) != ed25519.PublicKeySize || key.Kind != kind || KeyID(raw) != key.ID {
			return bad(fmt.Errorf("key %q is none", key.ID))
		}
		key.Public = raw
	}
	return k, nil
}

// signature is how a record is signed.
type signature struct {
	Key   string `json:"key"`
	Kind  string `json:"kind"`
	Value string `json:"value"` // in hexadecimal digits
}

// file is a signed record.
type file struct {
	Format    string          `json:"format"`
	Record    json.RawMessage `json:"record"`
	Signature signature       `json:"signature"`
}

// message is what is signed: the record's bytes, and before them what they are, so that the signature means nothing anywhere else.
func message(record []byte) []byte { return append([]byte(Format+"\n"), record...) }

// Sign writes a signed record. sign makes the signature with the key named.
func (r Record) Sign(key string, sign func(message []byte) ([]byte, error)) (text []byte, err error) {
	defer fault.Wrap(&err, "sign record of %s", r.Worker.Handle)
	if err := r.sound(); err != nil {
		return nil, err
	}
	record, err := r.canonical()
	if err != nil {
		return nil, err
	}
	sig, err := sign(message(record))
	if err != nil {
		return nil, err
	}
	text, err = json.Marshal(file{Format, record, signature{key, kind, hex.EncodeToString(sig)}})
	if err != nil {
		return nil, err
	}
	if text, err = rewrite(text); err == nil && len(text) > MostBytes {
		err = errLarge
	}
	return text, err
}

// Open reads a signed record without asking who has signed it: see Verify.
func Open(text []byte) (r Record, key string, err error) {
	r, f, err := open(text)
	return r, f.Signature.Key, err
}

func open(text []byte) (r Record, f file, err error) {
	if f, err = read[file](text); err != nil {
		return r, f, err
	}
	if f.Format != Format || f.Signature.Kind != kind {
		return r, f, fault.New(fault.Invalid, "署名つきの記録として読めません。受け取ったままのファイルを選んでください")
	}
	if r, err = read[Record](f.Record); err != nil {
		return r, f, err
	}
	if err := r.sound(); err != nil {
		return r, f, fault.Because(err, fault.Invalid, "署名つきの記録として読めません。受け取ったままのファイルを選んでください")
	}
	return r, f, nil
}

// Verify reads a signed record and refuses it unless the site has signed these very bytes with a key that it had then.
func Verify(text []byte, keys Keys) (r Record, err error) {
	r, f, err := open(text)
	if err != nil {
		return r, err
	}
	no := func(why string, args ...any) (Record, error) {
		return Record{}, fault.Because(fmt.Errorf(why, args...), fault.Invalid, "署名が合いません。記録が書き換えられたか、別のサイトのものです")
	}
	if r.Site != keys.Site {
		return no("it is signed for %q, and the keys are those of %q", r.Site, keys.Site)
	}
	for _, k := range keys.Keys {
		if k.ID != f.Signature.Key {
			continue
		}
		if r.At() < k.From || k.Until != 0 && r.At() > k.Until {
			return no("the key %s was not in use when it was issued", k.ID)
		}
		sig, err := hex.DecodeString(f.Signature.Value)
		if err != nil || hex.EncodeToString(sig) != f.Signature.Value || !ed25519.Verify(k.Public, message(f.Record), sig) {
			return no("the signature is not that of these bytes")
		}
		return r, nil
	}
	return no("it is signed with the key %q, which the site doesn't name", f.Signature.Key)
}
