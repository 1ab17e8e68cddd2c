package event

import (
	"cmp"
	"math"
	"strconv"
	"strings"

	"dateline/indexer/prose"
	"dateline/search/news"
)

// The report model (see report.go) reads a mention of violence as a set of features,
// each there or not: where it stands, its tense and mood, who suffers, what else its
// sentence and its story hold. None is a word of a place, a group or a person.

// story is what the features of a mention read of its whole text.
type story struct {
	d      *prose.Doc
	folded []string
	people []bool // tokens of people's names
	common []string
	ready  bool
}

// read reads what all mentions of a text share. hits are those of the article.
func (s *story) read(hits []hit) {
	d, folded := s.d, s.folded
	tokens := len(d.Tokens)
	s.steps("story.tokens", float64(tokens), 150, 300, 600, 1200)
	families := map[news.EventType]int{}
	for i := range hits {
		if hits[i].d == d {
			families[family(hits[i].typ)]++
		}
	}
	for _, f := range storyFamilies {
		if n := families[f]; n > 0 {
			s.common = append(s.common, "story."+string(f))
			if n*denseTokens >= tokens {
				s.common = append(s.common, "story.dense."+string(f))
			}
		}
	}
	spoken, asked := 0, 0
	for _, r := range d.Sentences {
		spoken += prose.Bool2Int(anyOf(folded[r.First:r.Last], speechWords))
		asked += prose.Bool2Int(r.Last > r.First && folded[r.Last-1] == "?")
	}
	n := float64(max(1, len(d.Sentences)))
	s.steps("story.spoken", float64(spoken)/n, .01, .1, .25, .5)
	s.steps("story.asked", float64(asked)/n, .01, .1)
}

// denseTokens is one mention in so many tokens: a story that is about such things.
const denseTokens = 100

// storyFamilies are the kinds of event that tell a story of talk from one of deeds.
var storyFamilies = []news.EventType{"accusation", "talks", "demand", "agreement", "trial", "support", "rejection", "election", "threat",
	"coercion", "protest", "concession", "fighting", "investigation", "legislation", "death", "resignation", "sanctions"}

// steps adds a feature for each bound that v reaches.
func (s *story) steps(name string, v float64, bounds ...float64) {
	s.common = appendSteps(s.common, name, v, bounds...)
}

func appendSteps(out []string, name string, v float64, bounds ...float64) []string {
	for _, b := range bounds {
		if v >= b {
			out = append(out, name+">="+strconv.FormatFloat(b, 'g', -1, 64))
		}
	}
	return out
}

func anyOf(words []string, set map[string]bool) bool {
	for _, w := range words {
		if set[w] {
			return true
		}
	}
	return false
}

// features lists what the model reads of h.
func (s *story) features(h *hit) []string {
	kind := string(cmp.Or(h.fought, h.typ))
	out := append(make([]string, 0, featuresGuess), biasFeature, "type="+kind, "trigger="+stem(s.folded[h.first]), "strength="+strconv.Itoa(h.strength))
	out = append(out, s.common...)
	add := func(there bool, name string) {
		if there {
			out = append(out, name)
		}
	}
	for _, m := range h.marks() {
		add(m.there, m.name)
	}
	out = appendSteps(out, "score", h.score(), .5, 1, 2, 4, 8, 16)
	out = appendSteps(out, "particular", h.specific, .3, .6, 1, 1.5)
	out = appendSteps(out, "place", float64(h.first)/float64(max(1, len(s.d.Tokens))), .25, .5, .75)
	sentence := s.d.Tokens[h.first].Sentence
	add(sentence == 0, "sentence=first")
	add(sentence == 1, "sentence=second")
	add(sentence >= 2 && sentence < 5, "sentence=early")
	return s.around(h, kind, out)
}

// biasFeature is one that every mention has.
const biasFeature = "bias"

// featuresGuess is about how many features a mention has.
const featuresGuess = 80

type mark struct {
	there bool
	name  string
}

// marks are what the rules already found out of h.
func (h *hit) marks() [10]mark {
	return [...]mark{{h.noun, "noun"}, {h.generic, "generic"}, {h.aside, "aside"}, {h.passing, "passing"}, {h.past, "past"},
		{h.dated, "dated"}, {h.dated && !h.aside, "dated.main"}, {h.asserted, "asserted"}, {h.fought != "", "fought"}, {h.quoted, "quoted"}}
}

// around adds what stands near h: its likely victim, its tense, the words of its
// sentence.
func (s *story) around(h *hit, kind string, out []string) []string {
	add := func(there bool, name string) {
		if there {
			out = append(out, name)
		}
	}
	before := s.folded[max(h.span.First, h.first-victimWindow):h.first]
	after := s.folded[h.last:min(h.span.Last, h.last+victimWindow)]
	far := s.folded[h.last:min(h.span.Last, h.last+farWindow)]
	sentence := s.folded[h.span.First:h.span.Last]
	passive := !h.noun && anyOf(before[max(0, len(before)-2):], beForms)
	target, from := after, h.last
	if passive {
		target, from = before, h.first-len(before)
	}
	add(passive, "passive")
	add(passive && anyOf(far, byWord), "passive.by")
	add(len(after) > 0 && after[0] == "of", "of")
	add(len(after) > 0 && (after[0] == "against" || after[0] == "on"), "against")
	add(anyOf(before[max(0, len(before)-3):], nounMarks), "article")
	add(anyOf(before[max(0, len(before)-3):], haveForms), "perfect")
	add(strings.HasSuffix(s.folded[h.first], "ing"), "participle")
	add(h.noun && strings.HasSuffix(s.folded[h.last-1], "s"), "plural")
	add(s.counted(target), "victim=counted")
	named := s.named(from, from+len(target))
	add(named, "victim=named")
	add(named, kind+"&victim=named")
	for _, c := range victimClasses {
		if anyOf(target, c.words) {
			out = append(out, "victim="+c.name, kind+"&victim="+c.name)
		}
		add(anyOf(far, c.words), "far="+c.name)
		add(anyOf(before, c.words), "before="+c.name)
		add(anyOf(sentence, c.words), "sentence="+c.name)
	}
	for _, c := range sentenceClasses {
		add(anyOf(sentence, c.words), "with="+c.name)
	}
	add(anyOf(sentence, speechWords), kind+"&spoken")
	add(h.dated && !h.aside, kind+"&dated")
	add(passive, kind+"&passive")
	add(h.noun, kind+"&noun")
	return appendSteps(out, "sentence.tokens", float64(len(sentence)), 12, 25, 40)
}

// victimWindow is how many tokens before or behind a deed its victim is looked for,
// farWindow how far its sentence is read behind it.
const (
	victimWindow = 7
	farWindow    = 10
)

func (s *story) counted(words []string) bool {
	for _, w := range words {
		if countWords[w] || w == "one" || w != "" && w[0] >= '0' && w[0] <= '9' {
			return true
		}
	}
	return false
}

func (s *story) named(first, last int) bool {
	for i := first; i < min(last, len(s.people)); i++ {
		if s.people[i] {
			return true
		}
	}
	return false
}

// stem is what the forms of a trigger share, roughly: murder of murdered, murders,
// murderers.
func stem(w string) string {
	for _, end := range [...]string{"ations", "ation", "ings", "ing", "ers", "ors", "ed", "er", "or", "s", "e"} {
		if t := strings.TrimSuffix(w, end); len(t) >= 3 && len(t) < len(w) {
			w = t
			break
		}
	}
	return w[:min(len(w), stemBytes)]
}

const stemBytes = 8

// wordClass is a class of words that a feature tests for.
type wordClass struct {
	name  string
	words map[string]bool
}

var (
	byWord    = prose.WordSet(`by`)
	haveForms = prose.WordSet(`have has had`)
	// victimClasses are who or what a deed is done to.
	victimClasses = []wordClass{
		{"armed", union(armedForces, prose.WordSet(`combatants fighters`))},
		{"police", prose.WordSet(`police policeman policemen officer officers guard guards bodyguard bodyguards agent agents detective watchman constable`)},
		{"role", prose.WordSet(`president candidate leader mayor judge minister attorney lawyer priest priests bishop archbishop governor senator deputy
			journalist newsman reporter editor director manager businessman businesswoman rancher farmer professor rector teacher doctor engineer
			ambassador diplomat consul adviser official secretary congressman councillor councilman unionist activist worker student nun nuns
			missionary citizen former chief head magistrate correspondent photographer industrialist owner driver wife husband son daughter brother
			sister father mother relatives shopkeeper singer actor columnist imam rabbi pastor`)},
		{"civilian", prose.WordSet(`person persons people civilian civilians peasant peasants man men woman women child children boy boys girl girls youth
			youths inhabitants workers students passengers residents families family citizens journalists newsmen teachers judges leaders members
			individuals tourists villagers worshippers pupils shoppers migrants refugees hostages`)},
		{"property", prose.WordSet(`house houses home homes residence office offices vehicle vehicles car cars bus buses truck trucks bank banks building
			buildings bridge bridges pipeline plant tower towers pylons posts lines embassy church mosque synagogue temple station headquarters hotel
			store stores shop shops facility facilities installations farm school hospital factory warehouse company radio newspaper airport train
			restaurant supermarket substation power market plane aircraft`)},
		{"area", areaWords},
		{"mass", union(massWords, wholesaleWords, prose.WordSet(`many several numerous everyone anyone anybody`))},
	}
	// sentenceClasses are what else a sentence holds.
	sentenceClasses = []wordClass{
		{"speech", speechWords},
		{"reporting", prose.WordSet(`said reported announced confirmed stated told added revealed indicated according`)},
		{"day", dayWords},
		{"month", months},
		{"unknown", prose.WordSet(`unidentified unknown gunmen gunman assailants assailant attackers attacker hooded masked armed paramilitary squad squads hired`)},
		{"inquiry", prose.WordSet(`responsible responsibility accused charged convicted investigation investigate trial sentenced suspects suspected case
			involved involvement implicated guilty inquiry`)},
		{"regret", prose.WordSet(`condemn condemned condemns repudiate rejects reject deplore protest denounced lament regret condolences`)},
		{"harm", prose.WordSet(`wounded injured dead died death killed injuries casualties damage damaged destroyed`)},
		{"weapon", prose.WordSet(`machinegun submachineguns gun guns shots bullets rifles pistol grenade dynamite bomb bombs explosive explosives rockets knife`)},
		{"modal", prose.WordSet(`would could should may might must will can shall`)},
		{"negation", prose.WordSet(`no not never without n't`)},
		{"habit", prose.WordSet(`always often every usually continue continues continued constantly years history any such kind kinds sort type types`)},
		{"quotation", prose.WordSet("\" “ ”")},
		{"question", prose.WordSet(`?`)},
	}
)

func union(sets ...map[string]bool) map[string]bool {
	out := map[string]bool{}
	for _, s := range sets {
		for w := range s {
			out[w] = true
		}
	}
	return out
}

// logistic is 1/(1+e^-x) to four decimals, so that no machine's last bit of the
// exponential can change a tag.
func logistic(x float64) float64 {
	return math.Round(1e4/(1+math.Exp(-x))) / 1e4
}
