package crashtest

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// plantedFault is a fault that somebody could have made: a small change of the source, which never stands in it. All of them
// are put into one build of the program and of the drills through the go command's -overlay; each sleeps there until the
// environment names it.
type plantedFault struct {
	name   string
	what   string // a sentence
	breaks rule
	by     []string // "drill states" or "crash sqlite"
	hunks  []hunk
}

// hunk replaces a text that occurs once in a file.
type hunk struct{ file, old, new string }

// faultEnv names the fault that is awake.
const faultEnv = "NARIWAI_FAULT"

// readFault reads a file of testdata/faults: what the fault is, the rule that it breaks, who sees it, and its hunks, each a
// line "--- file", the text that stands there, a line "+++", and the text that stands there with the fault.
func readFault(t testing.TB, path string) plantedFault {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f := plantedFault{name: strings.TrimSuffix(filepath.Base(path), ".txt")}
	head, rest, _ := strings.Cut(string(text), "\n--- ")
	for line := range strings.Lines(head) {
		line = strings.TrimSpace(line)
		if breaks, ok := strings.CutPrefix(line, "breaks: "); ok {
			f.breaks = rule(breaks)
		} else if by, ok := strings.CutPrefix(line, "seen by: "); ok {
			f.by = strings.Fields(by)
		} else {
			f.what += line
		}
	}
	for part := range strings.SplitSeq(rest, "\n--- ") {
		file, change, _ := strings.Cut(part, "\n")
		old, new, ok := strings.Cut(change, "\n+++\n")
		if !ok {
			t.Fatalf("%s: a hunk without +++:\n%s", path, part)
		}
		f.hunks = append(f.hunks, hunk{file, old, strings.TrimSuffix(new, "\n")})
	}
	if f.what == "" || f.breaks == "" || len(f.by) != 2 || !strings.Contains(string(text), `planted("`+f.name+`")`) {
		t.Fatalf("%s: a fault needs a sentence, a rule that it breaks, who sees it, and changes that ask for planted(%q)", path, f.name)
	}
	return f
}

func readFaults(t testing.TB) (all []plantedFault) {
	t.Helper()
	files, err := filepath.Glob("testdata/faults/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		all = append(all, readFault(t, file))
	}
	return all
}

// plant writes the changed sources into a directory and returns the overlay for the go command.
func plant(t testing.TB, all []plantedFault) (overlay string) {
	t.Helper()
	dir := t.TempDir()
	changed, replace := map[string]string{}, map[string]string{}
	original := map[string]string{}
	for _, f := range all {
		for _, h := range f.hunks {
			if original[h.file] == "" {
				text, err := os.ReadFile(filepath.Join(root(), h.file))
				if err != nil {
					t.Fatal(err)
				}
				original[h.file], changed[h.file] = string(text), string(text)
			}
			if n := strings.Count(original[h.file], h.old); n != 1 {
				t.Fatalf("%s: the text that is to be changed stands %d times in %s; bring testdata/faults/%s.txt up to date:\n%s", f.name, n, h.file, f.name, h.old)
			}
			if n := strings.Count(changed[h.file], h.old); n != 1 {
				t.Fatalf("%s changes in %s what another fault has changed", f.name, h.file)
			}
			changed[h.file] = strings.Replace(changed[h.file], h.old, h.new, 1)
		}
	}
	put := func(file, text string) {
		at := filepath.Join(dir, fmt.Sprintf("%d.go", len(replace)))
		if err := os.WriteFile(at, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		replace[filepath.Join(root(), file)] = at
	}
	for file, text := range changed {
		put(file, text)
		pkg := filepath.Dir(file)
		if _, there := replace[filepath.Join(root(), pkg, "planted.go")]; !there {
			put(filepath.Join(pkg, "planted.go"), "package "+filepath.Base(pkg)+"\n\nimport \"os\"\n\nfunc planted(name string) bool { return os.Getenv(\""+faultEnv+"\") == name }\n")
		}
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	overlay = filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(overlay, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return overlay
}

// TestFaults plants every fault and requires that it is seen, by the name of the rule that it breaks; with none of them awake
// the same builds must pass. Without NARIWAI_KILLS it only looks whether the faults still fit the source.
func TestFaults(t *testing.T) {
	faults := readFaults(t)
	overlay := plant(t, faults)
	if os.Getenv("NARIWAI_KILLS") == "" {
		t.Logf("%d faults fit the source; `make test` plants them", len(faults))
		return
	}
	program := binary(t, overlay)
	drill := filepath.Join(t.TempDir(), "drill.test")
	goBuild(t, overlay, "test", "-c", "-o", drill, "./internal/crashtest")
	t.Run("none", func(t *testing.T) {
		if out, err := playDrill(drill, ".*", "none"); err != nil {
			t.Errorf("with no fault awake:\n%.3000s", out)
		}
		got := attack(t, "sqlite", program, 8, []string{faultEnv + "=none"})
		for _, v := range got.found.all() {
			t.Error(v)
		}
	})
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			begun := time.Now()
			switch how, name := f.by[0], f.by[1]; how {
			case "drill":
				out, err := playDrill(drill, "^"+name+"$", f.name)
				if err == nil || !strings.Contains(out, string(f.breaks)+": ") {
					t.Fatalf("%s Nobody saw that it breaks %s:\n%.3000s", f.what, f.breaks, out)
				}
				t.Logf("%s Seen after %s: %s", f.what, time.Since(begun).Round(time.Millisecond), firstOf(out, string(f.breaks)))
			case "crash":
				kills := 0
				for range 4 {
					got := attack(t, name, program, 25, []string{faultEnv + "=" + f.name})
					kills += got.kills
					if got.found.broken(f.breaks) {
						t.Logf("%s Seen after %d kills, %s: %s", f.what, kills, time.Since(begun).Round(time.Millisecond), got.found.first(f.breaks))
						return
					}
				}
				t.Fatalf("%s Nobody saw in %d kills that it breaks %s", f.what, kills, f.breaks)
			default:
				t.Fatalf("nobody is called %s %s", how, name)
			}
		})
	}
}

// playDrill runs drills in the build that holds the faults, with one of them awake, on both engines.
func playDrill(binary, name, fault string) (out string, err error) {
	cmd := exec.Command(binary, "-test.run", "^TestDrill$/"+name, "-test.timeout", "3m")
	cmd.Env = append(os.Environ(), faultEnv+"="+fault)
	b, err := cmd.CombinedOutput()
	return string(b), err
}

// firstOf is the first line that names the rule.
func firstOf(out, rule string) string {
	for line := range strings.Lines(out) {
		if _, what, ok := strings.Cut(line, rule+": "); ok {
			return strings.TrimSpace(what)
		}
	}
	return ""
}
