package place

import (
	"slices"
	"strings"
	"testing"

	"dateline/indexer/prose"
	"dateline/search/news"
)

// TestCountrySentences holds what one sentence says of countries, the way a
// newsroom would read it. Wanted codes are sorted.
func TestCountrySentences(t *testing.T) {
	tagger := New()
	for _, c := range []struct{ text, want string }{
		{"Ukraine said its envoy had left.", "UA"},
		{"The Ukrainian envoy left early.", "UA"},
		{"Two Ukrainians were hurt.", "UA"},
		{"Several Britons and a Frenchman were on board.", "FR GB"},
		{"Kyiv said the grain would move by rail.", "UA"},
		{"Beijing said the tariff was unfair.", "CN"},
		{"The Kremlin gave no answer.", "RU"},
		{"Downing Street would not comment.", "GB"},
		{"Officials in Whitehall were surprised.", "GB"},
		{"The White House welcomed the vote.", "US"},
		{"On Capitol Hill the bill stalled.", "US"},
		{"The Élysée confirmed the visit.", "FR"},
		{"A spokesman for the Quai d'Orsay agreed.", "FR"},
		{"The Bundestag votes on Friday.", "DE"},
		{"The Knesset passed the budget.", "IL"},
		{"Sources close to Zhongnanhai were silent.", "CN"},
		{"The Blue House denied the report.", "KR"},
		{"The Foreign Ministry in Nairobi summoned the envoy.", "KE"},
		{"The U.S. and the UK signed.", "GB US"},
		{"The US-backed force withdrew.", "US"},
		{"A Kyiv-based group counted the shells.", "UA"},
		{"A New York-based firm bought a Hong Kong-listed one.", "HK US"},
		{"The Henrico Sheriff’s Office said the boy was well.", "US"},
		{"A judge at Leeds Crown Court jailed him.", "GB"},
		{"The Midlands and the Upper East Side are not in Africa.", ""},
		{"The South African-born singer was ill.", ""},
		{"Pro-Russian fighters left the town.", "RU"},
		{"They told us nothing about it.", ""},
		{"SANCTIONS ON IRAN BITE", "IR"},
		{"DON'T TELL US, SAY RESIDENTS", ""},
		{"The UAE will host the summit.", "AE"},
		{"Rebels of the DRC took Goma.", "CD"},
		{"Soldiers from the Congo Republic arrived.", "CG"},
		{"The Soviet Union fell apart.", "RU"},
		{"South Sudan closed its border.", "SS"},
		{"Sudan closed its border.", "SD"},
		{"North Korea fired a rocket; Seoul condemned it.", "KP KR"},
		{"Niger and Nigeria share a border.", "NE NG"},
		{"Guinea-Bissau is not Guinea.", "GN GW"},
		{"Equatorial Guinea held a vote.", "GQ"},
		{"Papua New Guinea held a vote.", "PG"},
		{"She moved to New Mexico last year.", "US"},
		{"He keeps a guinea pig and fine china.", ""},
		{"Guinea pigs were the rage.", ""},
		{"Panama hats sold well.", ""},
		{"The ship sank in the Indian Ocean.", ""},
		{"The European Union met in silence.", ""},
		{"The New York Times reported it.", ""},
		{"Michael Jordan missed the shot.", ""},
		{"Mr. Jordan declined to speak.", ""},
		{"Denzel Washington was cast.", ""},
		{"Talks in Jordan went on.", "JO"},
		{"Jordan closed its border with Syria.", "JO SY"},
		{"Chad Okafor scored twice before Chad was replaced.", ""},
		{"Chad sent troops to the border with Libya.", "LY TD"},
		{"Georgia Lindqvist sang for an hour.", ""},
		{"Voters in Atlanta and across Georgia queued.", "US"},
		{"Gov. Okafor of Georgia signed the bill, Georgia's Republican lawmakers said.", "US"},
		{"Georgia and Russia fought over Abkhazia.", "GE RU"},
		{"Tbilisi is quiet, Georgia said.", "GE"},
		{"The tornado hit Paris, Texas.", "US"},
		{"A school in Lebanon, Pa., was shut.", "US"},
		{"Lebanon shut its schools.", "LB"},
		{"Roast turkey is served at Thanksgiving; Turkey prices rose.", ""},
		{"Turkey recalled its ambassador.", "TR"},
		{"Türkiye recalled its ambassador.", "TR"},
		{"Washington and Tehran traded threats.", "IR US"},
		{"The Hague will hear the case.", "NL"},
		{"French fries and Russian roulette, he joked.", ""},
		{"English-speaking teachers are wanted.", ""},
		{"She speaks Spanish well.", ""},
		{"Gaza's hospitals ran out of fuel.", "PS"},
		{"Police in Crimea held two Tatars.", "UA"},
		{"Somaliland elected a council.", "SO"},
		{"A Bavarian court ruled.", "DE"},
		{"Taiwan's president flew to Palau.", "PW TW"},
		{"Holland lost to the Czech Republic.", "CZ NL"},
		{"Burma is now called Myanmar.", "MM"},
		{"Swaziland became Eswatini.", "SZ"},
		{"Cote d'Ivoire, also Côte d’Ivoire, grows cocoa.", "CI"},
		{"São Paulo and Bogotá shook hands.", "BR CO"},
		{"SAO PAULO AND BOGOTA SHOOK HANDS", "BR CO"},
		{"The Vatican and Italy agreed.", "IT VA"},
		{"Kosovo's parliament met.", "XK"},
		{"Hong Kong police and Macao police met.", "HK MO"},
		{"KYIV, March 14 (Agency) - Shelling went on through the night.", "UA"},
	} {
		got := codesOf(tagger.Tag([]*prose.Doc{prose.NewDoc("", news.InTitle), prose.NewDoc(c.text, news.InText)}, nil, "", ""))
		if got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

func TestCountryLanguages(t *testing.T) {
	tagger := New()
	for _, c := range []struct{ lang, text, want string }{
		{"de", "Die ukrainische Armee hat sich aus dem Ort zurückgezogen.", "UA"},
		{"de", "Der Kreml weist die Vorwürfe zurück, sagte Großbritanniens Botschafter in Kiew.", "GB RU UA"},
		{"de", "Die Bundesregierung verhandelt mit Frankreich.", "DE FR"},
		{"de", "Das Weiße Haus schweigt.", "US"},
		{"fr", "Le ministre allemand des Affaires étrangères est arrivé à Londres.", "DE GB"},
		{"fr", "Les troupes tchadiennes quittent le Mali.", "ML TD"},
		{"fr", "La Maison Blanche dément.", "US"},
		{"de", "Auch Weißrussland, Bosnien und Mazedonien schweigen.", "BA BY MK"},
		{"es", "Holanda y Costa de Marfil empataron.", "CI NL"},
		{"it", "In Costa d'Avorio si vota, in Birmania no.", "CI MM"},
		{"it", "Chi usa il telefono paga.", ""},
		{"pt", "O Irão, o Vietname e a Holanda assinaram com a Costa do Marfim.", "CI IR NL VN"},
		{"en", "The Moldau rose; Holanda sang.", ""},
		{"fr", "L'Oréal et D'Artagnan se taisent.", ""},
		{"fr", "Un incendie a ravagé une forêt du Morbihan et deux villages de Haute-Savoie.", "FR"},
		{"fr", "Le tribunal de Limoges l'a relaxée.", "FR"},
		{"fr", "Les éleveurs normands attendent.", "FR"},
		{"fr", "Un avocat, Gontran de Limoges, a plaidé.", ""},
		{"de", "In Mecklenburg-Vorpommern und an der Elbe steigt das Wasser.", "DE"},
		{"de", "Der Brand südlich von Uelzen ist gelöscht.", "DE"},
		{"es", "Dos bomberos resultaron heridos en Vizcaya.", "ES"},
		{"en", "Farmers in Northumberland and Ayrshire lost sheep.", "GB"},
		{"en", "A dam in Chhattisgarh overflowed.", "IN"},
		{"en", "Schools in Katsina reopened.", "NG"},
		{"en", "The south-east and the Piedmont were dry.", ""},
		{"ru", "В Архангельске остановили два крана, сообщает архангельская газета.", "RU"},
		{"ru", "Паводок дошёл до Пермского края и Саратовской области.", "RU"},
		{"ru", "Суд в Караганде отложил заседание.", "KZ"},
		{"es", "El presidente colombiano viajó a los Estados Unidos.", "CO US"},
		{"es", "La Casa Blanca anunció sanciones contra Irán.", "IR US"},
		{"it", "Il governo tedesco e quello francese si incontrano a Parigi.", "DE FR"},
		{"pt", "O governo brasileiro negou o acordo com a Alemanha.", "BR DE"},
		{"ru", "Украинские войска вошли в село, сообщили в Киеве.", "UA"},
		{"ru", "Кремль опроверг сообщения о переговорах с США.", "RU US"},
		{"ru", "Президент Турции прибыл в Германию.", "DE TR"},
		{"", "Президент Турции прибыл в Германию для переговоров.", "DE TR"},
		{"", "Die ukrainische Armee und der russische Präsident sind sich nicht einig.", "RU UA"},
	} {
		got := codesOf(tagger.Tag([]*prose.Doc{prose.NewDoc("", news.InTitle), prose.NewDoc(c.text, news.InText)}, nil, c.lang, ""))
		if got != c.want {
			t.Errorf("%s %q: got %q, want %q", c.lang, c.text, got, c.want)
		}
	}
}

func codesOf(cs []news.Country) string {
	var codes []string
	for _, c := range cs {
		codes = append(codes, string(c.Code))
	}
	slices.Sort(codes)
	return strings.Join(codes, " ")
}

// TestCountryStories holds about-ness over whole stories.
func TestCountryStories(t *testing.T) {
	tagger := New()
	background := strings.Repeat("The committee then turned to other matters of the port and its cranes, which took until the evening. ", 25)
	for _, c := range []struct {
		name  string
		title string
		text  string
		home  news.CountryCode
		first news.CountryCode
		want  string
	}{
		{"a capital and an adjective are enough", "Grain talks stall in Chisinau",
			"CHISINAU, March 3 (Agency) - The Moldovan ministry said no date was set.\n" + background, "", "MD", "MD"},
		{"a passing adjective is background", "Kenya opens a port",
			"NAIROBI - Kenya opened its port. Kenyan dockers cheered.\n" + strings.Repeat("Kenya's cranes lifted more. ", 20) + background + "\nA Danish firm painted one crane.", "", "KE", "KE"},
		{"the outlet's own country needs evidence", "Floods kill nine in Nepal",
			"Rivers in Nepal rose, officials in Kathmandu said.\n" + background + "\nThe rain had spared Ireland.", "IE", "NP", "NP"},
		{"the outlet's own country in the headline counts", "Ireland votes", "Polls opened in Dublin.", "IE", "IE", "IE"},
		{"two sides", "Russian drones hit Ukraine", "Kyiv said twelve were shot down. Moscow did not comment.", "", "UA", "RU UA"},
	} {
		got := tagger.Tag([]*prose.Doc{prose.NewDoc(c.title, news.InTitle), prose.NewDoc(c.text, news.InText)}, nil,
			"en", c.home)
		if codesOf(got) != c.want || got[0].Code != c.first && c.name != "two sides" {
			t.Errorf("%s: got %q, want %q", c.name, codesOf(got), c.want)
		}
	}
}

// TestCountryPassing drops where somebody comes from or talks are held, but not
// a country's own name, a repeated one or the venue in the first paragraph.
func TestCountryPassing(t *testing.T) {
	tagger := New()
	story := "Peru shut its copper mines on Monday.\nPeru's ministers met in Peru's capital. Peru will pay the miners of Peru.\n"
	for _, c := range []struct{ more, want string }{
		{"A Dutch engineer watched.", "PE"},
		{"The paper was drafted in Oslo.", "PE"},
		{"A Dutch engineer watched. Two Dutch nurses left.", "NL PE"},
		{"Bolivia was silent.", "BO PE"},
	} {
		text := story + c.more
		if got := codesOf(tagger.Tag([]*prose.Doc{prose.NewDoc("Peru shuts mines", news.InTitle), prose.NewDoc(text, news.InText)}, nil, "en", "")); got != c.want {
			t.Errorf("%q: got %q, want %q", c.more, got, c.want)
		}
	}
}

func TestCountryPeople(t *testing.T) {
	tagger := New()
	text := "Asked about it, Kenya Moore-Okafor left. Kenya said it was late."
	person := news.Person{Mentions: []news.Mention{{Start: 16, End: 34, Surface: "Kenya Moore-Okafor"}}}
	got := tagger.Tag([]*prose.Doc{prose.NewDoc("", news.InTitle), prose.NewDoc(text, news.InText)}, []news.Person{person}, "", "")
	for _, c := range got {
		for _, m := range c.Mentions {
			if m.Start < 34 {
				t.Errorf("%s stands inside a person's name", m.Surface)
			}
		}
	}
}

func FuzzCountries(f *testing.F) {
	tagger := New()
	for _, s := range []string{"", "Paris, Texas", "US-UK-", "\xffTurkey, Pa.", "Côte d’Ivoire", "КИЕВ, США", ", Pa. , Pa.", "Georgia Georgia, Ga."} {
		f.Add(s, s, "en")
	}
	f.Add("Украина", "Le Kremlin", "fr")
	f.Fuzz(func(t *testing.T, title, text, lang string) {
		sum := 0.0
		for _, c := range tagger.Tag([]*prose.Doc{prose.NewDoc(title, news.InTitle), prose.NewDoc(text, news.InText)}, nil, lang, "") {
			if c.Salience <= 0 || c.Salience > 1 || len(c.Mentions) == 0 || c.Name == "" {
				t.Fatalf("bad country %+v", c)
			}
			sum += c.Salience
			for _, m := range c.Mentions {
				if !m.StandsIn(title, text) {
					t.Fatalf("mention %+v does not stand at its offsets", m)
				}
			}
		}
		if sum > 1.0001 {
			t.Fatalf("saliences add up to %f", sum)
		}
	})
}

func TestCountriesHostile(t *testing.T) {
	tagger := New()
	for _, text := range []string{
		strings.Repeat("UNITED STATES OF ", prose.MaxText/17), strings.Repeat("A", prose.MaxText), strings.Repeat("US-", prose.MaxText/3),
		strings.Repeat("Georgia, ", prose.MaxText/9), strings.Repeat("Turkey ", prose.MaxText/7),
	} {
		tagger.Tag([]*prose.Doc{prose.NewDoc("", news.InTitle), prose.NewDoc(text, news.InText)}, nil, "", "")
	}
}

// TestCountryTables checks the embedded tables row by row, because the loader
// trusts them.
func TestCountryTables(t *testing.T) {
	for _, table := range []struct {
		text string
		cols int
	}{{countryNamesTSV, 4}, {placeCitiesTSV, 3}, {placeRegionsTSV, 4}, {placesRu, 3}} {
		for line := range strings.Lines(table.text) {
			line = strings.TrimSuffix(line, "\n")
			if line == "" || line[0] == '#' {
				continue
			}
			f := strings.Split(line, "\t")
			_, kind := kindByName[f[1]]
			kind = kind || table.text == placesRu && (f[1] == "area" || f[1] == "krai")
			_, code := news.CountryName(news.CountryCode(f[0]))
			if len(f) != table.cols || !kind || !code && f[0] != "-" {
				t.Errorf("bad row %.80q", line)
			}
		}
	}
	named := map[news.CountryCode]bool{}
	for _, places := range New().gaz.Forms {
		for _, p := range places {
			named[p.Code] = true
		}
	}
	for _, c := range news.Countries() {
		if !named[c.Code] {
			t.Errorf("no surface form for %s %s", c.Code, c.Name)
		}
	}
}

func BenchmarkCountries(b *testing.B) {
	tagger := New()
	text := strings.Repeat("The Ukrainian envoy met officials in Paris on Monday, and the Kremlin said that talks with the United States would go on. ", 200)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		tagger.Tag([]*prose.Doc{prose.NewDoc("", news.InTitle), prose.NewDoc(text, news.InText)}, nil, "en", "")
	}
}
