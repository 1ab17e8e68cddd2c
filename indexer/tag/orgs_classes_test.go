package tag

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestOrgClasses holds what whole classes of texts ask of organisations, each in
// texts of our own.
func TestOrgClasses(t *testing.T) {
	const results = "Results of league matches on Saturday:\nArbroath 2 Cowdenbeath 1\nAyr 6 Berwick Rovers 0\nQueen of South 1 Zenbrix (B) 1\nStandings (won, drawn, lost, goals, points):\nArbroath 4 3 1 0 7 2 10\nAyr 4 2 1 1 9 6 7\n"
	for _, c := range []struct {
		name, title, text string
		want              []string
	}{
		{"clubs in tables of results", "", results, []string{"Arbroath", "Ayr", "Berwick Rovers", "Cowdenbeath", "Queen of South", "Zenbrix (B)"}},
		{"countries in tables are none", "", "Results of matches on Sunday, goals and points:\nKenya 2 Uganda 1\nPeru 0 Chile 0\nGhana 3 Togo 2\n", nil},
		{"a leaderboard is of people", "", "Scores after three rounds of the golf tournament, leaders and points:\nLena Okafor 70 68 71 209\nMusa Danjuma 69 71 70 210\nPriya Nair 72 70 70 212\n", nil},
		{"figures without sport are no clubs", "", "Crude 12 14 15 16\nCopper 3 4 5 6\nWheat 7 8 9 9\n", nil},
		{"a town that opens a dateline is a place", "", "LEEDS, England 2026-01-04\nThe striker scored two goals in the match and the coach praised the team and its fans.", nil},
		{"peoples, measures and single words of a sort", "", "The Bosnian Serb side met on Monday. GDP rose by 2%, and LNG prices fell. The Court, the Group and the Agency said nothing.", nil},
		{"an acronym that is spelled out as a thing", "", "They sell compressed coconut oil (CCO) abroad. Demand for CCO has risen, and CCO prices with it.", nil},
		{"an office and its field", "", "The Labour Minister and the Minister of Economic Affairs came with House Minority Leader Lena Okafor.", nil},
		{"the place that owns it, and where it is", "", "Kenya's Supreme Court ruled on Monday. He studied at Quixo University in Ghana.", []string{"Quixo University", "Supreme Court"}},
		{"but a mission belongs to its country", "", "The United Nations Support Mission in Liberia said so.", []string{"United Nations Support Mission in Liberia"}},
		{"the fields of a ministry", "", "The Ministry of Agriculture, Livestock and Fisheries said it would pay farmers.", []string{"Ministry of Agriculture, Livestock and Fisheries"}},
		{"a firm without its tail", "", "Quixola Inc. said on Monday it would buy the mill. Shares in Quixola rose.", []string{"Quixola"}},
		{"two in one where one stands alone", "", "Quixola Bank and Zenbrix Bank said so. Zenbrix Bank is based in Lagos.", []string{"Quixola Bank", "Zenbrix Bank"}},
		{"initials that own another", "", "He works at the ZKO's Institute of Quarrying in Lagos.", []string{"Institute of Quarrying", "ZKO"}},
		{"an owner that stands alone", "", "The Zenbrix University's Institute of Quarrying opened on Monday. Zenbrix University was founded in 1911.", []string{"Institute of Quarrying", "Zenbrix University"}},
		{"an apostrophe of a name's own", "", "The National People's Congress met in Lagos on Monday.", []string{"National People's Congress"}},
		{"known ones that the model leaves out", "", "After FIFA, a fine. The World Bank and UNICEF paid.", []string{"Fédération Internationale de Football Association", "United Nations Children's Fund", "World Bank"}},
		{"a firm that no table knows", "", "The mobile operator Quixocell could leave. Quixocell's shares fell. A spokesman for Quixocell said so.", []string{"Quixocell"}},
		{"a witness is no firm", "", "A man called Zbrenk saw it. Zbrenk said he ran. Zbrenk's hat was lost.", nil},
		{"letters, a state and an adjective", "", "R&D costs rose. West Virginia's lawmakers met. A Quixo-led group sat.", nil},
		{"a last word that says its sort", "", "He spoke to the Quixo Municipality on Monday in Lagos.", []string{"Quixo Municipality"}},
		{"a sentence's end in an abbreviation", "", "The plant is on Long Island, N.Y. The U.S. Navy cleaned the site.", []string{"U.S. Navy"}},
		{"a headline's verb", "Springfield City Council OKs plan for pumps", "Springfield City Council OKs the plan for the pumps.", []string{"Springfield City Council"}},
		{"called a broadcaster once", "", "He told the state broadcaster RTQZ on Wednesday that the men could come, Lena Okafor said.", []string{"RTQZ"}},
		{"a firm of two words in one", "", "According to research firm DataQuill, sales of the pumps fell by a third in the year to May.", []string{"DataQuill"}},
		{"called a firm once", "", "The chief executive of the analyst firm Quixogart said so. Lena Okafor is the founder of Zenbrax.", []string{"Quixogart", "Zenbrax"}},
		{"a college of two fields", "", "She studied at the Ontario College of Art and Design.", []string{"Ontario College of Art and Design"}},
		{"members of one", "", "Democrats on the House Oversight Committee asked for the papers.", []string{"House Oversight Committee"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := namesTagger.Tag(Input{Title: c.title, Text: c.text, Lang: "en"})
			if diff := cmp.Diff(c.want, orgNames(got)); diff != "" {
				t.Errorf("organisations (-want +got):\n%s", diff)
			}
			checkNames(t, c.title, c.text, got)
		})
	}
}
