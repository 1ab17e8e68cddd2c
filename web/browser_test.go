package web

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browser is one tab of a real Chromium and what it complained of: console
// errors, exceptions, and requests that left the server under test.
type browser struct {
	ctx context.Context
	mu  sync.Mutex
	bad []string
}

// newBrowser starts Chromium for tests of the server at base. Without Chromium
// the test is skipped, unless DATELINE_REQUIRE_BROWSER=1.
func newBrowser(t *testing.T, base string) *browser {
	t.Helper()
	path := chromium()
	if path == "" {
		if os.Getenv("DATELINE_REQUIRE_BROWSER") == "1" {
			t.Fatal("no Chromium found, and DATELINE_REQUIRE_BROWSER=1")
		}
		t.Skip("no Chromium found")
	}
	dir, err := os.MkdirTemp("", "dateline-chromium")
	if err != nil {
		t.Fatal(err)
	}
	// Chromium's children write for a moment after it ended, so t.TempDir
	// would fail the test.
	t.Cleanup(func() {
		for range 50 {
			if os.RemoveAll(dir) == nil {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
	})
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(dir), chromedp.WindowSize(1280, 900),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	ctx, cancelAll := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(cancelAll)
	tab, cancelTab := chromedp.NewContext(ctx)
	t.Cleanup(cancelTab)
	b := &browser{ctx: tab}
	// The first use starts the browser and must not carry a time limit, which
	// would end the browser with it.
	if err := chromedp.Do(tab, chromedp.Func(func(_ context.Context, target *chromedp.Target) error { return b.watch(target, base) })); err != nil {
		t.Fatal(err)
	}
	return b
}

// watch collects what Chromium reports of the tab until the test ends.
func (b *browser) watch(target *chromedp.Target, base string) error {
	collect(b, target, runtime.ExceptionThrown, func(ev runtime.EventExceptionThrown) string {
		return "exception: " + ev.ExceptionDetails.Text
	})
	collect(b, target, runtime.ConsoleAPICalled, func(ev runtime.EventConsoleAPICalled) string {
		if ev.Type != runtime.ConsoleAPICalledTypeError {
			return ""
		}
		return "console.error"
	})
	collect(b, target, log.EntryAdded, func(ev log.EventEntryAdded) string {
		// A refused query answers 400, which Chromium logs by itself.
		if ev.Entry.Level != log.EntryLevelError || strings.Contains(ev.Entry.Text, "status of 400") {
			return ""
		}
		return "log: " + ev.Entry.Text + " " + ev.Entry.URL
	})
	collect(b, target, network.RequestWillBeSent, func(ev network.EventRequestWillBeSent) string {
		if strings.HasPrefix(ev.Request.URL, base+"/") {
			return ""
		}
		return "request to " + ev.Request.URL
	})
	_, err := cdp.Call(b.ctx, target, network.Enable, network.EnableParams{})
	if err == nil {
		_, err = cdp.Call(b.ctx, target, log.Enable, cdp.Empty{})
	}
	if err == nil {
		_, err = cdp.Call(b.ctx, target, runtime.Enable, cdp.Empty{})
	}
	return err
}

// collect keeps what complain says of each event.
func collect[E any](b *browser, target *chromedp.Target, kind cdp.Event[E], complain func(E) string) {
	events := cdp.Events(b.ctx, target, kind)
	go func() {
		for ev, err := range events {
			if err != nil {
				return
			}
			if text := complain(ev); text != "" {
				b.mu.Lock()
				b.bad = append(b.bad, text)
				b.mu.Unlock()
			}
		}
	}()
}

// command sends one protocol command as a step.
func command[P any](c cdp.Command[P, cdp.Empty], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, c, params)
		return err
	})
}

func chromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "headless-shell"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// do runs steps one after the other.
func (b *browser) do(t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// eval gives the text of a JavaScript expression; it works in a page whose own
// scripts are off.
func (b *browser) eval(t *testing.T, expression string) string {
	t.Helper()
	out, err := b.try(expression)
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return out
}

func (b *browser) try(expression string) (string, error) {
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[string]("String("+expression+")"))
}

// until waits for expression to become want. An error is waited out too: the
// page may be on its way to another.
func (b *browser) until(t *testing.T, expression, want string) {
	t.Helper()
	got := ""
	var err error
	for range 200 {
		if got, err = b.try(expression); err == nil && got == want {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s stays %q, want %q (%v)", expression, got, want, err)
}

func (b *browser) complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.bad
}

// numbers is every number of the page in reading order.
const numbers = `[document.querySelector("#total")?.textContent, ...[...document.querySelectorAll("li.value .count, .timeline td.count")].map(e => e.textContent)].join(" ")`

// TestPersonsWay goes a reader's way in a real browser, and then sees the same
// numbers with JavaScript off.
func TestPersonsWay(t *testing.T) {
	kept := &keeping{}
	base := serve(t, Config{Searcher: newsroom(120), Alerts: kept})
	b := newBrowser(t, base)
	b.do(t, chromedp.Navigate(base+"/"))
	b.until(t, `document.documentElement.classList.contains("js")`, "true")
	b.eval(t, `window.stillHere = "yes"`)

	b.do(t, chromedp.SendKeys(chromedp.CSS("#q"), "grain\r"))
	b.until(t, "location.search", "?q=grain")
	b.until(t, `document.querySelector(".hit mark").textContent.toLowerCase()`, "grain")
	b.do(t, chromedp.Click(chromedp.CSS(`input[value="UA"]`)))
	b.until(t, "decodeURIComponent(location.search)", "?q=grain&country=UA")
	b.until(t, `document.querySelectorAll(".chip").length`, "1")
	b.until(t, `document.activeElement.value`, "UA") // focus stays on the box that was ticked
	b.eval(t, `document.querySelector('#facet-lang li:nth-child(2) .acts a + a').click()`)
	b.until(t, `document.querySelectorAll(".chip.not").length`, "1")
	b.eval(t, `document.querySelector('.bars a:nth-child(2)').dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true}))`)
	b.until(t, `document.querySelectorAll(".chip").length`, "3")
	if got := b.eval(t, "window.stillHere"); got != "yes" {
		t.Error("the page was loaded anew where it should be swapped")
	}
	narrowed, shown := b.eval(t, "location.href"), b.eval(t, numbers)

	b.do(t, chromedp.Click(chromedp.CSS(".hit h2 a")))
	b.until(t, `document.querySelectorAll("article .text .tag").length > 2`, "true")
	b.do(t, chromedp.Click(chromedp.CSS(".back a")))
	b.until(t, numbers, shown)
	b.until(t, `document.querySelector(".hit:target") !== null`, "true")
	b.eval(t, "history.back()")
	b.until(t, `document.querySelectorAll("article .text").length`, "1")
	b.eval(t, "history.back()")
	b.until(t, `location.href`, narrowed)
	b.until(t, numbers, shown)

	exported := b.eval(t, `[...document.querySelectorAll(".takeaway a")].find(a => a.textContent === "CSV").href`)
	if _, csv := fetch(t, "GET", exported); strings.Count(csv, "\r\n")-1 != number(t, b.eval(t, `document.querySelector("#total").textContent`)) {
		t.Errorf("the export has %d lines, the page says %s", strings.Count(csv, "\r\n"), b.eval(t, `document.querySelector("#total").textContent`))
	}
	b.eval(t, `document.querySelector(".takeaway .save").click()`)
	b.until(t, `location.pathname`, "/saved/new")
	b.eval(t, `(document.querySelector('input[name="name"]').value = "grain for the desk", document.querySelector(".fields").requestSubmit())`)
	b.until(t, `location.pathname + document.querySelector(".savedrow h2")?.textContent`, "/savedgrain for the desk")
	if u, _ := url.Parse(narrowed); len(kept.kept) != 1 || kept.kept[0].Params != u.RawQuery {
		t.Errorf("kept: %+v, want the search %s", kept.kept, narrowed)
	}

	b.do(t, chromedp.Navigate(base+"/?q=grain&country=UA"))
	b.until(t, `document.documentElement.classList.contains("js")`, "true")
	b.eval(t, `(document.querySelector("#q").value = "grain (ship", document.querySelector("#search").requestSubmit())`)
	b.until(t, `document.querySelector(".problem u")?.textContent`, "(ship")
	if b.eval(t, `document.querySelectorAll(".hit").length > 0`) != "true" {
		t.Error("a mistake in the query takes the hits before away")
	}

	u, _ := url.Parse(narrowed)
	b.do(t, command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}), chromedp.Navigate(base+"/?"+u.RawQuery))
	if got := b.eval(t, numbers); got != shown {
		t.Errorf("without JavaScript the numbers are\n%s\nand with it\n%s", got, shown)
	}
	if b.eval(t, `document.documentElement.classList.contains("js")`) != "false" {
		t.Error("JavaScript is not off")
	}
	b.do(t, chromedp.Click(chromedp.CSS(`#facet-source li:not(.is-exclude) input`)), chromedp.Click(chromedp.CSS(".apply button")))
	b.until(t, `document.querySelectorAll(".chip").length`, "4")
	for _, c := range b.complaints() {
		t.Error(c)
	}
}

// TestKeys: the keys of PAGE.md.
func TestKeys(t *testing.T) {
	base := serve(t, Config{Searcher: newsroom(30)})
	b := newBrowser(t, base)
	b.do(t, chromedp.Navigate(base+"/?q=grain"))
	b.until(t, `document.documentElement.classList.contains("js")`, "true")
	press := func(key string) {
		b.eval(t, fmt.Sprintf(`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: %q, bubbles: true, cancelable: true}))`, key))
	}
	press("j")
	press("j")
	press("k")
	press("j")
	b.until(t, `[...document.querySelectorAll(".hit")].indexOf(document.activeElement.closest(".hit"))`, "1")
	press("f")
	b.until(t, `document.activeElement.closest("#filters") !== null`, "true")
	// Excluded by keyboard: the focus stays on the value, whose control is another one.
	b.eval(t, `(document.querySelector("#facet-lang .value .acts a + a").focus(), document.activeElement.click())`)
	b.until(t, `document.querySelectorAll(".chip.not").length`, "1")
	b.until(t, `document.activeElement.closest("#facet-lang .value.is-exclude") !== null`, "true")
	b.eval(t, `document.activeElement.click()`) // takes it back
	b.until(t, `document.querySelectorAll(".chip").length`, "0")
	b.until(t, `document.activeElement.matches("#facet-lang .value input")`, "true")
	press("/")
	b.until(t, `document.activeElement.id`, "q")
	press("j") // in the box it is a letter
	b.until(t, `document.activeElement.id`, "q")
	b.eval(t, `document.activeElement.blur()`)
	press("?")
	b.until(t, `location.pathname`, "/help")
	for _, c := range b.complaints() {
		t.Error(c)
	}
}

// TestCompletions: what is typed is completed from this server.
func TestCompletions(t *testing.T) {
	base := serve(t, Config{Searcher: newsroom(60)})
	b := newBrowser(t, base)
	b.do(t, chromedp.Navigate(base+"/help"), chromedp.SendKeys(chromedp.CSS("#q"), "grain -okaf"))
	b.until(t, `document.querySelector("#completions option")?.value`, `grain -person:"Amara Okafor"`)
	for _, c := range b.complaints() {
		t.Error(c)
	}
}
