package place

import (
	"strings"

	"dateline/indexer/prose"
	"dateline/search/news"
)

// aside says why a sighting is a passing one: the place a story is told from or
// talks are held at, where a person comes from, or the far side of a border.
type aside uint8

const (
	asideNone aside = iota
	asideDateline
	asideVenue
	asideOrigin
	asideBorder
)

// Words that make the city beside them the place where others meet.
var (
	venueWords = foldedSet(`meet meets meeting meetings met talks talk summit conference negotiations negotiators sign signs signed
		signing ceremony forum session convened gathered consultations mediated brokered hosted delegates
		gespräche gespräch treffen gipfel verhandlungen konferenz unterzeichnet trafen getroffen
		pourparlers négociations sommet conférence réunion rencontre signé signent réunis
		conversaciones negociaciones cumbre conferencia reunión cita firmaron firman firmado
		colloqui negoziati vertice incontro firmato conversações negociações cúpula reunião
		переговоры переговоров переговорах встреча встречи саммит саммита церемония подписали`)
	originNouns = prose.WordSet(`officer engineer doctor nurse teacher farmer student tourist tourists welder worker worker driver lawyer
		professor scientist economist analyst researcher trader player striker singer actor painter writer novelist
		journalist reporter photographer pilot sailor soldier man woman boy girl couple family native immigrant migrant
		graduate pensioner businessman businesswoman executive manager coach captain expert official aunt uncle friend
		merchant volunteer envoy`)
	// callingNouns are what a person of a country is: "the Chilean winger".
	callingNouns = prose.WordSet(`striker winger defender midfielder goalkeeper forward captain coach manager batsman bowler sprinter runner
		boxer golfer cyclist swimmer singer actor actress painter writer novelist poet composer conductor pianist director
		geologist scientist economist historian biologist architect photographer journalist chef nurse tourist tourists student
		engineer professor billionaire businessman teenager backpacker grandmother grandfather wife husband mother father`)
	lifeWords   = prose.WordSet(`born raised educated studied trained lived schooled graduated grew retired honeymooned holidayed`)
	borderWords = foldedSet(`border borders frontier grenze frontière frontera confine fronteira границе граница границы`)
)

// institutionWords name who acts in a capital as its state: "talks with the foreign
// ministry in Ankara" are Turkey's, and not held there. An embassy is another's.
var institutionWords = foldedSet(`ministry ministries minister government governments authorities officials official parliament
	court prosecutors administration cabinet army military police presidency leadership regime generals junta palace bank rulers
	ministerium regierung behörden parlament gericht ministère gouvernement autorités parlement tribunal
	ministerio gobierno autoridades parlamento ministero governo autorità ministério tribunal
	министерство министерством министерства правительство правительством правительства власти властями`)

// venuePrepositions stand before a place where something is; talks between London
// and Oslo are not held there.
var venuePrepositions = foldedSet(`in at near en dans em à a bei в на`)

// foldedSet is wordSet of words folded as sightings are.
func foldedSet(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[prose.Fold(w)] = true
	}
	return m
}

// venueReach is how many words may stand between "talks" and "in Geneva".
const venueReach = 5

// markAsides notes the passing sightings.
func markAsides(all []sighting) {
	for i := range all {
		s := &all[i]
		switch {
		case s.isVenue():
			s.aside = asideVenue
		case s.standsInDateline():
			s.aside = asideDateline
		case s.isOrigin():
			s.aside = asideOrigin
		case s.isAcrossBorder():
			s.aside = asideBorder
		}
	}
	spreadVenues(all)
}

// spreadVenues lets a city that others meet in, as the headline or the lead has
// it, be no more than that all through the article: "In Vienna the ministry had cleared two floors."
func spreadVenues(all []sighting) {
	venues := map[string]bool{}
	for i := range all {
		if s := &all[i]; s.aside == asideVenue && s.placeWeight() >= inLeadWeight {
			venues[s.form] = true
		}
	}
	for i := range all {
		if s := &all[i]; s.aside == asideNone && venues[s.form] {
			s.aside = asideVenue
		}
	}
}

// prominentCountries reports whether the headline, and whether it or the first
// paragraph, says of some country more than that others meet there.
func prominentCountries(all []sighting) (titled, led bool) {
	for i := range all {
		s := &all[i]
		if s.weak || s.aside != asideNone {
			continue
		}
		titled = titled || s.d.Field == news.InTitle
		led = led || s.placeWeight() >= inLeadWeight
	}
	return titled, led
}

func (s *sighting) city() bool {
	return s.kind == KindCapital || s.kind == KindCity || s.kind == KindTown
}

// standsInDateline reports a city that opens the text before a dash: who wrote it
// there says little of what it is about.
func (s *sighting) standsInDateline() bool {
	if !s.city() || !s.isDateline() {
		return false
	}
	lead := s.d.Sentences[s.d.Tokens[s.first].Sentence]
	for k := s.last; k < lead.Last && k < s.last+leadReach; k++ {
		if w := prose.Fold(s.d.Tokens[k].Text); venueWords[w] || gatherWords[w] {
			return true
		}
	}
	return false
}

// leadReach is how many tokens of the first sentence say whether others meet.
const leadReach = 50

// gatherWords are those who meet in places that are not theirs.
var gatherWords = prose.WordSet(`leaders ministers delegations envoys negotiators mediators bloc`)

// isVenue reports a city that others meet in: "talks open in Geneva", "after the
// Vienna meeting".
func (s *sighting) isVenue() bool {
	if !s.city() {
		return false
	}
	if venueWords[s.word(s.last)] {
		return true
	}
	if !venuePrepositions[s.word(s.first-1)] || institutionWords[s.word(s.first-2)] {
		return false
	}
	for k := s.first - 1; k >= 0 && k >= s.first-1-venueReach; k-- {
		w := s.word(k)
		if w == "" {
			return false
		}
		if venueWords[w] {
			return true
		}
	}
	return false
}

// isOrigin reports where in a country somebody comes from: a welder from Aberdeen.
// "A man from Liberia" stays: where a disease or a war is, that is the story.
func (s *sighting) isOrigin() bool {
	if s.placeWeight() < inLeadWeight && s.isOfLife() {
		return true
	}
	inCountry := s.city() || s.kind == KindRegion
	return inCountry && s.d.Field == news.InText && s.word(s.first-1) == "from" && originNouns[s.word(s.first-2)]
}

// isOfLife reports where a person is from or has been, behind the lead: the
// Chilean winger, the Dutchman, born in Peru, a former ambassador to France.
func (s *sighting) isOfLife() bool {
	prev, before := s.word(s.first-1), s.word(s.first-2)
	if s.kind == KindDemonym {
		return callingNouns[s.word(s.last)] || strings.HasSuffix(s.form, "man") && len(s.form) > 6 || strings.HasSuffix(s.form, "woman")
	}
	switch prev {
	case "in", "at":
		return lifeWords[before] || before == "up" && s.word(s.first-3) == "grew"
	case "to":
		return before == "ambassador" || before == "envoy"
	}
	return false
}

func (s *sighting) isAcrossBorder() bool {
	p := s.word(s.first - 1)
	if s.kind != KindName || s.placeWeight() >= inLeadWeight || p != "with" && p != "mit" && p != "avec" && p != "con" && p != "com" && p != "с" {
		return false
	}
	return borderWords[s.word(s.first-2)] || borderWords[s.word(s.first-3)]
}

// inPassing reports a country that all its sightings name in passing.
func inPassing(group []sighting, titled bool) bool {
	for _, s := range group {
		if !s.weak && (s.aside == asideNone || s.aside == asideDateline && !titled) {
			return false
		}
	}
	return true
}
