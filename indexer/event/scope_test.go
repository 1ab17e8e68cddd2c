package event

import (
	"fmt"
	"testing"
)

// TestScope checks where what a cue speaks of ends, with and without the words that make
// the difference.
func TestScope(t *testing.T) {
	tagger := New()
	for _, c := range []struct{ title, text, want string }{
		{"Investigators seek cause of ferry crash", "", "accident:transport !accident:transport.hypothetical"},
		{"Widow demands justice for murder of clerk", "", "attack:killing !attack:killing.hypothetical"},
		{"Council calls for end to siege", "The council called for an end to the siege of the town.", "!fighting.hypothetical"},
		{"Bank says customers may be affected by cyberattack", "", "cyberattack !cyberattack.hypothetical"},
		{"Ministry plans coronavirus fund for theatres", "", "disaster:epidemic !disaster:epidemic.future"},
		{"Mayor fears new outbreak of cholera", "", "disaster:epidemic.hypothetical"},
		{"Barge strikes railway bridge", "A barge struck a railway bridge on the canal on Monday.", "!protest:strike"},
		{"Rail strikes hit commuters", "Rail strikes hit commuters on Monday as drivers walked out.", "protest:strike"},
		{"Poachers strike again", "Poachers took forty birds on Sunday night.", "!protest:strike"},
		{"Growers blast water plan", "Growers in the delta spoke against the water plan on Monday. They want more talks.", "accusation:criticism !attack:bombing"},
		{"Blast rocks harbour", "An explosion shook the harbour on Monday. Two people were hurt.", "!accusation:criticism"},
		{"Tram crash survivor tells of carnage", "A tram left the rails on Monday, killing two.", "accident:transport !attack:massacre"},
		{"Last victims of crash named as two brothers", "", "!appointment"},
		{"", "The pilgrims began to disperse on Monday.", "!coercion"},
		{"", "Police dispersed the marchers on Monday.", "coercion"},
		{"Union warns of port closure if talks fail", "The union warned on Monday that it will close the port if talks fail.", "threat !threat.hypothetical"},
		{"Painter's death will change the art market", "The painter's death will change the market, dealers said.", "death !death.future"},
		{"", "The bombing could bring down the government, an analyst said on Monday.", "attack:bombing !attack:bombing.hypothetical"},
		{"", "The talks will focus on prisoners.", "talks.future"},
		{"", "Sailors captured two years ago have been freed from captivity, the navy said on Monday.", "release !release.historical"},
		{"", "Hackers tried to read the mail of election officials on Monday.", "!election !election.hypothetical"},
		{"", "Profits failed to meet expectations on Monday.", "!talks !talks.negated"},
		{"", "Soldiers looted the stores of the village on Monday.", "robbery !protest:riot"},
		{"", "Young men looted two stores on Monday. The rioting lasted until noon.", "protest:riot !robbery"},
		{"", "The government said on Monday it did not interfere in the election.", "!election.negated"},
		{"", "The envoy did not speak during the talks on Monday.", "talks !talks.negated"},
		{"", "The envoy did not attend talks on Monday.", "talks.negated"},
		{"", "The ban has killed the business potential of the platform, a report said on Monday.", "!death !attack:killing"},
		{"", "A summary of the letter was released on Monday.", "!release"},
		{"", "The typo set the internet on fire on Monday night.", "!attack:arson"},
		{"", "On Monday rival Shell reported higher profits than a year before.", "!fighting"},
		{"", "The army shelled the town on Monday.", "fighting"},
		{"", "The conductor nearly died on Monday, her doctor said.", "!death"},
		{"", "Nearly 40 people died at the clinic on Monday.", "death"},
		{"", "Four passengers were released from hospital on Wednesday.", "!release"},
		{"", "Four journalists were released from prison on Wednesday.", "release"},
		{"", "Police fired three rounds in the air on Monday to disperse the crowd.", "attack:police"},
		{"", "A gunman fired forty rounds at concertgoers on Monday.", "!attack:police"},
		{"", "They set a restaurant on fire on Monday after two bombs exploded in the market.", "attack:arson attack:bombing"},
		{"", "The bomb set three cars on fire on Monday.", "attack:bombing !attack:arson"},
		{"", "The baker was killed by two bullets on Monday.", "attack:killing"},
		{"", "The treasurer can be jailed for six months and fined for theft.", "!trial:verdict"},
	} {
		wantValues(t, fmt.Sprintf("%q, %q", c.title, c.text), eventValues(tagEvents(tagger, c.title, c.text, "en")), c.want)
	}
}
