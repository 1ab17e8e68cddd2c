package web

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"dateline/search/alert"
	"dateline/search/news"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// everyPage serves the invented newsroom with everything switched on, and gives an
// address of every page and state.
func everyPage(t *testing.T) (base string, pages map[string]string) {
	t.Helper()
	room := newsroom(340)
	kept := []alert.Saved{{ID: "s1", Name: "grain for the desk", Params: "q=grain", Readback: "“grain” in headline or text", Created: news.Day(2024, 3, 14).Time}}
	log := []Correction{{N: 1, Kind: "merge", ID: "p-a", Was: "A. Okafor", Into: "p-amara-okafor", IntoName: "Amara Okafor", At: news.Day(2024, 3, 14).Time, Undone: news.Day(2024, 3, 15).Time},
		{N: 2, Kind: "hide", Facet: "country", ID: "KE", Was: "Kenya", Articles: []string{string(room.articles[4].ID)}, At: news.Day(2024, 3, 14).Time, Who: "desk"}}
	base = serve(t, Config{Searcher: room, Alerts: &keeping{kept: kept}, Corrections: &fakeLog{kept: log}, Crawl: fakeCrawl{}})
	empty := serve(t, Config{Searcher: newsroom(0)})
	article := base + "/articles/" + string(room.articles[4].ID)
	return base, map[string]string{
		"search": base + "/?q=grain&person=p-amara-okafor&person=p-birgit-lindqvist&not.source=wire.example&from=2023-07", "everything": base + "/",
		"article": article + "?q=grain", "facet": base + "/facets/person?q=grain&person=p-amara-okafor",
		"help": base + "/help", "docs": base + "/docs", "nohits": base + "/?q=zeppelin&country=UA", "mistake": base + "/?q=grain+(corridor&country=UA",
		"empty": empty + "/", "notfound": base + "/nothing", "sheet": base + "/?q=grain#filters",
		"map": base + "/map?q=grain&country=UA", "person": base + "/people/p-amara-okafor", "country": base + "/countries/UA", "event": base + "/events/talks",
		"versions": article + "/versions", "saved": base + "/saved", "savenew": base + "/saved/new?q=grain&country=UA",
		"corrections": base + "/corrections", "sources": base + "/sources",
	}
}

// TestScreenshots writes pictures of every page to the folder that
// DATELINE_SCREENSHOTS names, at both widths, in light and dark.
func TestScreenshots(t *testing.T) {
	dir := os.Getenv("DATELINE_SCREENSHOTS")
	if dir == "" {
		t.Skip("DATELINE_SCREENSHOTS names no folder")
	}
	base, pages := everyPage(t)
	b := newBrowser(t, base)
	for _, width := range []int64{1280, 390} {
		for _, scheme := range []string{"light", "dark", "print"} {
			for name, address := range pages {
				b.do(t, look(width, scheme), chromedp.Navigate("about:blank"), chromedp.Navigate(address))
				png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%d-%s.png", name, width, scheme)), png, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// axeRun lets axe-core look at the page with all that folds open, and keeps the
// rules that are broken, with the first places where.
const axeRun = `(document.querySelectorAll("details").forEach((d) => d.open = true), axe.run(document).then((r) => window.axeSays =
	JSON.stringify({passes: r.passes.length, broken: r.violations.map((v) => v.id + " " + v.nodes.slice(0, 3).map((n) => n.target).join(", "))})), "begun")`

// TestAxe: no page breaks a rule of axe-core, in light and dark, wide and narrow.
// Axe-core is not ours to keep (MPL-2.0, 560 kB):
//
//	npm i --prefix /tmp/axe axe-core
//	DATELINE_AXE=/tmp/axe/node_modules/axe-core/axe.min.js go test -run TestAxe ./web
func TestAxe(t *testing.T) {
	file := os.Getenv("DATELINE_AXE")
	if file == "" {
		t.Skip("DATELINE_AXE names no axe.min.js")
	}
	axe, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	base, pages := everyPage(t)
	b := newBrowser(t, base)
	for _, width := range []int64{1280, 390} {
		for _, scheme := range []string{"light", "dark"} {
			for name, address := range pages {
				b.do(t, look(width, scheme), chromedp.Navigate("about:blank"), chromedp.Navigate(address))
				if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](string(axe)+`; "loaded"`)); err != nil {
					t.Fatal(err)
				}
				b.eval(t, axeRun)
				b.until(t, "window.axeSays !== undefined", "true")
				var says struct {
					Passes int
					Broken []string
				}
				if err := json.Unmarshal([]byte(b.eval(t, "window.axeSays")), &says); err != nil {
					t.Fatal(err)
				}
				if says.Passes < 5 || len(says.Broken) > 0 {
					t.Errorf("%s, %d pixels, %s: %d rules kept, broken: %q", name, width, scheme, says.Passes, says.Broken)
				}
			}
		}
	}
}

// look emulates a screen: width in pixels, scheme light, dark or print; a narrow one
// is a phone, whose finger cannot hover.
func look(width int64, scheme string) chromedp.Action[chromedp.Void] {
	hover := "hover"
	if width < 500 {
		hover = "none"
	}
	media := ""
	if scheme == "print" {
		media = "print"
	}
	return chromedp.Steps(
		command(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 900, DeviceScaleFactor: 1, Mobile: width < 500}),
		command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media, Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "hover", Value: hover},
		}}),
	)
}
