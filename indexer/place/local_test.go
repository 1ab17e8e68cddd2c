package place

import (
	"strings"
	"testing"

	"dateline/indexer/prose"
	"dateline/search/news"
)

// TestLocal reads stories of towns' own papers, which never name their country, and
// such as look like them.
func TestLocal(t *testing.T) {
	tagger := New()
	for _, c := range []struct{ name, title, text, want string }{
		{"an American town", "Burn ban lifted", "The burn ban for Quixo County was lifted on Monday, Sheriff Lena Okafor said. Deputies had fined two men.", "US"},
		{"schools and a trooper", "", "The Abelard School District and the Abelard Police Department opened a school. A trooper was there.", "US"},
		{"a town called after Athens", "", "The Athens Police Department arrested a man on Monday.", "US"},
		{"Athens itself", "", "Police in Athens arrested a man on Monday.", "GR"},
		{"a British town", "", "Quixo Borough Council will fine drivers £20, Cllr Lena Okafor said.", "GB"},
		{"a county elsewhere", "", "The road in Quixo County was closed on Monday.", ""},
		{"a county of Kenya", "", "The governor of Quixo County met Kenyan farmers, the sheriff and a trooper of the Quixo Police Department.", "KE"},
		{"a national story keeps the countries it names", "", "The school board and the sheriff spoke of China. A trooper wept. The Quixo Police Department spoke of Egypt.", "CN EG"},
		{"a street", "", "The shop is on Flanders Road, beside Nigeria Street. The police came from Lagos.", "NG"},
		{"a byline in capitals", "", "BY CHAD OKAFOR\nThe mill in Nairobi closed.", "KE"},
		{"a lawmaker's district", "", "The chairman, R-Florence, said so in Nairobi.", "KE"},
		{"a sum in a currency", "", "The bank in Oslo sold 40 million Swiss francs of bonds on Monday.", "NO"},
		{"a bond in a currency", "", "The bank in Oslo sold Australian dollar bonds on Monday.", "NO"},
		{"a currency that fell", "", "The Canadian dollar fell on Monday after the bank in Ottawa cut its rate.", "CA"},
		{"of any other country", "", "The rule of the ministry in Tokyo is for non-American banks.", "JP"},
		{"a republic without its apostrophe", "", "The Peoples Republic of China sent an envoy on Monday.", "CN"},
		{"a currency", "", "The appeal is for US$42 million, or US $5 for each person in Nairobi.", "KE"},
		{"nothing of anywhere", "", "The band played on.", ""},
	} {
		docs := []*prose.Doc{prose.NewDoc(c.title, news.InTitle), prose.NewDoc(c.text, news.InText)}
		var got []string
		for _, country := range tagger.Tag(docs, nil, "en", "") {
			got = append(got, string(country.Code))
			for _, m := range country.Mentions {
				if m.Field == news.InText && !strings.Contains(c.text, m.Surface) {
					t.Errorf("%s: %q is not in the text", c.name, m.Surface)
				}
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %v, want %s", c.name, got, c.want)
		}
	}
}
