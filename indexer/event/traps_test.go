package event

import (
	"slices"
	"strings"
	"testing"
)

// eventTraps are sentences whose words mislead: wanted values first ("-" for no
// event at all), then after "!" families that must not be there, then the text.
// A wanted value's own family must not be there with another flag.
const eventTraps = `
talks.negated | The ministers' talks in Geneva were cancelled on Monday.
talks.negated | Talks between the two ministers have been called off, an aide said.
trial:verdict | A jury found the former banker guilty of fraud on Tuesday.
trial:verdict | The court acquitted the ferry captain of manslaughter.
election:result | The Liberal party won the election with 48 per cent of the vote.
election:result | Maria Okoye was re-elected president of the republic on Sunday.
resignation | The transport minister resigned on Friday over the tunnel affair.
disaster:earthquake | An earthquake of magnitude 6.4 shook the island on Saturday night.
agreement:ceasefire | The two armies agreed a ceasefire on Thursday.
protest:strike ! attack | Thousands of postal workers went on strike on Monday.
attack:airstrike ! protest | An air strike hit a market in the northern town, killing nine people.
deal ! attack, protest | The carmaker struck a deal with the battery maker.
agreement ! attack, protest | Coalition parties struck an agreement on pensions late on Sunday.
- ! attack | The club fired its coach after six defeats.
- ! attack | The airline fired two hundred cabin staff.
attack:shooting | Gunmen fired on a minibus near the border, wounding three.
legislation.negated ! attack | Senators killed a bill on tobacco advertising.
- ! protest | The small party won a protest vote in the suburbs.
death ! fighting, attack | The actress died on Sunday after a long battle against cancer.
- ! fighting, attack | He is winning his battle against cancer, his wife said.
- ! accident, attack | The crash of the housing market wiped out their savings.
- ! accident | The stock market crash left pensioners poorer.
- ! attack, fighting | The striker fired a shot over the bar in the last minute.
- ! attack | The home side were under attack for most of the second half.
- ! attack | The winger killed the game with a second goal.
- ! attack | Smith bombed out of the tournament in the first round.
- ! attack | The film bombed at the box office.
- ! attack | Her new song exploded on the internet.
- ! attack, disaster | An explosion of colour fills the gallery.
- ! attack | The population explosion worries planners.
- ! coercion | The court's decision arrested the decline of the river trade.
- ! coercion, attack | The view from the tower is arresting.
- ! coup | It was a coup for the small museum to borrow the painting.
- ! fighting, attack | A price war broke out between the two supermarkets.
- ! fighting | The culture war over school books goes on.
- ! disaster | The announcement set off a storm of criticism.
- ! disaster | A flood of complaints reached the broadcaster.
- ! disaster | The victory was a political earthquake for the old parties.
- ! disaster, attack | The minister came under fire in parliament for the delay.
- ! attack | The columnist launched a blistering attack on the budget.
- ! trial | The firm begins a trial of its new driverless bus.
- ! trial | Patients in the drug trial felt better after a month.
- ! trial:verdict | The jury is still out on the new stadium.
- ! sanctions | The boxer's bout was sanctioned by the national body.
- ! agreement:ceasefire | The rival chefs declared a truce in their soup war.
- ! attack:abduction | The dark comedy kidnaps its audience for two hours.
- ! aid | He put on his hearing aid and sat down.
- ! aid | The nurse gave first aid lessons to the scouts.
- ! attack | He suffered a heart attack at his home.
- ! attack | She had a panic attack before the exam.
- ! robbery | Fans said the referee's decision was daylight robbery.
- ! protest:strike | The watch strikes the hour with a small bell.
- ! protest:strike | Lightning struck the church tower during the sermon.
- ! attack:airstrike | The goalkeeper beat away a strike from thirty yards.
- ! protest:riot | The garden is a riot of roses in June.
- ! protest:boycott, protest | The lady doth protest too much, as the poet says.
- ! election | The jury elected to sit through the lunch hour.
- ! appointment | She made an appointment with the dentist for Friday.
- ! resignation | She accepted the rain with resignation.
- ! attack:killing | High rents are killing the village pub.
- ! attack:killing | Traffic is murder on the ring road in August.
- ! attack | The virus attacks the lungs of young cattle.
- ! release | The band released its third album on Friday.
- ! release | The ministry released figures on the harvest.
- ! withdrawal | Customers can make a withdrawal at any branch.
- ! mobilisation | Her story mobilised readers to write letters.
- ! coercion:deportation, cyberattack | The hack for peeling eggs spread fast online.
- ! fighting, attack | Clashes of style made the fashion show a delight.
- ! legislation | The landlord posted the bill for the repairs.
- ! attack:police | The defender was shown a red card for a foul.
- ! investigation | The probe landed on the moon's dark side.
- ! accident | The two bands collided on stage in a burst of noise.
`

// missedTraps is how many traps still catch: a truce in a soup war takes a reader.
// First measured, before any rule was read, 26 of 70 did.
const missedTraps = 1

// TestEventTraps holds that misleading words give no wrong event.
func TestEventTraps(t *testing.T) {
	tagger := New()
	caught := 0
	for line := range strings.Lines(eventTraps) {
		parts := strings.Split(strings.TrimSpace(line), " | ")
		if len(parts) < 2 {
			continue
		}
		head, not, _ := strings.Cut(parts[0], " ! ")
		got := eventValues(tagEvents(tagger, "", parts[1], "en"))
		if bad := trapVerdict(got, head, not); bad != "" {
			caught++
			t.Logf("%q: got %v: %s", parts[1], got, bad)
		}
	}
	if caught > missedTraps {
		t.Errorf("%d traps catch, want at most %d", caught, missedTraps)
	}
}

// trapVerdict says what is wrong with the values of a trap, "" for nothing.
func trapVerdict(got []string, want, not string) string {
	if want != "-" {
		if bad := flagVerdict(got, want); bad != "" {
			return bad + " for " + want
		}
	}
	for _, ban := range strings.Split(not, ", ") {
		if ban != "" && slices.ContainsFunc(got, func(v string) bool {
			return v == ban || strings.HasPrefix(v, ban+":") || strings.HasPrefix(v, ban+".")
		}) {
			return "must not be " + ban
		}
	}
	return ""
}
