package event

import (
	"slices"
	"testing"

	"dateline/indexer/prose"
	"dateline/search/news"
)

// TestDeedsAndTalkOfDeeds gives stories of our own in which violence is reported,
// or only spoken of: a value that must be there, or "!value" that must not.
func TestDeedsAndTalkOfDeeds(t *testing.T) {
	const rest = " Officials gave no details. The road was closed. A spokesman declined to comment. Schools stayed open."
	tagger := New()
	for _, c := range []struct{ text, want string }{
		{"The council met." + rest + " A bomb exploded outside the town hall on Monday.", "attack:bombing"},
		{"The council met." + rest + " Police found six sticks of dynamite, two rifles and grenades.", "!attack:bombing"},
		{"The council met." + rest + " The gang owned grenade launchers and ammunition.", "!attack:bombing"},
		{"Gunmen threw two grenades at a bus in Arvelo on Friday." + rest, "attack:bombing"},
		{"The cafe was damaged by a bomb on Tuesday." + rest, "attack:bombing"},
		{"Air force planes bombed the town." + rest + " The bombing went on all night.", "attack:airstrike"},
		{"Air force planes bombed the town." + rest + " The bombing went on all night.", "!attack:bombing"},
		{"A car bomb exploded in Lima on Monday." + rest + " The attack was the third this year.", "!attack"},
		{"The council met." + rest + " The general spoke of murders, kidnappings and torture.", "!attack:killing"},
		{"The council met." + rest + " We must stop those who murder our people.", "!attack:killing"},
		{"The council met." + rest + " The murder of Judge Ana Belmonte on Friday shocked Lima.", "attack:killing"},
		{"The party rejects the murder of Judge Ana Belmonte." + rest, "attack:killing"},
		{"Two men might be behind the kidnapping of the banker." + rest, "attack:abduction"},
		{"The kidnappers of the banker will stay in jail." + rest, "attack:abduction"},
		{"Police foiled the attack on the embassy." + rest, "attack.negated"},
		{"The group plans the murder of a judge." + rest, "attack:killing.future"},
		{"Rebels have killed the mayor of Arvelo." + rest, "attack:killing"},
		{"Nine soldiers were killed in the hills." + rest, "fighting"},
		{"Rebels ambushed an army convoy." + rest, "fighting"},
		{"Gunmen ambushed a bus on the coast road." + rest, "attack"},
		{"Tanks invaded the province at dawn." + rest, "fighting"},
		{"Youths set three buses on fire." + rest, "attack:arson"},
		{"Protesters burned tyres and a flag." + rest, "!attack:arson"},
		{"Two shops were burned in Arvelo on Monday." + rest, "attack:arson"},
		{"Armed men took forty villagers as hostages." + rest, "attack:abduction"},
		{"The journalist was found shot beside a road." + rest, "attack:killing"},
		{"The minister attacked the plan in a speech." + rest, "!attack"},
		{"Both armies agreed to stop attacks on ports." + rest, "!attack"},
		{"Senator Belmonte has the best shot at winning." + rest, "!attack:shooting"},
		{"The senator found a new line of attack." + rest, "!attack"},
		{"The envoy got an explosive reaction." + rest, "!attack:bombing"},
		{"The premier blew up the meeting and left." + rest, "!attack:bombing"},
		{"An air strike hit a depot on Friday." + rest + " The strikes went on for two hours.", "!protest:strike"},
		{"An air strike hit a depot on Friday." + rest + " The strikes went on for two hours.", "attack:airstrike"},
		{"Bus drivers went on strike on Friday." + rest + " The strike will last a week.", "protest:strike"},
		{"Armed men entered the village and set two houses on fire." + rest + " A baker was killed.", "attack:killing"},
		{"A bus crashed into a wall." + rest + " A baker was killed.", "!attack:killing"},
		{"The attack by rebels on a bus left one dead." + rest, "attack"},
	} {
		got := eventValues(tagEvents(tagger, "", c.text, "en"))
		unwanted := c.want[0] == '!'
		if slices.Contains(got, c.want[prose.Bool2Int(unwanted):]) == unwanted {
			t.Errorf("%q: got %v, want %s", c.text, got, c.want)
		}
	}
}

// TestWhoBlastsCriticises tells the blast that somebody by name deals from the one that
// goes off.
func TestWhoBlastsCriticises(t *testing.T) {
	for _, c := range []struct {
		title string
		names int // tokens of the name at its head
		want  string
	}{
		{"Ana Belmonte blasts poll", 2, "accusation:criticism"},
		{"Belmonte blasts rivals over harbour", 1, "accusation:criticism"},
		{"Arvelo blast kills four", 0, "attack:bombing"},
		{"Belmonte visits site of blast", 1, "attack:bombing"},
	} {
		d := prose.NewDoc(c.title, news.InTitle)
		var who Cast
		if c.names > 0 {
			who.People = []news.Person{{Name: "Ana Belmonte", Mentions: []news.Mention{d.Mention(0, c.names, "")}}}
		}
		got := eventValues(New().Tag([]*prose.Doc{d}, "en", who, 0))
		if !slices.Contains(got, c.want) || len(got) > 1 {
			t.Errorf("%q: got %v, want %s", c.title, got, c.want)
		}
	}
}
