package ner

import (
	_ "embed"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
)

//go:embed data/templates.txt
var templates string

// Facts are the names Corpus puts into sentences of our own and in place of the
// people of annotated texts: names as written, of every region.
type Facts struct {
	People    []string // full names
	Cities    []string
	Regions   []string
	Countries []string
	Demonyms  []string // adjectives: Nigerian
	Orgs      []string // full names of two and more words, "Full Name|FN" with a short form
	Firms     []string // names of one word and more
	Family    []string // surnames, which firms are named after
}

// generator fills templates. Equal seeds give equal texts.
type generator struct {
	facts *Facts
	rng   *rand.Rand
}

// Copies are how often Corpus uses its sources.
type Copies struct {
	Templates int // fillings of each template
	Swaps     int // copies of each annotated text with other people's names
}

// Corpus gives annotated texts as they are, their copies with swapped names and
// the filled templates, in an order of its own.
func Corpus(texts []Text, facts *Facts, copies Copies, seed uint64) []Text {
	g := &generator{facts: facts, rng: rand.New(rand.NewPCG(seed, 2))}
	out := slices.Clone(texts)
	for range copies.Swaps {
		for i := range texts {
			if texts[i].Set != "wnut17" && hasPerson(&texts[i]) {
				out = append(out, g.swap(&texts[i]))
			}
		}
	}
	for range copies.Templates {
		for line := range strings.Lines(templates) {
			if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
				out = append(out, g.fill(line))
			}
		}
	}
	return out
}

func hasPerson(t *Text) bool {
	return slices.ContainsFunc(t.Marks, func(m Mark) bool { return m.Kind == Person })
}

func pick[T any](g *generator, s []T) (zero T) {
	if len(s) == 0 {
		return zero
	}
	return s[g.rng.IntN(len(s))]
}

func (g *generator) chance(p float64) bool { return g.rng.Float64() < p }

// person gives a full name: mostly a real one, else one put together or with an
// initial or a hyphen.
func (g *generator) person() string {
	name := pick(g, g.facts.People)
	w := strings.Fields(name)
	switch {
	case len(w) < 2 || g.chance(.7):
		return name
	case g.chance(.4):
		return w[0] + " " + pick(g, g.facts.Family)
	case g.chance(.3):
		return w[0][:first(w[0])] + ". " + w[len(w)-1]
	case g.chance(.5):
		return w[0] + " " + string('A'+rune(g.rng.IntN(26))) + ". " + w[len(w)-1]
	case g.chance(.5):
		return w[0] + " " + w[len(w)-1] + "-" + pick(g, g.facts.Family)
	}
	return w[0] + " al-" + w[len(w)-1]
}

// first is the length of a word's first letter in bytes.
func first(s string) int {
	for i := range s {
		if i > 0 {
			return i
		}
	}
	return len(s)
}

var titles = strings.Split("President|Prime Minister|Foreign Minister|Finance Minister|Mr.|Mr|Ms|Mrs.|Dr|Senator|Sen.|Gov.|Governor|Gen.|Col.|Judge|Justice|Mayor|Ambassador|King|Sheikh|Prof.|Professor|Archbishop|Chancellor|Secretary of State|Attorney General|Chief Minister|Vice President|Home Secretary|Police Commissioner|Inspector|spokesman|minister|lawmaker|former president|coach|defender|striker|economist|analyst|opposition leader|Defence Secretary|Rep.|Commissioner|Chairman|MP|Captain|Crown Prince|Princess|Lord|Sir|Acting President|Under Secretary|Deputy Minister", "|")

var (
	fields     = strings.Split("Health|Education|Finance|Defence|Foreign Affairs|Home Affairs|the Interior|Justice|Agriculture|Trade|Energy|Transport|Tourism|Labour|Environment|Water|Culture|Information|Youth and Sports|Women's Affairs|Science and Technology|Mines|Lands|Planning|Commerce and Industry|Human Rights|Public Works|Fisheries|Statistics|Immigration|Aviation|Road Safety|Disaster Management|Anti-Corruption|Elections|Revenue|Customs|Police|Nuclear Safety|Rural Development", "|")
	unionWords = strings.Split("Workers|Teachers|Farmers|Nurses|Journalists|Miners|Students|Doctors|Traders|Manufacturers|Lawyers|Editors|Engineers|Exporters|Pensioners|Fishermen|Bankers|Employers|Women|Youth", "|")
	unionHeads = strings.Split("Union|Association|Federation|Congress|Council|Alliance|Network|Chamber|Forum|League|Society|Confederation", "|")
	scopes     = strings.Split("National|International|Central|Federal|General|United|Royal|European|African|Asian|World|Independent|Joint|Supreme|Regional|Global|Popular|Democratic|Public|Special", "|")
	firmTails  = strings.Split("Inc|Ltd|Corp|Group|Holdings|Bank|Airlines|Motors|Energy|Telecom|Steel|Insurance|Foods|Pharmaceuticals|Petroleum|Capital|Technologies|Mining|Industries|Media|Securities|Partners|Brothers|& Co|Construction|Shipping|Systems|Electronics|Breweries|Cement|PLC|AG|SA|GmbH|NV|SpA|Pvt Ltd|International|Resources|Solutions|Logistics|Airways|Oil|Gas|Power|Retail|Stores|Hotels", "|")
	firmRoots  = strings.Split("Nova|Orion|Delta|Zenith|Apex|Vertex|Solar|Trans|Inter|Omni|Pan|Euro|Astra|Lumen|Terra|Aqua|Medi|Cyber|Data|Net|Info|Bio|Agro|Petro|Metro|Uni|Glo|Maxi|Prime|Vita", "|")
	firmEnds   = strings.Split("tech|com|gen|net|tel|corp|soft|max|tron|ix|ova|ia|on|ex|co|media|bank|gas|oil|air|plus|line|link|works|labs", "|")
	partyHeads = strings.Split("Party|Movement|Front|Alliance|Coalition|Congress|League|Union", "|")
	partyWords = strings.Split("Democratic|Republican|Liberal|Conservative|Socialist|Labour|Green|National|People's|Workers'|Progressive|Christian Democratic|Social Democratic|Justice and Development|Communist|Freedom|Unity|Reform|Patriotic|Independence|Centre|New|Popular|Islamic", "|")
	clubTails  = strings.Split("United|City|FC|Rovers|Town|Athletic|Wanderers|Stars|Lions|Tigers|Eagles|Bulls|Giants|Warriors|Rangers|Kings|Dynamo|Sporting|Albion|Hotspur|Royals|Sharks|Bears|Hawks", "|")
	courts     = strings.Split("High Court|Supreme Court|Court of Appeal|Federal Court|Constitutional Court|Parliament|Senate|Congress|National Assembly|House of Representatives|Magistrates' Court|District Court|State Duma|Assembly|Crown Court|Electoral Court|Cabinet|Upper House", "|")
	papers     = strings.Split("Times|Post|Herald|Daily News|Gazette|Tribune|Star|Guardian|Observer|Chronicle|Standard|Mail|Telegraph|Today|Journal|News Agency|Broadcasting Corporation|Radio|TV|Television|Press|Mirror|Monitor|Examiner|Courier", "|")
	waters     = strings.Split("Lake %|% River|% Bay|Mount %|% Street|% Road|% Airport|% International Airport|Port %|Port of %|% Island|% Strait|Gulf of %|% Square|% Valley|% Province|% County|% District|% Hospital|% Bridge|% Stadium|% Park|% Avenue|% Hills|Cape %|Fort %|% Mountains|% Desert|% National Park|% Prison", "|")
)

// org gives an organisation's name and its short form.
func (g *generator) org() (full, short string) {
	switch g.rng.IntN(8) {
	case 0, 1, 2:
		full, short, _ = strings.Cut(pick(g, g.facts.Orgs), "|")
	case 3:
		full = pick(g, scopes) + " " + pick(g, unionHeads) + " of " + pick(g, unionWords)
	case 4:
		full = pick(g, g.facts.Demonyms) + " " + pick(g, unionWords) + " " + pick(g, unionHeads)
	case 5:
		full = pick(g, scopes) + " " + pick(g, fields) + " " + pick(g, strings.Split("Authority|Agency|Commission|Council|Office|Institute|Foundation|Board|Fund|Centre", "|"))
	case 6:
		full = pick(g, g.facts.Countries) + " " + pick(g, unionWords) + "' " + pick(g, unionHeads)
	default:
		full = pick(g, unionHeads) + " of " + pick(g, g.facts.Demonyms) + " " + pick(g, unionWords)
	}
	full = strings.ReplaceAll(full, " the ", " ")
	if short == "" {
		short = initials(full)
	}
	return full, short
}

// initials gives the capitals a name's short form is made of.
func initials(full string) string {
	var b strings.Builder
	for w := range strings.FieldsSeq(full) {
		if r := []rune(w)[0]; unicode.IsUpper(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func (g *generator) ministry() string {
	switch f := pick(g, fields); g.rng.IntN(6) {
	case 0, 1:
		return "Ministry of " + f
	case 2:
		return strings.TrimPrefix(f, "the ") + " Ministry"
	case 3:
		return "Department of " + f
	case 4:
		return strings.TrimPrefix(f, "the ") + " Department"
	default:
		return pick(g, g.facts.Demonyms) + " " + strings.TrimPrefix(f, "the ") + " Ministry"
	}
}

func (g *generator) firm() string {
	switch g.rng.IntN(9) {
	case 0, 1, 2:
		return pick(g, g.facts.Firms)
	case 3:
		return pick(g, g.facts.Family) + " " + pick(g, firmTails)
	case 4:
		return pick(g, g.facts.Cities) + " " + pick(g, firmTails)
	case 5:
		return pick(g, firmRoots) + pick(g, firmEnds)
	case 6:
		return pick(g, firmRoots) + pick(g, firmEnds) + " " + pick(g, firmTails)
	case 7:
		return pick(g, g.facts.Family) + " & " + pick(g, g.facts.Family)
	default:
		return pick(g, g.facts.Countries) + " " + pick(g, firmTails)
	}
}

func (g *generator) party() string {
	switch g.rng.IntN(5) {
	case 0:
		return pick(g, partyWords) + " " + pick(g, partyHeads)
	case 1:
		return pick(g, g.facts.Demonyms) + " " + pick(g, partyWords) + " " + pick(g, partyHeads)
	case 2:
		return initials(pick(g, partyWords) + " " + pick(g, partyWords) + " " + pick(g, partyHeads))
	case 3:
		return pick(g, partyHeads) + " for " + pick(g, []string{"Change", "Democracy", "Freedom", "Justice", "Unity", "Progress"})
	default:
		return pick(g, partyWords) + " " + pick(g, partyWords) + " " + pick(g, partyHeads)
	}
}

// club gives a school or a sports club.
func (g *generator) club() string {
	c := pick(g, g.facts.Cities)
	switch g.rng.IntN(6) {
	case 0:
		return "University of " + c
	case 1:
		return c + " University"
	case 2:
		return pick(g, []string{"FC ", "Real ", "AC ", "Dynamo ", "Sporting ", "Al-"}) + c
	case 3:
		return pick(g, g.facts.Family) + " " + pick(g, []string{"College", "High School", "Secondary School", "Primary School", "Institute", "Business School", "Academy"})
	default:
		return c + " " + pick(g, clubTails)
	}
}

func (g *generator) paper() string {
	if g.chance(.35) {
		return pick(g, []string{"Reuters", "AFP", "AP", "BBC", "CNN", "Xinhua", "Bloomberg", "Al Jazeera", "Fox News", "The Times", "TASS", "Interfax", "Kyodo", "Sky News"})
	}
	return pick(g, []string{pick(g, g.facts.Cities), pick(g, g.facts.Demonyms), "Daily", "The", "Sunday", pick(g, g.facts.Countries)}) + " " + pick(g, papers)
}

func (g *generator) water() string {
	return strings.ReplaceAll(pick(g, waters), "%", pick(g, []string{pick(g, g.facts.Family), pick(g, g.facts.Cities), pick(g, g.facts.Regions)}))
}

func (g *generator) court() string {
	if c := pick(g, courts); g.chance(.8) {
		return c
	} else if g.chance(.5) {
		return pick(g, g.facts.Cities) + " " + c
	} else {
		return pick(g, g.facts.Demonyms) + " " + c
	}
}
