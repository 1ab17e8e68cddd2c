package place

import (
	"strings"

	"dateline/indexer/prose"
	"dateline/search/news"
)

// resolve drops the sightings whose context says they are something else and
// marks the weak ones. Towns that nothing in the text supports come back apart.
func resolve(all []sighting, docs []*prose.Doc) (kept, doubtful []sighting) {
	all = placesInStates(all)
	all = placesInCountries(all)
	all, doubtful = supportedTowns(all)
	congoReading(all)
	persons := personReadings(all)
	georgia := georgiaReading(all, docs)
	turkey := wordsIn(docs, turkeyWords) > 0
	local := wordsIn(docs, countyWords) >= 2
	several := countriesNamed(all) > 1
	american, anyTown := americanNamed(all), !foreign(all) && isAmerican(docs)
	basketball := wordsIn(docs, basketballWords) > 0
	court := wordsIn(docs, courtWords) > 0 && len(all) > 1
	out := all[:0]
	for _, s := range all {
		switch {
		case s.isStreet(), s.isCurrency(), s.isPersonName(), persons[s.form] && !s.afterPreposition():
			continue
		case s.form == "georgia" || s.form == "georgian" || s.form == "georgians":
			if georgia == "US" {
				s.code, s.kind = "US", KindRegion
			}
		case s.form == "turkey" && turkey && !othersOf(all, s),
			s.form == "jordan" && basketball && !othersOf(all, s),
			s.form == "the hague" && court && !othersOf(all, s):
			continue
		case americanTowns[s.form] && s.word(s.last) == "county":
			s.code, s.kind = "US", KindTown
		case (local && !(several && s.kind == KindName) || american[s.form] || anyTown && s.city()) && americanTowns[s.form] && !othersOf(all, s):
			s.code, s.kind = "US", KindTown
		}
		s.weak = s.weak || s.isWeak()
		out = append(out, s)
	}
	return out, doubtful
}

// streetWords make a place's name in front of them a street's: Flanders Road.
var streetWords = prose.WordSet(`road rd street st. avenue ave ave. boulevard blvd drive lane terrace parkway pike crescent`)

// isCurrency reports US$, and a sum in a currency: the money of an appeal is in dollars
// wherever it goes, and 40 million Swiss francs may be anybody's. The Canadian dollar
// that fell is Canada's.
func (s *sighting) isCurrency() bool {
	if s.form == "us" && s.last < len(s.d.Tokens) && s.d.Tokens[s.last].Text == "$" {
		return true
	}
	if !currencyWords[s.word(s.last)] {
		return false
	}
	for i := s.first - 1; i >= max(0, s.first-2); i-- {
		if s.d.Tokens[i].Kind == prose.Number || sumWords[s.word(i)] {
			return true
		}
	}
	return bondWords[s.word(s.last+1)]
}

var (
	currencyWords = prose.WordSet(`dollar dollars dlr dlrs franc francs pound pounds peso pesos rupee rupees krone kroner krona kronor crown crowns mark
		marks lira lire dinar dinars rand ringgit baht yen yuan rouble roubles ruble rubles shilling shillings real reais rial riyal dirham dirhams`)
	sumWords  = prose.WordSet(`million mln billion bln trillion thousand hundred m bn`)
	bondWords = prose.WordSet(`bond bonds eurobond eurobonds note notes commercial`)
)

func (s *sighting) isStreet() bool {
	return s.kind != KindMetonym && s.last < len(s.d.Tokens) && streetWords[s.word(s.last)] && s.d.Tokens[s.last].IsCap() && !s.d.Tokens[s.last].IsAllCaps()
}

// placesInStates reads "Paris, Texas" and "Lebanon, Pa.": what stands before a
// state's name and a comma is a town there, whatever it is called.
func placesInStates(all []sighting) []sighting {
	out := all[:0]
	for _, s := range all {
		if n := len(out); n > 0 && (s.kind == KindRegion || s.kind == KindAbbr) {
			p := &out[n-1]
			if p.d == s.d && p.last+1 == s.first && s.d.Tokens[p.last].Text == "," && p.form != "georgia" &&
				p.code != s.code && p.kind != KindRegion && p.kind != KindDemonym && p.kind != KindAbbr {
				p.code, p.kind = s.code, KindTown
				p.last = s.last
				p.form += ", " + s.form
				continue
			}
		}
		out = append(out, s)
	}
	return out
}

// supportedTowns keeps a town only with support: a preposition before it, or
// its region or country behind it, and its country named elsewhere or no other
// reading.
func supportedTowns(all []sighting) (kept, doubtful []sighting) {
	named := map[news.CountryCode]bool{}
	for _, s := range all {
		if s.kind != KindTown {
			named[s.code] = true
		}
	}
	out := all[:0]
	for _, s := range all {
		if s.kind == KindTown && !strings.Contains(s.form, ",") {
			if !s.afterPreposition() && !s.isDateline() || s.isPersonName() || !named[s.code] && s.nextIsName() {
				if !s.isPersonName() && !s.isStreet() {
					doubtful = append(doubtful, s)
				}
				continue
			}
		}
		out = append(out, s)
	}
	return out, doubtful
}

var placePrepositions = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(`in at near from to of into across around outside inside toward towards between
		through throughout leaving visit visits visiting visited over for and
		en dans à de vers desde em bei aus nach a hacia в из под`) {
		m[w] = true
	}
	return m
}()

// strictPrepositions are those that a person's name seldom follows.
var strictPrepositions = map[string]bool{
	"in": true, "at": true, "near": true, "outside": true, "across": true, "into": true,
	"throughout": true, "inside": true, "en": true, "dans": true, "em": true, "in'": true,
	"à": true, "bei": true, "nahe": true,
}

// particlePrepositions are also particles of names, behind a capitalised word.
var particlePrepositions = map[string]bool{"de": true, "von": true, "di": true, "aus": true}

func (s *sighting) afterPreposition() bool {
	i := s.first - 1
	if i < 0 || s.d.Tokens[i].Sentence != s.d.Tokens[s.first].Sentence {
		return false
	}
	w := strings.ToLower(prose.Cut(s.d.Tokens[i].Text))
	if s.kind == KindTown {
		return strictPrepositions[w] || w == "from" || particlePrepositions[w] && i > 0 && !s.d.Tokens[i-1].IsCap()
	}
	return placePrepositions[w]
}

// isDateline reports a place in capitals that opens the text: "KYIV, March 14".
func (s *sighting) isDateline() bool {
	if s.d.Field != news.InText || s.first > 3 {
		return false
	}
	for i := range s.last {
		t := &s.d.Tokens[i]
		if t.Kind == prose.Word && !t.IsAllCaps() {
			return false
		}
	}
	return true
}

// nextIsName reports a capitalised word right behind, as in "Lincoln Chafee".
func (s *sighting) nextIsName() bool {
	if s.last >= len(s.d.Tokens) {
		return false
	}
	t := &s.d.Tokens[s.last]
	return t.Kind == prose.Word && t.IsCap() && !t.IsAllCaps()
}

func (s *sighting) nextIsCap() bool {
	return s.last < len(s.d.Tokens) && s.d.Tokens[s.last].Kind == prose.Word && s.d.Tokens[s.last].IsCap()
}

// personNames are place names that people are called by.
var personNames = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(`jordan chad georgia israel kenya india ireland england holland france paris sydney
		florence austin dallas houston washington lincoln jackson madison charlotte orlando chelsea adelaide victoria
		alexandria aurora savannah jersey milan roma havana bristol london berlin montana virginia carolina tennessee
		indiana cuba brittany lourdes cologne vienna troy dakota cleveland lima phoenix darwin wellington hamilton
		bradford cambridge montreal asia china malta bali verona siena german jamaica brooklyn boston denver memphis
		kent devon durham york essex norfolk frank norman roman dane francis`) {
		m[w] = true
	}
	return m
}()

// givenNames are common given names; one before a place name makes it a
// surname (Denzel Washington).
var givenNames = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(`michael john james robert david william richard thomas charles joseph daniel matthew
		anthony mark paul steven andrew kenneth george kevin brian edward ronald timothy jason jeffrey ryan jacob gary
		nicholas eric jonathan stephen larry justin scott brandon benjamin samuel frank gregory raymond alexander patrick
		jack dennis jerry tyler aaron henry peter adam zachary nathan walter harold kyle carl arthur roger keith terry
		lawrence sean christian albert joe ethan jesse ralph roy louis philip bobby johnny vernon deandre denzel irving
		isaiah theo booker kerry dinah jessie vince kathy barbara mary patricia jennifer linda elizabeth susan jessica
		sarah karen lisa nancy betty margaret sandra ashley kimberly emily donna michelle carol amanda melissa deborah
		stephanie rebecca sharon laura cynthia dorothy amy kathleen angela shirley anna brenda pamela emma nicole helen
		samantha katherine christine debra rachel carolyn janet catherine maria heather diane ruth julie olivia joyce
		virginia kelly lauren christina joan evelyn judith megan andrea cheryl hannah jacqueline martha gloria teresa
		ann sara janice jean abigail tom tim jim bob bill mike dave dan ben sam chris steve alex tony nick greg matt
		whitney reggie eddie buddy marion ernest stan neil ian craig graham simon colin hugh duncan alan ed`) {
		m[w] = true
	}
	return m
}()

var honorifics = map[string]bool{
	"mr": true, "mr.": true, "mrs": true, "mrs.": true, "ms": true, "ms.": true, "dr": true, "dr.": true,
	"miss": true, "sir": true, "lady": true, "lord": true, "judge": true, "sgt.": true, "capt.": true,
	"lt.": true, "col.": true, "prof.": true, "professor": true, "coach": true, "monsieur": true, "herr": true, "frau": true,
}

// isPersonName reports that the tokens around make the place name a person's:
// Mr. Jordan, Michael Jordan, Chad Okafor.
func (s *sighting) isPersonName() bool {
	if s.last != s.first+1 || s.kind == KindDemonym && !personNames[s.form] {
		return false
	}
	prev := s.word(s.first - 1)
	if prev == "by" && personNames[s.form] && s.nextIsCap() {
		return true // BY CHAD KLIMACK
	}
	if honorifics[prev] || givenNames[prev] && s.d.Tokens[s.first-1].IsCap() {
		return true
	}
	if !personNames[s.form] || s.d.Field == news.InTitle || s.afterPreposition() || !s.nextIsName() {
		return false
	}
	next := s.word(s.last)
	return !officeWords[next] && !Load().Known(next) && !strings.Contains(next, ".")
}

// word is the folded token i of the same sentence, or empty.
func (s *sighting) word(i int) string {
	if i < 0 || i >= len(s.d.Tokens) || s.d.Tokens[i].Sentence != s.d.Tokens[s.first].Sentence {
		return ""
	}
	return prose.Fold(s.d.Tokens[i].Text)
}

// Known reports a folded name that the tables have, as whatever it is.
func (g *Gazetteer) Known(folded string) bool { return len(g.Forms[folded]) > 0 }

// officeWords follow a country's name and leave it one.
var officeWords = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(`president prime foreign defense defence finance interior minister ministry king queen
		prince government parliament army police embassy ambassador state city river university county valley bank
		national central international airport post times street avenue senator republican democrat gov sen
		monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
		september october november december supreme court house stock exchange health security air`) {
		m[w] = true
	}
	return m
}()

// personReadings lists the forms that are a person's name somewhere in the
// article: "Chad Okafor" makes a later bare "Chad" him.
func personReadings(all []sighting) map[string]bool {
	m := map[string]bool{}
	for i := range all {
		if all[i].kind != KindDemonym && personNames[all[i].form] && all[i].isPersonName() {
			m[all[i].form] = true
		}
	}
	return m
}

// Words that say which Georgia is meant, and that a turkey is roasted.
var (
	georgiaCountry = prose.WordSet(`tbilisi batumi abkhazia ossetia caucasus saakashvili ivanishvili armenia azerbaijan
		moscow russia russian russians kremlin eu nato brussels ukraine turkey gori poti lari kutaisi`)
	georgiaState = prose.WordSet(`atlanta savannah augusta macon marietta decatur fulton dekalb gwinnett cobb alabama florida
		tennessee carolina texas gov governor republican republicans democrat democrats democratic gop bulldogs peach
		county counties sheriff runoff legislature statehouse lawmakers`)
	turkeyWords = prose.WordSet(`thanksgiving stuffing gravy roast roasted roasting cranberry cranberries carve carved carving gobble
		gobbler poultry oven turkeys pilgrims leftovers drumstick butterball deli hunters ham chicken`)
)

// A town's story is full of sheriffs and school boards. Where they are, a name
// of the old world with nothing else of its country beside it is the town in
// America that was called after it.
var (
	countyWords = prose.WordSet(`county sheriff township borough superintendent commissioners selectmen alderman aldermen
		councilman councilwoman ordinance statehouse precinct pta zoning realtor deputies trooper troopers`)
	americanTowns = prose.WordSet(`paris lebanon dublin cairo moscow london athens rome berlin manchester cambridge oxford bristol
		plymouth birmingham alexandria jordan mexico peru poland norway cuba milan geneva florence naples venice vienna warsaw
		lima toledo medina palestine bethlehem nazareth dover richmond bath bedford hanover frankfurt genoa delhi canton
		odessa lisbon madrid belfast glasgow edinburgh perth melbourne sydney troy corinth damascus jericho hebron salem
		versailles calais brest lyons carthage essex kent norfolk suffolk sussex durham york cornwall surrey belgrade china
		hampshire cumberland monterrey valparaiso cordova granada bologna turin limerick waterford lucerne bern baghdad
		bombay calcutta ontario jamaica malta holland brazil syria egypt italy denmark sweden scotland wales england leicester`)
)

// wordsIn counts the tokens of docs that are in set.
func wordsIn(docs []*prose.Doc, set map[string]bool) int {
	n := 0
	for _, d := range docs {
		for i := range d.Tokens {
			if len(d.Tokens[i].Text) <= prose.MaxPlaceWord && set[strings.ToLower(d.Tokens[i].Text)] {
				n++
			}
		}
	}
	return n
}

// georgiaReading decides once for the article, because one story seldom speaks
// of both.
func georgiaReading(all []sighting, docs []*prose.Doc) news.CountryCode {
	for i := range all {
		if strings.HasPrefix(all[i].form, "georgia") {
			if wordsIn(docs, georgiaState) > wordsIn(docs, georgiaCountry) {
				return "US"
			}
			return "GE"
		}
	}
	return ""
}

// othersOf reports whether s's country has other evidence than s's own form.
func othersOf(all []sighting, s sighting) bool {
	for i := range all {
		if all[i].code == s.code && all[i].form != s.form {
			return true
		}
	}
	return false
}

// weakTails are words behind a country's name or adjective that make it part of
// a company, a team or a product.
var weakTails = prose.WordSet(`airlines airways inc corp ltd llc plc motors bancorp bancshares language wine wines beer cuisine
	food restaurant`)

// isWeak reports evidence that says little of the country: a company's name, a
// language spoken.
func (s *sighting) isWeak() bool {
	next, prev := s.word(s.last), s.word(s.first-1)
	if weakTails[next] || s.kind == KindDemonym && strings.HasPrefix(prev, "sp") && (prev == "speak" || prev == "speaks" || prev == "speaking" || prev == "spoke") {
		return true
	}
	return s.form == "brussels" || s.form == "chinese new year"
}
