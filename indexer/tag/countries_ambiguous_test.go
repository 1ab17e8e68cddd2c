package tag

import (
	"slices"
	"strings"
	"testing"

	"dateline/search/news"
)

// TestCountryAmbiguities holds names that mean several things. People are tagged
// first, as for an article, because a surname settles much.
func TestCountryAmbiguities(t *testing.T) {
	tagger := New()
	for _, c := range []struct{ text, want string }{
		// Georgia
		{"Voters in Georgia chose a governor. The runoff in Atlanta is in June.", "US"},
		{"Georgia's parliament in Tbilisi passed the law on Tuesday.", "GE"},
		{"A peach farmer in south Georgia lost half his trees, the county sheriff said.", "US"},
		{"Georgian police used water cannon outside the parliament, and the EU was silent.", "GE"},
		{"Georgia Bellweather opened her third bakery.", ""},
		// Jordan
		{"Jordan scored 40 points as the Bulls beat the Knicks in Chicago.", "US"},
		{"Jordan's king met refugees from Syria in Amman.", "JO SY"},
		{"Jordan Pemberton was named captain. Jordan thanked his coach.", ""},
		{"The Jordan River was low this summer.", ""},
		// Turkey
		{"Families sat down to turkey and stuffing on Thanksgiving.", ""},
		{"Turkey prices fell before Thanksgiving as farmers raised more birds for roasting.", ""},
		{"Turkey's lira fell again after Ankara raised rates.", "TR"},
		// Chad
		{"Chad Pemberton won the race. Chad had trained for years.", ""},
		{"Soldiers from Chad crossed into Sudan.", "SD TD"},
		{"A hanging chad decided the count in Florida.", "US"},
		// Towns named after others
		{"The tornado flattened a school in Paris, Texas.", "US"},
		{"The fair in Athens, Georgia, drew thousands.", "US"},
		{"A mill in Manchester, New Hampshire, closed.", "US"},
		{"A bus from London, Ontario, overturned.", "CA"},
		{"The council of Moscow, Idaho, met on Monday.", "US"},
		{"The mayor of Cairo, Illinois, resigned.", "US"},
		{"Firefighters in Birmingham, Alabama, were called at noon.", "US"},
		{"A crash near Perth, Scotland, killed two.", "GB"},
		{"Students in Cambridge, Massachusetts, walked out.", "US"},
		// Animals, dishes, things
		{"The guinea pig escaped from its hutch.", ""},
		{"Guinea fowl roamed the yard.", ""},
		{"A Jersey cow won first prize at the show.", ""},
		{"Police in New Jersey closed the bridge.", "US"},
		{"Jersey raised its tax on second homes, the government in Saint Helier said.", "JE"},
		{"She served tea in her best china.", ""},
		{"The bone china was made by hand.", ""},
		{"Brazil nuts and Swiss cheese were on offer.", ""},
		{"He ordered French fries and a Danish pastry.", ""},
		{"The German shepherd bit the postman.", ""},
		{"A Persian rug and a Siamese cat were stolen.", ""},
		{"The Spanish flu killed millions.", ""},
		{"They play Russian roulette with our pensions, he said.", ""},
		{"The Trojan horse was found in the mail server.", ""},
		{"Cyprus trees, more exactly cypress trees, lined the road.", "CY"},
		// Pairs
		{"Niger closed its border with Nigeria.", "NE NG"},
		{"Nigerien soldiers arrived.", "NE"},
		{"Nigerian soldiers arrived.", "NG"},
		{"Congo's president flew to Kinshasa.", "CD"},
		{"Congo's president flew to Brazzaville.", "CG"},
		{"The Democratic Republic of Congo and the Republic of Congo signed.", "CD CG"},
		{"Dominica's prime minister spoke in Roseau.", "DM"},
		{"The Dominican Republic deported hundreds of Haitians.", "DO HT"},
		{"Dominican police seized a boat off Santo Domingo.", "DO"},
		{"Guinea, Guinea-Bissau and Equatorial Guinea took part.", "GN GQ GW"},
		{"Samoa and American Samoa are a day apart.", "AS WS"},
		{"Sudan and South Sudan agreed on oil.", "SD SS"},
		{"Slovakia beat Slovenia.", "SI SK"},
		{"Austria and Australia were confused again.", "AT AU"},
		// Parts and old names
		{"Korea's exports rose, Seoul said.", "KR"},
		{"North Korea fired two rockets.", "KP"},
		{"The American president spoke of America's farmers.", "US"},
		{"Latin America needs rain.", ""},
		{"South America's rivers fell.", ""},
		{"Ireland's taoiseach met business leaders in Cork.", "IE"},
		{"Northern Ireland's assembly was suspended.", "GB"},
		{"Macedonia changed its name to North Macedonia.", "MK"},
		{"Holland flooded its polders.", "NL"},
		{"Burma's generals held the vote.", "MM"},
		{"Ivory Coast exported more cocoa.", "CI"},
		{"Born in Czechoslovakia, she fled in 1968.", "CZ"},
		{"The Soviet Union launched the satellite.", "RU"},
		{"The war in Yugoslavia ended.", "RS"},
		{"The East German border guards were tried.", "DE"},
		{"Zaire was renamed.", "CD"},
		{"Kosovo's police were on alert.", "XK"},
		{"Palestinian families left the camp.", "PS"},
		{"Taiwan scrambled two jets.", "TW"},
		{"Hong Kong's legislature passed the bill.", "HK"},
		{"Greenland's premier declined the offer.", "GL"},
		{"Puerto Rico lost power.", "PR"},
		{"The Faroe Islands closed two fisheries.", "FO"},
		// Organisations and metonyms
		{"The European Union agreed on the fund.", ""},
		{"Brussels fined the maker of the phones, the European Commission said.", ""},
		{"Police in Brussels arrested two Belgians.", "BE"},
		{"The Kremlin denied the report.", "RU"},
		{"Downing Street had no comment.", "GB"},
		{"The White House had no comment.", "US"},
		{"The Elysee had no comment.", "FR"},
		{"Whitehall sources were baffled.", "GB"},
		{"Foggy Bottom was baffled.", "US"},
		{"The general was flown to The Hague to stand trial for war crimes in Bosnia.", "BA"},
		{"Police in The Hague stopped a Dutch tram.", "NL"},
		{"Washington imposed sanctions on Iran.", "IR US"},
		{"Washington state's apple growers had a good year.", "US"},
		{"Denzel Washington-Pemberton took a bow.", ""},
		{"George Washington crossed the river.", ""},
		{"Washington Commanders fans booed the kicker.", ""},
		{"Mexico City's metro was shut.", "MX"},
		{"New Mexico's governor signed the bill.", "US"},
		{"Panama hats were back in fashion.", ""},
		{"The Lebanon County fair opened in Pennsylvania.", "US"},
		{"The Cuba Gooding film did poorly.", ""},
		{"The India Today magazine printed it.", ""},
		{"Israel Pemberton won the lottery.", ""},
		{"Kenya Pemberton sang the anthem.", ""},
		{"Paris Pemberton wore green.", ""},
		{"The Malta Independent printed it.", ""},
		{"The China Daily printed it.", ""},
		{"Bank of America cut 200 jobs.", ""},
		{"Air France cancelled flights.", ""},
		{"Turkish Airlines cancelled flights.", ""},
		{"The Bermuda Triangle is a myth.", ""},
		{"Bermuda shorts are back.", ""},
		{"The Philippine Sea was rough.", ""},
		{"The Indian Ocean is warming.", ""},
		{"The Norwegian Sea is warming.", ""},
		{"Native American and American Indian leaders met in Oklahoma.", "US"},
		{"West Indian cricketers were dropped.", ""},
	} {
		got := countryCodes(tagger.Tag(Input{Text: c.text, Lang: "en"}).Countries)
		if got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

// TestCountryLists keeps cities and countries of a list apart where one of them
// looks like the place the other lies in.
func TestCountryLists(t *testing.T) {
	tagger := New()
	for _, c := range []struct{ text, want string }{
		{"She flew to Athens, Rome and Dublin.", "GR IE IT"},
		{"Talks between London, Ireland and Norway went on.", "GB IE NO"},
		{"The tour goes to Paris, Germany, Spain and Italy.", "DE ES FR IT"},
		{"A train from Valencia, Spain, was late.", "ES"},
		{"A factory in Valencia, Venezuela, was shut.", "VE"},
		{"A mosque in Tripoli, Lebanon, was shelled.", "LB"},
		{"The mayor of Granada, Nicaragua, resigned.", "NI"},
		{"Students in Dublin, Georgia, walked out.", "US"},
		{"Shops in Tbilisi, Georgia, were shut.", "GE"},
	} {
		if got := countryCodes(tagger.Tag(Input{Text: c.text, Lang: "en"}).Countries); got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

// countryCodes lists the codes of countries, sorted.
func countryCodes(cs []news.Country) string {
	var codes []string
	for _, c := range cs {
		codes = append(codes, string(c.Code))
	}
	slices.Sort(codes)
	return strings.Join(codes, " ")
}
