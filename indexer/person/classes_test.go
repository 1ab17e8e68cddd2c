package person

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPeopleClasses holds what whole classes of sentences ask, each in sentences of
// our own.
func TestPeopleClasses(t *testing.T) {
	tagger := New()
	for _, c := range []struct {
		title, text string
		want        []string
	}{
		// A caption's agency and its photographer are no part of the name.
		{text: "GETTY Okafor will meet voters. Lena Okafor REX came. Lena Okafor PA left.", want: []string{"Lena Okafor x3"}},
		{text: "Angela Merkel Marc Lindholm/EPA spoke. Angela Merkel left.", want: []string{"Angela Merkel x2", "Marc Lindholm x1"}},
		{text: "The pump fell.\nDimitrios Quambouris/WireImage via Getty Images\nIt was old. (Elaine Danjuma/Associated Press)", want: []string{"Dimitrios Quambouris x1", "Elaine Danjuma x1"}},
		{text: "The mill in London Philip Danjuma/PA\nEnlarge this image toggle caption\nGetty Images Winston Okafor/Getty Images", want: []string{"Philip Danjuma x1", "Winston Okafor x1"}},
		{text: "Lena Okafor spoke. Okafor MIA on reform?", want: []string{"Lena Okafor x2"}},
		// Lists of sport: a scorecard, a team, a list that is no headline.
		{text: "Scores after the innings of the match:\nM. Okafor c and b Danjumavic 50\nS. Nairu c Tillekrat b Danjumavic 13", want: []string{"M. Okafor x1", "Danjumavic x2", "S. Nairu x1", "Tillekrat x1"}},
		{text: "Their striker scored two goals in the match.\nThe team: Quaven, Breenox, Staunlin, Irwick, McAtlin, Hartev, Lenko.", want: []string{"Quaven x1", "Breenox x1", "Staunlin x1", "Irwick x1", "McAtlin x1", "Hartev x1", "Lenko x1"}},
		{text: "Australia: Ian Danjuma, Michael Nair, Stuart Law, Glenn Okafor, Mark Waugh, Darren Lehmann", want: []string{"Ian Danjuma x1", "Michael Nair x1", "Stuart Law x1", "Glenn Okafor x1", "Mark Waugh x1", "Darren Lehmann x1"}},
		{text: "Pope John XXIII sat. John Danjuma spoke.", want: []string{"John XXIII x1", "John Danjuma x1"}},
		{text: "The mayor of the town of Pedro Juan Belmonte was hurt. The King Salman Shipbuilding Complex is in Behermunda Hamlet.", want: nil},
		{text: "So said John Ward Anderson of the firm.", want: []string{"John Ward Anderson x1"}},
		{text: "The Knesset met. MK Ram Ben Danjuma said no.", want: []string{"Ram Ben Danjuma x1"}},
		{text: "She does not trust the Marxist Okafor. Lena Okafor was there.", want: []string{"Lena Okafor x2"}},
		{text: "The league match was late.\nStrasbourg 1 (Zitellov 80th) Le Havre 2 (Trabon 10th, Vesnic 44th)\n", want: []string{"Zitellov x1", "Trabon x1", "Vesnic x1"}},
		{text: "Standings:\n4. Lance Danjuma (U.S.) Acme\n5. Jarmo Kytolan (Finland) Acme", want: []string{"Lance Danjuma x1", "Jarmo Kytolan x1"}},
		{text: "Jan Buettnik, the director, owns a farm with Dutchman Richard Wisingat. PT Matahari Putra rose.", want: []string{"Jan Buettnik x1", "Richard Wisingat x1"}},
		// Months that are given names, halls of fame, a credit run into a line.
		{text: "June V. Danjuma, aged 91, died on Thursday. In April D. Okafor wrote it.", want: []string{"June V. Danjuma x1", "D. Okafor x1"}},
		{text: "He equaled Hall of Famer Nolan Danjuma in two areas on Wednesday.", want: []string{"Nolan Danjuma x1"}},
		{text: "John Danjuma/POLITICO Okafor survives the vote; he left. Lena Okafor will take the job.", want: []string{"John Danjuma x1", "Lena Okafor x2"}},
		// Members of parties, and who is called by a surname only.
		{text: "The group, including Tories Alan Danjuma and Mark Okafor, won support.", want: []string{"Alan Danjuma x1", "Mark Okafor x1"}},
		{text: "It was the Tory Ed Danjuma who left. Tory Okafor sang.", want: []string{"Ed Danjuma x1", "Tory Okafor x1"}},
		{text: "The vote failed when Democrats Joe Danjuma and Sue Okafor voted no.", want: []string{"Joe Danjuma x1", "Sue Okafor x1"}},
		{text: "Police arrested a man surnamed Quong on Monday. A woman surnamed Xiulan fled.", want: []string{"Quong x1", "Xiulan x1"}},
		// What describes a surname, and adjectives made of a name.
		{text: "Outgoing Okafor spoke of his plans. Lena Okafor wept. Anti-Okafor protests began.", want: []string{"Lena Okafor x2"}},
		{text: "Ex-Lion Musa Danjuma scored twice.", want: []string{"Musa Danjuma x1"}},
		{text: "Lena Okafor sang on Sunday. VMA Okafor will be on the stage.", want: []string{"Lena Okafor x2"}},
		// A surname that is a title.
		{text: "Olivia King teaches. One of her pupils asked King to stay. King said so, but the King did not.", want: []string{"Olivia King x3"}},
		// The family name of a Chinese name behind a Western one.
		{text: "Robin Zhang Yaohan left the firm. Zhang gave no reason.", want: []string{"Robin Zhang Yaohan x2"}},
		// What somebody is also known as.
		{text: "Joko Hartono – more commonly known as Jokohar – is planning. Jokohar said so.", want: []string{"Joko Hartono x3"}},
		{text: "Brixa, whose real name is Huang Liwei, has left. They miss Brixa.", want: []string{"Huang Liwei x3"}},
		{text: "Musa Danjuma signed a law known as Quixo. Critics of Quixo say it fails.", want: []string{"Musa Danjuma x1"}},
		// Relatives in a list.
		{text: "He had two daughters, Laila and Uma. His sons Amos and Ebbe stayed.", want: []string{"Laila x1", "Uma x1", "Amos x1", "Ebbe x1"}},
		// Whom a firm is called after, and whom everybody knows by a title.
		{text: "Mike Bloomberg is out of the race.", want: []string{"Mike Bloomberg x1"}},
		{text: "They read Bloomberg News and Helen of Troy Corp said so.", want: nil},
		{text: "Sheikh Hasina left. Prime Minister Sheikh Hasina spoke. Hasina wept.", want: []string{"Sheikh Hasina x3"}},
		{text: "Tan Sri Muhyiddin Okafor met Tan Lian Wei. Tan said no.", want: []string{"Muhyiddin Okafor x1", "Tan Lian Wei x2"}},
		{text: "His Highness the Amir Sheikh Nawaf Al-Danjuma spoke. Amir Danjuma sang.", want: []string{"Nawaf Al-Danjuma x1", "Amir Danjuma x1"}},
		// An office abroad.
		{text: "The Kenyan Ambassador in Cairo Mariam Al Danjuma spoke on Monday.", want: []string{"Mariam Al Danjuma x1"}},
		{text: "Peru's Ambassador to Portugal Carlos Gil de Montes Belmonte came.", want: []string{"Carlos Gil de Montes Belmonte x1"}},
		// A result with a country of two words.
		{text: "3. Retief Quosen (South Africa) 41.00", want: []string{"Retief Quosen x1"}},
		// One such, and who made something.
		{text: "The card belongs to one Nazrin Erantha, police said. One Tory MP laughed.", want: []string{"Nazrin Erantha x1"}},
		{text: "The team is led by Quenlin Trabask. It was led by Alex. Brown Inc.", want: []string{"Quenlin Trabask x1"}},
		// A headline inside the text, though a full stop ends it, and a sentence full of capitals that is none.
		{text: "Rand Paul Scores Direct Hit On Green Energy Bill.", want: []string{"Rand Paul x1"}},
		{text: "Uma Okafor is a Resident Scholar in Economic Policy Studies.", want: []string{"Uma Okafor x1"}},
		// A firm behind "and".
		{text: "The offer is managed by Dillon Reed and Co and by Lena Okafor.", want: []string{"Lena Okafor x1"}},
		// Names of all regions.
		{text: "They wrote to Bakary Jemmeh, and Khalilou Fattima, and Zalina Shamsur.", want: []string{"Bakary Jemmeh x1", "Khalilou Fattima x1", "Zalina Shamsur x1"}},
	} {
		if diff := cmp.Diff(c.want, people(tagger, c.title, c.text, "en")); diff != "" {
			t.Errorf("%s | %s\n%s", c.title, c.text, diff)
		}
	}
}
