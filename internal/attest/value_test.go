package attest

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	for _, good := range []string{`{}`, `[]`, `""`, `0`, `-1`, `{"a":1,"b":[1,"x",{}]}`, `"あ\n\"\\\u0001"`, `9007199254740991`} {
		if err := check([]byte(good)); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for name, bad := range map[string]string{
		"nothing": ``, "a fraction": `1.5`, "an exponent": `1e3`, "minus nothing": `-0`, "a leading zero": `01`, "beyond 2^53": `9007199254740992`,
		"true": `true`, "null": `null`, "space": `{"a": 1}`, "a line": "{}\n", "a name twice": `{"a":1,"a":2}`, "names out of order": `{"b":1,"a":2}`,
		"a strange name": `{"A":1}`, "no name": `{"":1}`, "an escaped name": `{"\u0061":1}`, "more behind": `{}{}`, "open": `{"a":[1`, "comma": `[1,]`, "comma first": `[,1]`,
		"escaped letter": `"\u0041"`, "long escape of a newline": `"\u000a"`, "upper-case escape": `"\u001F"`, "escaped slash": `"\/"`, "surrogates": `"\ud83d\ude00"`,
		"raw newline": "\"\n\"", "no UTF-8": "\"\xff\"", "deep": strings.Repeat("[", 50) + strings.Repeat("]", 50),
		"large": `"` + strings.Repeat("x", MostBytes) + `"`,
	} {
		if err := check([]byte(bad)); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

// Whatever is taken is JSON, and means to every reader what it means here: written again it is the same to the byte.
func FuzzCheck(f *testing.F) {
	for _, s := range []string{`{"a":1,"b":["x",-5,{}]}`, `"\u0001\n"`, `[1.0]`, `{"a":1,"a":1}`, "\"\x80\"", `[[[[]]]]`, `{"record":{"at":"2026"}}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if check(text) != nil {
			return
		}
		d := json.NewDecoder(strings.NewReader(string(text)))
		d.UseNumber()
		var v any
		if err := d.Decode(&v); err != nil {
			t.Fatalf("%q is taken and is no JSON: %v", text, err)
		}
		again, err := write(nil, own(t, v))
		if err != nil || string(again) != string(text) {
			t.Fatalf("%q is written as %q (%v)", text, again, err)
		}
	})
}

func own(t *testing.T, v any) any {
	switch v := v.(type) {
	case map[string]any:
		o := object{}
		for name, x := range v {
			o[name] = own(t, x)
		}
		return o
	case []any:
		l := list{}
		for _, x := range v {
			l = append(l, own(t, x))
		}
		return l
	case json.Number:
		n, err := v.Int64()
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return v
}

// What is written is taken, whatever people have typed.
func FuzzWrite(f *testing.F) {
	f.Add("あ\u2028\n\x00\"", int64(-7))
	f.Add("\xff</script>", int64(1)<<53-1)
	f.Fuzz(func(t *testing.T, s string, n int64) {
		text, err := write(nil, object{"s": s, "n": n, "l": list{s, object{}}})
		if err != nil {
			if n > -mostInt && n < mostInt {
				t.Fatal(err)
			}
			return
		}
		if err := check(text); err != nil && len(text) <= MostBytes {
			t.Fatalf("%q: %v", text, err)
		}
	})
}
