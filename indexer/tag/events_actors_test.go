package tag

import (
	"slices"
	"strings"
	"testing"
)

// TestEventActors gives, for sentences of our own with invented people, who did it and
// who had it done to them: event, actors, recipients, sentence. Names of one side are
// parted by "+", "-" stands for nobody.
func TestEventActors(t *testing.T) {
	tagger := New()
	right, n := 0, 0
	for line := range strings.Lines(actorCases) {
		f := strings.Split(strings.TrimSpace(line), " | ")
		if len(f) < 4 {
			continue
		}
		n++
		tags := tagger.Tag(Input{Text: f[3], Lang: "en"})
		got := "no event"
		for _, e := range tags.Events {
			if e.Values()[0] == f[0] {
				got = sideOf(e.Actors) + " | " + sideOf(e.Recipients)
			}
		}
		if want := f[1] + " | " + f[2]; got != want {
			t.Logf("%q: %s: got %s, want %s (%v)", f[3], f[0], got, want, tags.Events)
			continue
		}
		right++
	}
	t.Logf("%d of %d right", right, n)
	if right < n*9/10 {
		t.Errorf("%d of %d right", right, n)
	}
}

func sideOf(names []string) string {
	if len(names) == 0 {
		return "-"
	}
	names = slices.Clone(names)
	slices.Sort(names)
	return strings.Join(names, "+")
}

const actorCases = `
coercion:arrest | Russian police | Pavel Drozdin | The blogger Pavel Drozdin was arrested by Russian police in Moscow.
coercion:arrest | - | Pavel Drozdin | Pavel Drozdin was later arrested at the airport.
coercion:arrest | Kenya | Amina Odhiambo | Kenya has arrested the activist Amina Odhiambo.
sanctions | Norway | Belarus | Norway imposed sanctions on Belarus on Monday.
sanctions | Canada | Iran | Canada sanctioned Iran over the arms sales.
talks | Chile+Peru | - | Talks between Chile and Peru ended in Lima.
talks | Marta Lindqvist | Samuel Okafor | President Marta Lindqvist met Prime Minister Samuel Okafor on Friday.
talks | Marta Lindqvist+Samuel Okafor | - | Marta Lindqvist and Samuel Okafor met in Geneva on Friday.
talks | Ghana | Togo | Ghana held talks with Togo on fishing.
talks:visit | Samuel Okafor | Portugal | President Samuel Okafor visited Portugal in May.
talks:visit.negated | Samuel Okafor | Vietnam | President Samuel Okafor cancelled a visit to Vietnam.
resignation | Marta Lindqvist | - | Finance Minister Marta Lindqvist resigned on Tuesday.
resignation | Marta Lindqvist | - | Marta Lindqvist, a former judge, stepped down on Tuesday.
agreement:treaty | Ethiopia+Kenya | - | Ethiopia and Kenya signed a peace treaty on Sunday.
agreement:treaty | Mexico | Brazil | Mexico signed a trade pact with Brazil.
attack | Chad | Sudan | Chad attacked Sudan at dawn.
attack:killing | - | Pavel Drozdin | The murder of Pavel Drozdin shocked the town.
attack:killing | - | Pavel Drozdin | Pavel Drozdin was assassinated outside his home.
attack:abduction | - | Amina Odhiambo | Amina Odhiambo was kidnapped near the border.
attack:killing | - | Amina Odhiambo | Police are looking into Amina Odhiambo's murder.
trial:charge | - | Samuel Okafor | Samuel Okafor was charged with fraud.
trial:verdict | - | Samuel Okafor | Samuel Okafor was sentenced to nine years in prison.
trial | - | Samuel Okafor | The trial of Samuel Okafor opened on Monday.
sanctions:expulsion | Poland | - | Poland expelled two diplomats on Friday.
accusation | Marta Lindqvist | Samuel Okafor | Marta Lindqvist accused Samuel Okafor of lying.
accusation:criticism | Samuel Okafor | - | Samuel Okafor condemned the ruling.
accusation:criticism | Turkey | Greece | Turkey criticised Greece over the islands.
threat | Samuel Okafor | - | Samuel Okafor threatened to close the port.
demand | Japan | China | Japan urged China to reopen the market.
aid:humanitarian | Sweden | - | Sweden sent food aid to the valley.
withdrawal | Uganda | - | Uganda withdrew its troops from the valley.
mobilisation | Uganda | - | Uganda deployed troops along the river.
appointment | Marta Lindqvist | Samuel Okafor | President Marta Lindqvist appointed Samuel Okafor governor of the central bank.
appointment | - | Samuel Okafor | Samuel Okafor was sworn in on Friday.
death | - | Amina Odhiambo | The novelist Amina Odhiambo died on Sunday.
support | Samuel Okafor | Marta Lindqvist | Samuel Okafor endorsed Marta Lindqvist for the senate.
fighting | Ukraine | - | Ukraine shelled the front line near the river and heavy fighting broke out.
legislation | - | - | Lawmakers passed the bill after a long night.
coercion:arrest | - | - | Officers arrested nine men in Lima.
attack:bombing | - | - | A car bomb exploded in Kabul.
protest | - | - | Thousands of demonstrators marched in Warsaw.
release | - | Pavel Drozdin | Pavel Drozdin was released from prison on Monday.
coercion:deportation | Malta | Pavel Drozdin | Malta deported Pavel Drozdin on Monday.
sanctions:relations | Panama | - | Panama broke off diplomatic relations on Friday.
cooperation | Bolivia | - | Bolivia extradited the suspect on Friday.
attack | - | - | The rebels said that Samuel Okafor had heard of the attack.
talks:call | Samuel Okafor | - | Samuel Okafor spoke by phone with his counterpart.
deal:merger | - | - | The two brewers agreed to a merger.
election:result | Marta Lindqvist | - | Marta Lindqvist won the presidential election.
investigation | - | Samuel Okafor | Samuel Okafor is being investigated over the loan.
talks | Elena Marchetti | Tomas Berglund | Foreign Minister Elena Marchetti held talks with her Swedish counterpart Tomas Berglund in Rome.
talks | Egypt+Ethiopia+Sudan | - | Negotiations between Egypt, Sudan and Ethiopia resumed on Monday.
coercion:arrest | Spain | Ruben Castellanos | Spain detained the banker Ruben Castellanos on Thursday.
coercion:arrest | - | Ruben Castellanos | Ruben Castellanos, who fled the country in March, was arrested in Peru.
attack:killing | - | Ruben Castellanos | Two gunmen on a motorcycle murdered Ruben Castellanos.
trial:verdict | - | Ruben Castellanos | A court in Lima found Ruben Castellanos guilty of fraud and jailed him for six years.
appointment | - | Elena Marchetti | Elena Marchetti was appointed finance minister on Monday.
resignation | - | Elena Marchetti | The premier sacked Elena Marchetti over the leak.
sanctions.future | Japan | - | Japan will impose sanctions on the shipping firm.
sanctions.negated | Brazil | - | Brazil has ruled out sanctions against its neighbour.
accusation | Armenia | Azerbaijan | Armenia accused Azerbaijan of breaking the truce.
aid:military | Germany | Ukraine | Germany sent weapons to Ukraine.
support | Elena Marchetti | - | Elena Marchetti praised the firefighters.
talks:visit.future | Elena Marchetti | Morocco | Foreign Minister Elena Marchetti will visit Morocco next week.
talks.negated | Elena Marchetti | Tomas Berglund | Elena Marchetti refused to meet Tomas Berglund.
threat | Iran | - | Iran threatened to close the strait.
agreement | Iraq+Jordan | - | Iraq and Jordan signed an agreement on water.
attack:abduction | - | Tomas Berglund | Rebels kidnapped the engineer Tomas Berglund near the mine.
demand | Tomas Berglund | - | Tomas Berglund called for new elections.
trial:charge | - | Tomas Berglund | Prosecutors charged Tomas Berglund with bribery.
`
