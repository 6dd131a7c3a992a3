package attest

import (
	"crypto/ed25519"
	"strings"
	"testing"

	"nariwai/internal/clock"
	"nariwai/internal/fault"
)

var issued = clock.At(2026, 11, 28, 10, 0)

func pair(seed byte) (ed25519.PrivateKey, Key) {
	private := ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(rune('a'+seed)), 32)))
	return private, NewKey(private.Public().(ed25519.PublicKey), issued.Add(-clock.Day), 0)
}

func sample() Record {
	return Record{Site: "https://nariwai.example", Name: "なりわい", IssuedAt: "2026-11-28T10:00:00+09:00", Issued: int64(issued),
		Worker:  Worker{Handle: "michiru", Name: "佐藤みちる", Since: "2026-08-21", Identity: "2026-11"},
		Work:    []Work{{Field: "writing", From: "2026-08", Until: "2026-11", Done: 11, Items: 20, OnTime: 19, Reviews: 6, Satisfied: 6}, {Field: "photo", Done: 1}},
		Reviews: []Review{{Month: "2026-10", Field: "writing", Satisfied: 1, Aspects: []int64{5, 4, 5, 4, 5}, Words: "声に出して読みました。\n<script>\"ありがとう\"</script>"}}, Of: 1,
		Seals: []Seal{{"nariwai", "writing", "certified", "granted", "2026-11-03"}, {"nariwai", "photo", "certified", "ended", "2026-09-03"}}}
}

func sign(t testing.TB, r Record, seed byte) []byte {
	t.Helper()
	private, key := pair(seed)
	text, err := r.Sign(key.ID, func(m []byte) ([]byte, error) { return ed25519.Sign(private, m), nil })
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestVerify(t *testing.T) {
	_, key := pair(0)
	keys := Keys{Site: "https://nariwai.example", Keys: []Key{key}}
	text := sign(t, sample(), 0)
	if again := sign(t, sample(), 0); string(again) != string(text) {
		t.Error("signed twice it is not the same")
	}
	r, err := Verify(text, keys)
	if err != nil || r.Worker.Name != "佐藤みちる" || r.Total().Done != 12 || len(r.Standing()) != 1 || r.Reviews[0].Words != sample().Reviews[0].Words {
		t.Fatalf("%+v %v", r, err)
	}
	// Whichever byte is changed, in whatever way, it is refused.
	for i := range text {
		for _, b := range []byte{text[i] ^ 1, text[i] ^ 0x20, ' ', '0'} {
			if b == text[i] {
				continue
			}
			changed := append([]byte(nil), text...)
			changed[i] = b
			if _, err := Verify(changed, keys); !fault.Is(err, fault.Invalid) {
				t.Fatalf("byte %d as %q is taken: %v", i, b, err)
			}
		}
	}
	for name, changed := range map[string]string{"a line more": string(text) + "\n", "a byte less": string(text[:len(text)-1]), "nothing": "", "space": strings.Replace(string(text), ",", ", ", 1)} {
		if _, err := Verify([]byte(changed), keys); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, other := pair(1)
	later, earlier := key, key
	later.From, earlier.Until = issued.Add(1), issued.Add(-1)
	for name, k := range map[string]Keys{
		"another key":            {Site: keys.Site, Keys: []Key{other}},
		"another site":           {Site: "https://other.example", Keys: keys.Keys},
		"a key of later":         {Site: keys.Site, Keys: []Key{later}},
		"a key that had ended":   {Site: keys.Site, Keys: []Key{earlier}},
		"no key":                 {Site: keys.Site},
		"another under its name": {Site: keys.Site, Keys: []Key{{ID: key.ID, Public: other.Public}}},
	} {
		if _, err := Verify(text, k); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// What was signed for another purpose is no record.
	private, _ := pair(0)
	record, err := sample().canonical()
	if err != nil {
		t.Fatal(err)
	}
	bare, err := sample().Sign(key.ID, func([]byte) ([]byte, error) { return ed25519.Sign(private, record), nil })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Verify(bare, keys); !fault.Is(err, fault.Invalid) {
		t.Error("a signature of something else is taken:", err)
	}
}

func TestParseKeys(t *testing.T) {
	_, a := pair(0)
	_, b := pair(1)
	b.Until = issued
	text, err := Keys{Site: "https://nariwai.example", Keys: []Key{a, b}}.Text()
	if err != nil {
		t.Fatal(err)
	}
	k, err := ParseKeys(text)
	if err != nil || len(k.Keys) != 2 || !k.Keys[0].Public.Equal(a.Public) || k.Keys[1].Until != issued {
		t.Errorf("%s: %+v %v", text, k, err)
	}
	for name, bad := range map[string]string{"nothing": "", "no keys": `{"site":"https://x.example","keys":[]}`, "no site": strings.Replace(string(text), "https://nariwai.example", "", 1),
		"another id": strings.Replace(string(text), a.ID, b.ID, 1), "short": strings.Replace(string(text), a.Encoded, a.Encoded[2:], 1), "a page": "<html>", "large": strings.Repeat(" ", 1<<17)} {
		if _, err := ParseKeys([]byte(bad)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever a file holds, reading it neither panics nor finds a signature that is not there.
func FuzzVerify(f *testing.F) {
	_, key := pair(0)
	keys := Keys{Site: "https://nariwai.example", Keys: []Key{key}}
	good := sign(f, sample(), 0)
	f.Add(good)
	f.Add([]byte(`{"format":"nariwai-record-1","record":{},"signature":{"key":"","kind":"Ed25519","value":""}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if _, err := Verify(text, keys); err == nil && string(text) != string(good) {
			t.Errorf("%q is taken", text)
		}
	})
}
