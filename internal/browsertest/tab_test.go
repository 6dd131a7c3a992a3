package browsertest

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browser is one Chromium for the whole package; each tab has cookies of its own.
var browser = sync.OnceValues(func() (context.Context, error) {
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		return nil, fmt.Errorf("no Chromium found: install the package chromium (make test does, as root)")
	}
	// It opens nothing but our own pages, and in many a container or distribution nobody but root can make its sandbox.
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path),
		chromedp.Flag("headless", "new"), chromedp.Flag("no-sandbox", true), chromedp.Flag("no-first-run", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("lang", "ja"))
	alloc, _ := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, _ := chromedp.NewContext(alloc)
	return ctx, chromedp.Do(ctx)
})

func TestMain(m *testing.M) {
	code := m.Run()
	if ctx, err := browser(); err == nil {
		chromedp.Cancel(ctx)
	}
	os.Exit(code)
}

// A tab is one person's browser window.
type tab struct {
	*testing.T
	ctx  context.Context
	base string
	name string
}

// open opens a window of width × 900. Without JavaScript when js is false.
func open(t *testing.T, base, name string, width int64, js bool) *tab {
	t.Helper()
	b, err := browser()
	if err != nil {
		if os.Getenv("CI") == "" && os.Getenv("NARIWAI_TEST_PG") == "" { // `make test` sets it, and skips nothing
			t.Skip(err)
		}
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(b, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	w := &tab{T: t, ctx: ctx, base: base, name: name}
	if err := chromedp.Do(ctx); err != nil { // opens the window; it lives as long as the context of this first call
		t.Fatal(err)
	}
	w.do(chromedp.EmulateViewport(width, 900))
	if !js {
		w.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
			_, err := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
			return err
		}))
	}
	return w
}

func (w *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		w.Fatalf("%s: %v", w.name, err)
	}
}

// eval runs a script of the test's own (not the page's) and returns what it gives as T.
func eval[T any](w *tab, script string, args ...any) T {
	w.Helper()
	out, err := try[T](w, script, args...)
	if err != nil {
		w.Fatalf("%s at %s: %v", w.name, w.path(), err)
	}
	return out
}

func try[T any](w *tab, script string, args ...any) (T, error) {
	ctx, cancel := context.WithTimeout(w.ctx, 30*time.Second)
	defer cancel()
	if args == nil {
		args = []any{}
	}
	b, err := json.Marshal(args)
	if err != nil {
		var zero T
		return zero, err
	}
	return chromedp.Run(ctx, chromedp.Evaluate[T]("("+script+")(..."+string(b)+")", chromedp.EvalAwaitPromise))
}

// visit opens a path of the site.
func (w *tab) visit(path string) {
	w.Helper()
	w.do(chromedp.Navigate(w.base + path))
}

// path is where the window is.
func (w *tab) path() string {
	p, err := try[string](w, "() => location.pathname + location.search")
	if err != nil {
		p = err.Error()
	}
	return p
}

const findField = `(label, n) => {
	const norm = s => (s || '').replace(/\s+/g, '');
	const all = [...document.querySelectorAll('input:not([type=hidden]), textarea, select')];
	const named = e => [...(e.labels || [])].map(l => norm(l.textContent)).concat(norm(e.getAttribute('aria-label')));
	const hits = all.filter(e => named(e).some(t => t.startsWith(norm(label)))).concat(all.filter(e => e.name === label));
	return hits[n || 0];
}`

// fill types into the field with a label (or name) that begins so.
func (w *tab) fill(label, value string) {
	w.Helper()
	ok := eval[bool](w, `(label, value) => {
		const e = (`+findField+`)(label);
		if (!e) return false;
		e.focus(); e.value = value;
		e.dispatchEvent(new Event('input', {bubbles: true})); e.dispatchEvent(new Event('change', {bubbles: true}));
		return e.value === value || e.tagName === 'TEXTAREA';
	}`, label, value)
	if !ok {
		w.Fatalf("%s: no field %q that takes %q at %s\n%s", w.name, label, value, w.path(), w.text())
	}
}

// pick ticks the box or chooses the radio button with a label that begins so.
func (w *tab) pick(label string) {
	w.Helper()
	if !eval[bool](w, `(label) => { const e = (`+findField+`)(label); if (!e) return false; e.checked || e.click(); return e.checked; }`, label) {
		w.Fatalf("%s: no choice %q at %s\n%s", w.name, label, w.path(), w.text())
	}
}

// choose takes the radio button or option of a field's name with a value.
func (w *tab) choose(name, value string) {
	w.Helper()
	if !eval[bool](w, `(name, value) => {
		for (const e of document.getElementsByName(name)) {
			if (e.tagName === 'SELECT') { e.value = value; e.dispatchEvent(new Event('change', {bubbles: true})); return e.value === value; }
			if (e.type === 'radio' && e.value === value) { e.click(); return e.checked; }
		}
		return false;
	}`, name, value) {
		w.Fatalf("%s: %s can't be %q at %s\n%s", w.name, name, value, w.path(), w.text())
	}
}

// download fetches a file of the site as this window's person.
func (w *tab) download(path string) string {
	w.Helper()
	encoded := eval[string](w, `async (path) => {
		const bytes = new Uint8Array(await (await fetch(path)).arrayBuffer());
		return btoa(String.fromCharCode(...bytes));
	}`, path)
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		w.Fatal(err)
	}
	return string(raw)
}

// attach puts a file into the field.
func (w *tab) attach(label, path string) {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, 30*time.Second)
	defer cancel()
	obj, err := chromedp.Run(ctx, chromedp.Evaluate[*runtime.RemoteObject]("("+findField+")("+fmt.Sprintf("%q", label)+")"))
	if err != nil || obj.ObjectID == "" {
		w.Fatalf("%s: no file field %q at %s: %v", w.name, label, w.path(), err)
	}
	w.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: []string{path}, ObjectID: obj.ObjectID})
		return err
	}))
}

// press clicks the button or link with this text and waits for the page that comes.
func (w *tab) press(text string) {
	w.Helper()
	if !eval[bool](w, `(text) => {
		const norm = s => (s || '').replace(/\s+/g, '');
		const all = [...document.querySelectorAll('main button, main a, main input[type=submit], button, a')];
		const e = all.find(e => norm(e.textContent || e.value) === norm(text)) || all.find(e => norm(e.textContent || e.value).startsWith(norm(text)));
		if (!e) return false;
		for (let d = e.closest('details'); d; d = d.parentElement.closest('details')) d.open = true;
		document.documentElement.dataset.left = '1';
		e.click();
		return true;
	}`, text) {
		w.Fatalf("%s: nothing to press called %q at %s\n%s", w.name, text, w.path(), w.text())
	}
	w.arrive(text)
}

// arrive waits until another page has loaded.
func (w *tab) arrive(why string) {
	w.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if ok, err := try[bool](w, `() => !document.documentElement.dataset.left && document.readyState === 'complete'`); err == nil && ok {
			return
		}
	}
	w.Fatalf("%s: %q led nowhere from %s\n%s", w.name, why, w.path(), w.text())
}

// text is what the page says, without the frame.
func (w *tab) text() string {
	s, _ := try[string](w, `() => (document.querySelector('main') || document.body).innerText`)
	return s
}

// see requires that the page says all of these; spaces don't matter.
func (w *tab) see(words ...string) {
	w.Helper()
	page := squeeze(w.text())
	for _, s := range words {
		if !strings.Contains(page, squeeze(s)) {
			w.Fatalf("%s does not see %q at %s:\n%s", w.name, s, w.path(), w.text())
		}
	}
}

// await is see for what a script brings into the page.
func (w *tab) await(words string) {
	w.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end) && !strings.Contains(squeeze(w.text()), squeeze(words)); {
		time.Sleep(50 * time.Millisecond)
	}
	w.see(words)
}

// miss requires that the page says none of these.
func (w *tab) miss(words ...string) {
	w.Helper()
	page := squeeze(w.text())
	for _, s := range words {
		if strings.Contains(page, squeeze(s)) {
			w.Fatalf("%s sees %q at %s", w.name, s, w.path())
		}
	}
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// shot keeps a picture of the whole page when NARIWAI_SHOTS asks for it.
func (w *tab) shot(name string) {
	dir := os.Getenv("NARIWAI_SHOTS")
	if dir == "" {
		return
	}
	w.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, 30*time.Second)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644)
	}
	if err != nil {
		w.Error(err)
	}
}
