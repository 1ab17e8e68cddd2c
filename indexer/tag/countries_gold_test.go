package tag

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"dateline/search/news"
)

// geoGoldDir finds ../shared/gold beside the repository.
func geoGoldDir(t *testing.T) string {
	t.Helper()
	for _, dir := range []string{"../../../shared/gold", "../../../../shared/gold"} {
		if _, err := os.Stat(dir); err == nil {
			return dir
		}
	}
	t.Skip("no ../shared/gold beside the repository: quality is not measured")
	return ""
}

// geoGoldLines decodes a gzipped JSON Lines file.
func geoGoldLines[T any](t *testing.T, name string) []T {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(geoGoldDir(t), name))
	if err != nil {
		t.Skipf("gold set absent: %v", err)
	}
	zr, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var out []T
	sc := bufio.NewScanner(zr)
	sc.Buffer(nil, 64<<20)
	for sc.Scan() {
		var v T
		if err := json.Unmarshal(sc.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

// geoScore counts set members found and missed over articles.
type geoScore struct{ tp, fp, fn int }

func (s *geoScore) add(got, want []string) {
	for _, g := range got {
		if slices.Contains(want, g) {
			s.tp++
		} else {
			s.fp++
		}
	}
	for _, w := range want {
		if !slices.Contains(got, w) {
			s.fn++
		}
	}
}

func (s geoScore) f1() (p, r, f float64) {
	p = float64(s.tp) / max(1, float64(s.tp+s.fp))
	r = float64(s.tp) / max(1, float64(s.tp+s.fn))
	return p, r, 2 * p * r / max(1e-9, p+r)
}

func countryCodes(cs []news.Country, minSalience float64) []string {
	var out []string
	for _, c := range cs {
		if c.Salience >= minSalience {
			out = append(out, string(c.Code))
		}
	}
	return out
}

type geoArticle struct {
	ID, Title, Text string
	Countries       []string
	Toponyms        []struct{ Geonameid, Name, Lat, Lon, Type string }
}

// geonamesNames are the names the gold sets use that are no alias of ours.
var geonamesNames = map[string]string{
	"Palestinian Territory": "PS", "Republic of the Congo": "CG", "Democratic Republic of the Congo": "CD",
	"Vatican": "VA", "Serbia And Montenegro": "RS", "The Netherlands": "NL", "Macao": "MO",
}

func goldCode(name string) string {
	if c, ok := news.LookupCountry(name); ok {
		return string(c)
	}
	return geonamesNames[name]
}

func TestGoldCountriesByName(t *testing.T) {
	tagger := newCountryTagger()
	for _, set := range []string{"geo-news/lgl.jsonl.gz"} {
		var s geoScore
		for _, a := range geoGoldLines[geoArticle](t, set) {
			var want []string
			for _, c := range a.Countries {
				if code := goldCode(c); code != "" && !slices.Contains(want, code) {
					want = append(want, code)
				} else if code == "" {
					t.Logf("gold country %q is not known", c)
				}
			}
			if len(want) == 0 {
				continue
			}
			got := countryCodes(tagArticle(tagger, a.Title, a.Text), 0)
			s.add(got, want)
			if os.Getenv("DATELINE_DIFF") == set && !slices.Equal(got, want) {
				t.Logf("%s got %v want %v | %s", a.ID, got, want, a.Title)
			}
		}
		p, r, f := s.f1()
		t.Logf("%s: P %.3f R %.3f F1 %.3f", set, p, r, f)
	}
}

func tagArticle(tagger *countryTagger, title, text string) []news.Country {
	docs := []*doc{newDoc(title, news.InTitle), newDoc(text, news.InText)}
	return tagger.tag(docs, nil, Input{Title: title, Text: text, Lang: "en"})
}

// TestGoldCountriesByPlace resolves the coordinates of a set without countries
// to the country of the nearest city.
func TestGoldCountriesByPlace(t *testing.T) {
	cities := goldCities(t)
	tagger := newCountryTagger()
	for _, set := range []string{"geo-news/geowebnews.jsonl.gz", "geo-news/geovirus.jsonl.gz"} {
		var s geoScore
		for _, a := range geoGoldLines[geoArticle](t, set) {
			var want []string
			for _, top := range a.Toponyms {
				code := cities.resolve(top.Geonameid, top.Name, top.Lat, top.Lon)
				if code != "" && !slices.Contains(want, code) {
					want = append(want, code)
				}
			}
			got := countryCodes(tagArticle(tagger, a.Title, a.Text), 0)
			s.add(got, want)
			if os.Getenv("DATELINE_DIFF") == set {
				t.Logf("%s got %v want %v | %s", a.ID, got, want, a.Title)
			}
		}
		p, r, f := s.f1()
		t.Logf("%s: P %.3f R %.3f F1 %.3f", set, p, r, f)
	}
}

type goldPlaces struct {
	byID   map[string]string
	cities []goldCity
}

type goldCity struct {
	lat, lon float64
	code     string
}

func goldCities(t *testing.T) *goldPlaces {
	g := &goldPlaces{byID: map[string]string{}}
	dir := geoGoldDir(t)
	info, err := os.ReadFile(filepath.Join(dir, "gaz-countries/geonames_countryInfo_CCBY4.tsv"))
	if err != nil {
		t.Skip(err)
	}
	for line := range strings.Lines(string(info)) {
		if f := strings.Split(line, "\t"); len(f) > 16 && line[0] != '#' {
			g.byID[f[16]] = f[0]
		}
	}
	for _, f := range goldZipLines(t, filepath.Join(dir, "gaz-countries/geonames_cities15000_CCBY4.zip")) {
		lat, _ := strconv.ParseFloat(f[4], 64)
		lon, _ := strconv.ParseFloat(f[5], 64)
		g.cities = append(g.cities, goldCity{lat, lon, f[8]})
	}
	return g
}

var goldContinents = map[string]bool{
	"Africa": true, "Asia": true, "Europe": true, "North America": true, "South America": true, "Oceania": true,
	"Antarctica": true, "European Union": true, "Earth": true, "Atlantic Ocean": true, "Pacific Ocean": true,
	"Middle East": true, "Southeast Asia": true, "West Africa": true, "Indian Ocean": true,
}

func (g *goldPlaces) resolve(id, name, latText, lonText string) string {
	if code, ok := g.byID[id]; ok && id != "" {
		return code
	}
	lat, err := strconv.ParseFloat(latText, 64)
	lon, err2 := strconv.ParseFloat(lonText, 64)
	if err != nil || err2 != nil || goldContinents[name] {
		return ""
	}
	best, bestCode := math.Inf(1), ""
	for _, c := range g.cities {
		dx := (c.lon - lon) * math.Cos(lat*math.Pi/180)
		if d := (c.lat-lat)*(c.lat-lat) + dx*dx; d < best {
			best, bestCode = d, c.code
		}
	}
	return bestCode
}

// reutersPlaces maps the names of 1987 that are no alias of ours.
var reutersPlaces = map[string]string{
	"usa": "US", "uk": "GB", "west-germany": "DE", "east-germany": "DE", "ussr": "RU", "yugoslavia": "RS",
	"czechoslovakia": "CZ", "uae": "AE", "ivory-coast": "CI", "yemen-arab-republic": "YE", "yemen-demo-republic": "YE",
	"trinidad-tobago": "TT", "kampuchea": "KH", "antigua": "AG", "congo": "CG", "zaire": "CD",
}

func TestGoldReutersPlaces(t *testing.T) {
	type story struct {
		Title, Dateline, Body string
		Places                []string
	}
	tagger := newCountryTagger()
	cuts := []float64{0, .1, .15, .2, .25, .3}
	scores := make([]geoScore, len(cuts))
	for i, a := range geoGoldLines[story](t, "reuters21578/articles.jsonl.gz") {
		if i%5 != 0 || len(a.Places) == 0 || a.Body == "" {
			continue
		}
		var want []string
		for _, p := range a.Places {
			code := reutersPlaces[p]
			if code == "" {
				code = goldCode(strings.ReplaceAll(p, "-", " "))
			}
			if code != "" && !slices.Contains(want, code) {
				want = append(want, code)
			}
		}
		got := tagArticle(tagger, a.Title, strings.TrimSpace(a.Dateline+" "+a.Body))
		for k, c := range cuts {
			scores[k].add(countryCodes(got, c), want)
		}
		if os.Getenv("DATELINE_DIFF") == "reuters" && i < 4000 {
			if g := countryCodes(got, 0); !slices.Equal(g, want) {
				t.Logf("%d got %v want %v | %s | %s | %.150q", i, g, want, a.Title, a.Dateline, a.Body)
			}
		}
	}
	for k, c := range cuts {
		p, r, f := scores[k].f1()
		t.Logf("reuters PLACES, salience >= %.2f: P %.3f R %.3f F1 %.3f", c, p, r, f)
	}
}
