package gold

import (
	"archive/zip"
	"bufio"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"dateline/search/news"
)

// placesSalience is from where a country counts as one of Reuters' PLACES: its
// editors chose what a story is about, not every country it names.
const placesSalience = 0.2

// codes gives the countries of an article whose salience is at least cut.
func (t tagged) codes(cut float64) map[string]bool {
	out := map[string]bool{}
	for _, c := range t.Countries {
		if c.Salience >= cut {
			out[string(c.Code)] = true
		}
	}
	return out
}

type geoArticle struct {
	Title, Text string
	Countries   []string
	Toponyms    []struct{ Geonameid, Name, Lat, Lon string }
}

// otherNames are country names of the sets that are no alias of ours.
var otherNames = map[string]string{
	"Palestinian Territory": "PS", "Republic of the Congo": "CG", "Democratic Republic of the Congo": "CD",
	"Vatican": "VA", "Serbia And Montenegro": "RS", "The Netherlands": "NL", "Macao": "MO",
}

// placesOf1987 are the names of PLACES that are no alias of ours.
var placesOf1987 = map[string]string{
	"usa": "US", "uk": "GB", "west-germany": "DE", "east-germany": "DE", "ussr": "RU", "yugoslavia": "RS",
	"czechoslovakia": "CZ", "uae": "AE", "ivory-coast": "CI", "yemen-arab-republic": "YE", "yemen-demo-republic": "YE",
	"trinidad-tobago": "TT", "kampuchea": "KH", "antigua": "AG", "congo": "CG", "zaire": "CD",
}

func codeOf(name string) string {
	if c, ok := news.LookupCountry(name); ok {
		return string(c)
	}
	return otherNames[name]
}

// scoreCountryNames scores a set whose articles list their countries by name.
// An article without one is left out, as in the figure of its README.
func scoreCountryNames(r *run) error {
	var c counts
	err := lines(r, func(a geoArticle) error {
		want := map[string]bool{}
		for _, name := range a.Countries {
			if code := codeOf(name); code != "" {
				want[code] = true
			}
		}
		if len(want) > 0 {
			addSet(&c, r.tag(a.Title, a.Text, "en").codes(0), want)
		}
		return nil
	})
	r.counted("", c)
	return err
}

// scoreCountryPlaces scores a set that gives coordinates only: the country of a
// place is that of the nearest city of GeoNames.
func scoreCountryPlaces(r *run) error {
	cities, err := r.scorer.cities()
	if err != nil {
		return err
	}
	var c counts
	err = lines(r, func(a geoArticle) error {
		want := map[string]bool{}
		for _, t := range a.Toponyms {
			if code := cities.country(t.Geonameid, t.Name, t.Lat, t.Lon); code != "" {
				want[code] = true
			}
		}
		addSet(&c, r.tag(a.Title, a.Text, "en").codes(0), want)
		return nil
	})
	r.counted("", c)
	return err
}

func scoreReuters(r *run) error {
	var all, salient counts
	type story struct {
		Title, Dateline, Body string
		Places                []string
	}
	n := 0
	err := lines(r, func(a story) error {
		if len(a.Places) == 0 || a.Body == "" {
			return nil
		}
		if n++; n%reutersEvery != 0 {
			return nil
		}
		want := map[string]bool{}
		for _, p := range a.Places {
			code := placesOf1987[p]
			if code == "" {
				code = codeOf(strings.ReplaceAll(p, "-", " "))
			}
			if code != "" {
				want[code] = true
			}
		}
		tags := r.tag(a.Title, strings.TrimSpace(a.Dateline+" "+a.Body), "en")
		addSet(&all, tags.codes(0), want)
		addSet(&salient, tags.codes(placesSalience), want)
		return nil
	})
	r.result.Items = n / reutersEvery
	r.counted("", salient)
	r.counted("any_salience", all)
	return err
}

// reutersEvery story is tagged: the figure of three thousand moves by less than
// .003 when all fifteen are, which takes five times as long.
const reutersEvery = 5

// cities knows countries by GeoNames id and by nearness.
type cities struct {
	byID map[string]string
	all  []city
}

type city struct {
	lat, lon float64
	code     string
}

func readCities(dir string) (*cities, error) {
	g := &cities{byID: map[string]string{}}
	info, err := os.ReadFile(filepath.Join(dir, "geonames_countryInfo_CCBY4.tsv"))
	if err != nil {
		return nil, fmt.Errorf("coordinates need gaz-countries: %w", err)
	}
	for line := range strings.Lines(string(info)) {
		if f := strings.Split(line, "\t"); len(f) > 16 && line[0] != '#' {
			g.byID[f[16]] = f[0]
		}
	}
	z, err := zip.OpenReader(filepath.Join(dir, "geonames_cities15000_CCBY4.zip"))
	if err != nil {
		return nil, fmt.Errorf("coordinates need gaz-countries: %w", err)
	}
	defer z.Close()
	for _, f := range z.File {
		if err := g.read(f); err != nil {
			return nil, err
		}
	}
	return g, nil
}

func (g *cities) read(f *zip.File) error {
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	sc := bufio.NewScanner(in)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		fields := strings.Split(sc.Text(), "\t")
		if len(fields) < 9 {
			continue
		}
		lat, err := strconv.ParseFloat(fields[4], 64)
		lon, err2 := strconv.ParseFloat(fields[5], 64)
		if err == nil && err2 == nil {
			g.all = append(g.all, city{lat, lon, fields[8]})
		}
	}
	return sc.Err()
}

// noCountry are places that lie in many or none.
var noCountry = []string{
	"Africa", "Asia", "Europe", "North America", "South America", "Oceania", "Antarctica", "European Union", "Earth",
	"Atlantic Ocean", "Pacific Ocean", "Indian Ocean", "Middle East", "Southeast Asia", "West Africa",
}

func (g *cities) country(id, name, latText, lonText string) string {
	if code := g.byID[id]; code != "" && id != "" {
		return code
	}
	lat, err := strconv.ParseFloat(latText, 64)
	lon, err2 := strconv.ParseFloat(lonText, 64)
	if err != nil || err2 != nil || slices.Contains(noCountry, name) {
		return ""
	}
	best, code := math.Inf(1), ""
	for _, c := range g.all {
		dx := (c.lon - lon) * math.Cos(lat*math.Pi/180)
		if d := (c.lat-lat)*(c.lat-lat) + dx*dx; d < best {
			best, code = d, c.code
		}
	}
	return code
}
