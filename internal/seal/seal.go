// Package seal makes text unreadable for whoever has the database but not the key: bank account numbers, the secrets of
// second factors. It is AES-256-GCM. With keys derived from the same file it also signs what people take along. What is sealed is bound to its place, the table, column and row
// that it lies in: it can't be opened anywhere else, so that nobody moves one person's account number into another's row.
//
// The nonce is a keyed hash of the place and the text, cut to 96 bits. So the same text in the same place is sealed alike, which
// tells whoever looks no more than that nothing has changed there, and a life that is played again from the same seed leaves the
// same database. Two texts would get the same nonce by chance only among more than 2^40 of them.
package seal

import (
	"bufio"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// Keys seal with the first of them and open with any: a new one is put before the others, and the old ones go when nothing
// is sealed with them any more. Nil Keys seal and open nothing.
type Keys struct{ list []key }

type key struct {
	id   int64 // derived from the key; names it in what it sealed, and in the database
	aead cipher.AEAD
	once []byte // for nonces
	mark []byte
	sign ed25519.PrivateKey // for the records that people take along
}

const keySize = 32 // bytes

// New returns a fresh key as a line of a file of keys.
func New() string {
	var b [keySize]byte
	rand.Read(b[:])
	return base64.StdEncoding.EncodeToString(b[:])
}

// Parse reads a file of keys: one in a line, the newest first. Empty lines and those that begin with # say nothing.
func Parse(file string) (*Keys, error) {
	k := &Keys{}
	lines := bufio.NewScanner(strings.NewReader(file))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		raw, err := base64.StdEncoding.DecodeString(line)
		if err != nil || len(raw) != keySize {
			return nil, fmt.Errorf("line %d is no key: it must be %d bytes in base64", n, keySize) // never the line itself
		}
		one, err := derive(raw)
		if err != nil {
			return nil, err
		}
		if k.Has(one.id) {
			return nil, fmt.Errorf("line %d is a key that stands above already", n)
		}
		k.list = append(k.list, one)
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if len(k.list) == 0 {
		return nil, errors.New("there is no key in it")
	}
	return k, nil
}

func derive(raw []byte) (k key, err error) {
	var parts [5][]byte
	for i, of := range []string{"nariwai: seal", "nariwai: mark", "nariwai: name of the key", "nariwai: nonce", "nariwai: record"} {
		if parts[i], err = hkdf.Key(sha256.New, raw, nil, of, keySize); err != nil {
			return k, err
		}
	}
	block, err := aes.NewCipher(parts[0])
	if err != nil {
		return k, err
	}
	k.aead, err = cipher.NewGCM(block)
	k.sign = ed25519.NewKeyFromSeed(parts[4])
	k.mark, k.id, k.once = parts[1], int64(binary.BigEndian.Uint64(parts[2])>>1), parts[3]
	return k, err
}

// ID is the name of the key that seals. It gives nothing away.
func (k *Keys) ID() int64 { return k.list[0].id }

// Has reports whether one of the keys has this name.
func (k *Keys) Has(id int64) bool {
	for _, one := range k.list {
		if one.id == id {
			return true
		}
	}
	return false
}

var errNoKey = errors.New("there is no key to seal or open with")

// Seal seals text for a place ("people_account.number", the row's id). Empty text stays empty.
func (k *Keys) Seal(column, row, text string) (string, error) {
	switch {
	case text == "":
		return "", nil
	case k == nil:
		return "", errNoKey
	}
	one := k.list[0]
	at := place(column, row)
	nonce := keyedHash(one.once, append(at, 0), []byte(text))[:one.aead.NonceSize()]
	return prefix(one.id) + encoding.EncodeToString(one.aead.Seal(nonce, nonce, []byte(text), at)), nil
}

// Open opens what was sealed for the same place.
func (k *Keys) Open(column, row, sealed string) (string, error) {
	switch {
	case sealed == "":
		return "", nil
	case k == nil:
		return "", errNoKey
	}
	for _, one := range k.list {
		body, ok := strings.CutPrefix(sealed, prefix(one.id))
		if !ok {
			continue
		}
		b, err := encoding.DecodeString(body)
		if err == nil {
			n := min(one.aead.NonceSize(), len(b))
			b, err = one.open(b[:n], b[n:], place(column, row))
		}
		if err != nil {
			return "", fmt.Errorf("%s of %s is not what was sealed there", column, row)
		}
		return string(b), nil
	}
	return "", fmt.Errorf("%s of %s is not sealed with a key that is here", column, row)
}

func (k key) open(nonce, b, at []byte) ([]byte, error) {
	if len(nonce) < k.aead.NonceSize() {
		return nil, errors.New("too short")
	}
	return k.aead.Open(nil, nonce, b, at)
}

// Newest reports whether text was sealed with the key that seals now.
func (k *Keys) Newest(sealed string) bool {
	return k != nil && strings.HasPrefix(sealed, prefix(k.list[0].id))
}

// Mark is a fingerprint of text by which equals are found without opening anything; only who has the key can make it.
func (k *Keys) Mark(text string) (string, error) {
	if k == nil {
		return "", errNoKey
	}
	return encoding.EncodeToString(keyedHash(k.list[0].mark, []byte(text))[:16]), nil
}

// Public is the key by which anybody can tell what Sign has signed; it gives nothing away. Nil Keys have none.
func (k *Keys) Public() ed25519.PublicKey {
	if k == nil {
		return nil
	}
	return k.list[0].sign.Public().(ed25519.PublicKey)
}

// Sign signs a message with the newest key (Ed25519).
func (k *Keys) Sign(message []byte) ([]byte, error) {
	if k == nil {
		return nil, errNoKey
	}
	return ed25519.Sign(k.list[0].sign, message), nil
}

func keyedHash(key []byte, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, key)
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

var encoding = base64.RawURLEncoding.Strict()

func prefix(id int64) string { return fmt.Sprintf("%016x.", id) }

func place(column, row string) []byte { return []byte(column + "/" + row) }
