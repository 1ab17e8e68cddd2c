package event

import (
	"slices"
	"testing"
)

// filler is text of no event, so that a story has a background to speak of.
const filler = "The harbour has three cranes and a clock that runs slow.\n" +
	"On most days the ferries leave at nine and come back with the tide.\n" +
	"A school choir sings there in the spring, and the bakery sells buns.\n"

// TestEventsBackground holds what a whole story is about and what it only
// mentions: wanted and unwanted ("!") values. All stories are invented.
func TestEventsBackground(t *testing.T) {
	tagger := New()
	for _, c := range []struct{ name, lang, title, text, want string }{
		{"the toll of a flood", "en", "Floods kill nine in river towns",
			"Floods swept three river towns on Sunday, killing nine people.\n" + filler + "Two of the dead had drowned in a cellar.",
			"disaster:flood !death !attack:killing !accident"},
		{"the toll of a bomb", "en", "Car bomb kills four at market", "A car bomb exploded at a market on Sunday, killing four traders.\n" + filler,
			"attack:bombing !attack:killing !death"},
		{"a death of its own", "en", "Painter Osk Lindmark dies at 91", "The painter Osk Lindmark died on Sunday at his home.\n" + filler, "death"},
		{"a bomb's fire is no arson", "en", "Drone attack sets oil store ablaze", "Drones struck an oil store on Sunday and set it on fire.\n" + filler,
			"attack:drone !attack:arson"},
		{"what the report is about", "en", "Flood report faults council",
			"A report on the dyke, published on Monday, criticised the council for slow repairs.\n" + filler, "accusation:criticism !disaster:flood"},
		{"what the protest is about", "en", "Thousands march over tower collapse",
			"Thousands of people marched against the mayor on Sunday in a protest over the collapse of a building that killed six in May.\n" + filler,
			"protest !accident !death"},
		{"an aside far down", "en", "Council opens library", "The council opened a library on Monday.\n" + filler + "A clerk refused to comment, and a neighbour demanded silence.",
			"!rejection !demand"},
		{"a figure of speech in quotes", "en", "Minister imposes sanctions on nine banks",
			"The minister imposed sanctions on nine banks on Monday.\n" + filler + "A banker said the minister had “set fire to the whole house”.",
			"sanctions !attack:arson"},
		{"an arrest months ago", "en", "Envoy visits Lima", "Foreign Minister Okafor visited Lima on Friday.\n" + filler + "His driver was arrested in March.",
			"talks:visit !coercion:arrest"},
		{"the strike that is on", "en", "Dockers begin strike over pay",
			"Dockers began a strike over pay on Monday.\n" + filler + "The strike will last nine days.", "protest:strike !protest:strike.future"},
		{"not lifted yet", "en", "Farmers block border bridge", "Farmers blocked a bridge at the border on Monday.\n" + filler + "They will not lift the blockade before Friday.",
			"protest:blockade !protest:blockade.negated"},
		{"data theft is no robbery", "en", "Hackers steal patient data of two clinics", "Hackers stole the data of patients on Monday.\n" + filler,
			"cyberattack !robbery"},
		{"armies fight", "en", "Rebels attack army garrison", "Rebels attacked an army garrison at dawn, killing nine soldiers.\n" + filler, "fighting !attack !attack:killing"},
		{"an industrial blast", "en", "Blast at grain silo kills two", "A silo exploded on Monday, killing two workers.\n" + filler, "accident:industrial !attack:bombing !attack:killing"},
		{"who the headline is about", "en", "Jailed poet wins prize", "The poet Osk Lindmark won a prize on Monday.\n" + filler, "!coercion:arrest"},
		{"German toll", "de", "Erdbeben erschüttert Küste", "Ein Erdbeben hat am Montag die Küste erschüttert.\nVier Menschen kamen ums Leben.\nDie Fähren fuhren nicht.\nDer Hafen blieb zu.",
			"disaster:earthquake !death"},
	} {
		wantValues(t, c.name, eventValues(tagEvents(tagger, c.title, c.text, c.lang)), c.want)
	}
}

// TestEventHeadlines gives a headline and lead, and the value they must have.
func TestEventHeadlines(t *testing.T) {
	tagger := New()
	for _, c := range []struct{ lang, title, text, want string }{
		{"en", "Coaster sinks in gale", "A freighter sank off the cape on Monday with nine men on board.", "accident:transport"},
		{"en", "Okafor in Lima", "Foreign Minister Okafor flew to Lima on Friday to open an embassy.", "talks:visit"},
		{"en", "Planes bring flour to valley", "Two aircraft dropped nine tons of food over the northern valley.", "aid:humanitarian"},
		{"en", "Button maker to close", "The button maker, founded in 1902, will close with the loss of 90 jobs. It has gone into administration.", "deal:bankruptcy"},
		{"en", "Chad and Peru restore diplomatic relations", "The two states restored diplomatic relations on Monday.", "sanctions:relations.negated"},
		{"en", "Date for elections named", "The junta named a date for elections on Monday.", "election.future"},
		{"en", "Smugglers’ lawyer released on bail", "A judge said that the lawyer could go; she was freed on bail.", "release"},
		{"en", "Rockfall in salt mine", "A rockfall in a salt mine trapped four miners.", "accident:industrial"},
		{"en", "Sides agree to hold talks in May", "Both sides agreed to hold talks in May, an envoy said.", "talks.future"},
		{"en", "Union threatens strike over rosters", "Train drivers threatened a strike over rosters, their union said.", "protest:strike.hypothetical"},
		{"de", "Kartellamt genehmigt Übernahme der Brauerei", "Das Kartellamt hat den Kauf der Brauerei am Montag erlaubt.", "deal:merger"},
		{"de", "Lawine verschüttet Straße", "Eine Lawine hat am Montag die Passstraße verschüttet.", "disaster"},
		{"de", "Koalition verliert Mehrheit", "Die Koalition hat bei der Kommunalwahl am Sonntag ihre Mehrheit verloren.", "election:result"},
		{"de", "Landtag beschließt Haushalt", "Der Landtag hat den Haushalt für das kommende Jahr beschlossen.", "legislation"},
		{"de", "Helfer schicken Decken", "Der Verein hat vierhundert Decken und Zelte ins Tal geschickt.", "aid:humanitarian"},
		{"fr", "Des pêcheurs bloquent le port", "Des pêcheurs bloquent depuis lundi l’entrée du port.", "protest:blockade"},
		{"fr", "Lima et Oslo rétablissent leurs relations", "Les deux pays ont rétabli leurs relations lundi.", "sanctions:relations.negated"},
		{"fr", "Oslo envoie des tentes", "La Norvège a envoyé des tentes et des couvertures.", "aid:humanitarian"},
		{"es", "Camioneros bloquean el puente", "Los camioneros bloquean el puente desde el lunes.", "protest:blockade"},
		{"es", "Un autobús cayó a un barranco", "Un autobús cayó a un barranco el lunes.", "accident:transport"},
		{"ru", "Разбился вертолёт", "Вертолёт разбился в понедельник у берега.", "accident:transport"},
		{"ru", "Назначены выборы мэра", "Совет назначил выборы на май.", "election.future"},
	} {
		got := eventValues(tagEvents(tagger, c.title, c.text, c.lang))
		if !slices.Contains(got, c.want) {
			t.Errorf("%s %q: got %v, want %s", c.lang, c.title, got, c.want)
		}
	}
}
