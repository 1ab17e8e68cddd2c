package event

import (
	"slices"
	"strings"
	"testing"

	"dateline/indexer/prose"
	"dateline/search/news"
)

// wantValues checks got against a list of values that must be there and, behind "!", that
// must not.
func wantValues(t *testing.T, name string, got []string, wants string) {
	t.Helper()
	for want := range strings.FieldsSeq(wants) {
		value, no := strings.CutPrefix(want, "!")
		if slices.Contains(got, value) == no {
			t.Errorf("%s: got %v, want %s", name, got, want)
		}
	}
}

// eventValues lists type and flag of every event, sorted: "talks.negated".
func eventValues(events []news.Event) []string {
	var out []string
	for _, e := range events {
		out = append(out, e.Values()[0])
	}
	slices.Sort(out)
	return out
}

// TestEventSentences gives one value a sentence must have, or "!value" it must
// not have, in a sentence of its own. The people are invented.
func TestEventSentences(t *testing.T) {
	tagger := New()
	for _, c := range []struct{ lang, text, want string }{
		// what happened
		{"en", "Ministers held talks in Vienna on Monday.", "talks"},
		{"en", "Prime Minister Lindqvist met the Kenyan president in Nairobi.", "talks"},
		{"en", "The two sides opened peace talks in Doha.", "talks:peace"},
		{"en", "Foreign Minister Okafor visited Lima on Friday.", "talks:visit"},
		{"en", "President Okafor spoke by phone with his counterpart.", "talks:call"},
		{"en", "The parties reached an agreement on water.", "agreement"},
		{"en", "Both governments signed a peace treaty.", "agreement:treaty"},
		{"en", "A ceasefire took hold at dawn.", "agreement:ceasefire"},
		{"en", "The council endorsed the plan.", "support"},
		{"en", "Zambia extradited the suspect to Peru.", "cooperation"},
		{"en", "Doctors delivered food aid to the valley.", "aid:humanitarian"},
		{"en", "The country sent military aid to its neighbour.", "aid:military"},
		{"en", "The rebels released four hostages.", "release"},
		{"en", "The army withdrew its troops from the town.", "withdrawal"},
		{"en", "The union demanded higher pay.", "demand"},
		{"en", "The mayor accused the company of fraud.", "accusation"},
		{"en", "The envoy condemned the law.", "accusation:criticism"},
		{"en", "Prosecutors opened an investigation into the fund.", "investigation"},
		{"en", "The senate rejected the proposal.", "rejection"},
		{"en", "The general threatened to close the strait.", "threat"},
		{"en", "Thousands of demonstrators filled the square.", "protest"},
		{"en", "Rioting broke out after the match.", "protest:riot"},
		{"en", "Rail workers began a strike over pay.", "protest:strike"},
		{"en", "The prisoner began a hunger strike.", "protest:hunger"},
		{"en", "Fans boycotted the final.", "protest:boycott"},
		{"en", "Farmers blocked the highway with tractors.", "protest:blockade"},
		{"en", "The union imposed sanctions on nine banks.", "sanctions"},
		{"en", "Oslo expelled two diplomats.", "sanctions:expulsion"},
		{"en", "The state broke off diplomatic relations.", "sanctions:relations"},
		{"en", "The army deployed troops along the river.", "mobilisation"},
		{"en", "The navies began a joint exercise off the cape; the military exercise lasts a week.", "mobilisation:exercise"},
		{"en", "Police arrested nine men.", "coercion:arrest"},
		{"en", "Customs officers seized a ship.", "coercion:seizure"},
		{"en", "The ministry suspended the newspaper for a month.", "coercion:censorship"},
		{"en", "The governor imposed a curfew.", "coercion:curfew"},
		{"en", "The state deported forty migrants.", "coercion:deportation"},
		{"en", "Hackers stole files in a cyberattack.", "cyberattack"},
		{"en", "Gunmen attacked a police post.", "attack"},
		{"en", "A car bomb exploded near the market.", "attack:bombing"},
		{"en", "A gunman opened fire in a bar.", "attack:shooting"},
		{"en", "An air strike hit a bridge.", "attack:airstrike"},
		{"en", "Drones struck a depot in a drone attack.", "attack:drone"},
		{"en", "Armed men kidnapped a teacher.", "attack:abduction"},
		{"en", "The judge was assassinated outside her home.", "attack:killing"},
		{"en", "Youths set fire to a bus.", "attack:arson"},
		{"en", "The massacre left ninety dead.", "attack:massacre"},
		{"en", "Two men robbed a bank.", "robbery"},
		{"en", "Police fired tear gas at the crowd.", "attack:police"},
		{"en", "Heavy fighting raged in the hills.", "fighting"},
		{"en", "Soldiers seized power in a military coup.", "coup"},
		{"en", "Voters went to the polls in a parliamentary election.", "election"},
		{"en", "A referendum on the treaty was held.", "election:referendum"},
		{"en", "Okafor won the presidential election.", "election:result"},
		{"en", "The board appointed Ms. Lindqvist chief executive.", "appointment"},
		{"en", "The finance minister resigned.", "resignation"},
		{"en", "Parliament passed the budget.", "legislation"},
		{"en", "The former mayor went on trial.", "trial"},
		{"en", "He was charged with murder.", "trial:charge"},
		{"en", "A court sentenced him to nine years in prison.", "trial:verdict"},
		{"en", "The firm won a contract worth two billion.", "deal"},
		{"en", "The brewer acquired its rival in a takeover.", "deal:merger"},
		{"en", "The airline filed for bankruptcy.", "deal:bankruptcy"},
		{"en", "An earthquake shook the coast.", "disaster:earthquake"},
		{"en", "Floods swept the valley.", "disaster:flood"},
		{"en", "The hurricane tore roofs off.", "disaster:storm"},
		{"en", "A forest fire burned for days.", "disaster:fire"},
		{"en", "The drought ruined the maize.", "disaster:drought"},
		{"en", "An outbreak of cholera closed the port.", "disaster:epidemic"},
		{"en", "A bus crash killed four.", "accident:transport"},
		{"en", "A gas leak forced people out.", "accident:industrial"},
		{"en", "The painter died on Sunday.", "death"},
		// the other reading
		{"en", "He talks about his garden.", "!talks"},
		{"en", "The two firms want to strike a deal.", "!protest:strike"},
		{"en", "An air strike hit the depot.", "!protest:strike"},
		{"en", "The fire department bought a ladder.", "!disaster:fire"},
		{"en", "The bank was fired up about the market crash.", "!accident:transport"},
		{"en", "She took charge of the choir.", "!trial:charge"},
		{"en", "He suffered a heart attack.", "!attack"},
		{"en", "The club released an album.", "!release"},
		{"en", "The clinical trial of the drug ended.", "!trial"},
		{"en", "The death toll of the storm rose.", "disaster:storm"},
		{"en", "It was a great deal of work.", "!deal"},
		{"en", "The photo shoot took an hour.", "!attack:shooting"},
		// negated
		{"en", "The talks were called off.", "talks.negated"},
		{"en", "The ministers called the talks off.", "talks.negated"},
		{"en", "The summit has been postponed.", "talks.negated"},
		{"en", "The president cancelled a visit to Lima.", "talks:visit.negated"},
		{"en", "The sides failed to reach an agreement.", "agreement.negated"},
		{"en", "The strike was averted at the last minute.", "protest:strike.negated"},
		{"en", "Unions called off the rail strike.", "protest:strike.negated"},
		{"en", "The protest was cancelled.", "protest.negated"},
		{"en", "The sanctions were lifted.", "sanctions.negated"},
		{"en", "Brussels lifted sanctions on the port.", "sanctions.negated"},
		{"en", "The army lifted the curfew.", "coercion:curfew.negated"},
		{"en", "Police did not arrest anyone.", "coercion:arrest.negated"},
		{"en", "The colonel denied that his men attacked the village.", "attack.negated"},
		{"en", "Police foiled a bombing in the station.", "attack:bombing.negated"},
		{"en", "Prosecutors dropped the charges against the banker in court.", "trial:charge.negated"},
		{"en", "The verdict was overturned.", "trial:verdict.negated"},
		{"en", "The minister refused to resign.", "resignation.negated"},
		{"en", "The merger was called off.", "deal:merger.negated"},
		{"en", "The election was annulled.", "election.negated"},
		{"en", "Lawmakers voted down the budget bill.", "legislation.negated"},
		{"en", "There was no coup, the general said.", "coup.negated"},
		{"en", "The truce was broken within hours.", "agreement:ceasefire.negated"},
		{"en", "A spokesman denied involvement in the bombing.", "attack:bombing"},
		{"en", "He denied responsibility for the attack.", "attack"},
		{"en", "She denied the charges in court.", "trial:charge"},
		// future
		{"en", "The talks will begin on Tuesday.", "talks.future"},
		{"en", "The minister is due to visit Lima.", "talks:visit.future"},
		{"en", "Nurses plan a strike next month over pay.", "protest:strike.future"},
		{"en", "The presidential election is scheduled for May.", "election.future"},
		{"en", "He spoke ahead of the summit.", "talks.future"},
		{"en", "The court will sentence him in June.", "trial:verdict.future"},
		{"en", "The army will withdraw its troops.", "withdrawal.future"},
		{"en", "The board is set to appoint a new chief.", "appointment.future"},
		// hypothetical
		{"en", "The union threatened a strike by workers.", "protest:strike.hypothetical"},
		{"en", "The bank could impose sanctions on the firm.", "sanctions.hypothetical"},
		{"en", "If the army attacked, the town would fall.", "attack.hypothetical"},
		{"en", "The envoy called for a ceasefire.", "agreement:ceasefire.hypothetical"},
		{"en", "Officials warned of a possible famine.", "disaster:drought.hypothetical"},
		{"en", "The mayor may resign.", "resignation.hypothetical"},
		{"en", "There is a risk of floods.", "disaster:flood.hypothetical"},
		{"en", "The two countries will not hold talks this month.", "talks.negated"},
		{"en", "The leaders will not meet after all.", "talks.negated"},
		{"en", "Okafor pulled out of talks with the union.", "talks.negated"},
		{"en", "The army denied bombing the hospital.", "attack:bombing.negated"},
		{"en", "The company denied it would file for bankruptcy.", "deal:bankruptcy.negated"},
		{"en", "No one was killed in the blast.", "attack:bombing"},
		{"en", "No arrests were made.", "coercion:arrest.negated"},
		{"en", "The hostages were not released.", "release.negated"},
		{"en", "The plot to kill the judge was foiled.", "attack:killing.negated"},
		{"en", "Police defused a bomb.", "attack:bombing.negated"},
		{"en", "The coup attempt failed.", "coup.negated"},
		{"en", "The protest planned for Saturday was banned.", "protest.negated"},
		{"en", "The union said it would strike on Monday over pay.", "protest:strike.future"},
		{"en", "Protesters vowed to march on the palace on Friday.", "protest.future"},
		{"en", "The trial is to open in June.", "trial.future"},
		{"en", "The bank plans to cut jobs.", "resignation.future"},
		{"en", "The union is considering a strike over pay.", "protest:strike.hypothetical"},
		{"en", "If elected, she would appoint a woman as finance minister.", "appointment.hypothetical"},
		{"en", "Rebels threatened to kill the hostages.", "attack:killing.hypothetical"},
		{"en", "Experts warn a quake could hit the city.", "disaster:earthquake.hypothetical"},
		// historical
		{"en", "The massacre took place thirty years ago.", "attack:massacre.historical"},
		{"en", "An earthquake razed the town in 1906.", "disaster:earthquake.historical"},
		{"en", "They marked the anniversary of the coup.", "coup.historical"},
		{"en", "The 1994 genocide is taught in schools.", "attack:massacre.historical"},
		// German
		{"de", "Die Polizei hat neun Männer festgenommen.", "coercion:arrest"},
		{"de", "Bei einem Anschlag starben vier Menschen.", "attack"},
		{"de", "Die Gespräche wurden abgesagt.", "talks.negated"},
		{"de", "Die Lokführer beginnen einen Streik.", "protest:strike"},
		{"de", "Der Streik wurde abgewendet.", "protest:strike.negated"},
		{"de", "Die Verhandlungen sollen am Dienstag beginnen.", "talks.future"},
		{"de", "Der Minister trat am Montag zurück.", "resignation"},
		{"de", "Ein Erdbeben erschütterte die Küste.", "disaster:earthquake"},
		{"de", "Die Sanktionen wurden aufgehoben.", "sanctions.negated"},
		// French
		{"fr", "La police a arrêté neuf hommes.", "coercion:arrest"},
		{"fr", "Les négociations ont été annulées.", "talks.negated"},
		{"fr", "Des milliers de manifestants ont défilé.", "protest"},
		{"fr", "Un séisme a frappé la côte.", "disaster:earthquake"},
		{"fr", "Les élections auront lieu en mai.", "election.future"},
		{"fr", "L'attentat a fait quatre morts.", "attack"},
		{"fr", "Le ministre a présenté sa démission.", "resignation"},
		{"fr", "Le couvre-feu a été levé.", "coercion:curfew.negated"},
		// Spanish
		{"es", "La policía detuvo a nueve hombres.", "coercion:arrest"},
		{"es", "La cumbre fue cancelada.", "talks.negated"},
		{"es", "Un terremoto sacudió la costa.", "disaster:earthquake"},
		{"es", "El ministro renunció; su renuncia fue aceptada.", "resignation"},
		{"es", "Las elecciones se celebrarán en mayo.", "election.future"},
		{"es", "Los médicos mantienen la huelga.", "protest:strike"},
		{"es", "Hombres armados secuestraron a un maestro.", "attack:abduction"},
		// Russian
		{"ru", "Полиция задержала девять человек.", "coercion:arrest"},
		{"ru", "Переговоры отменены.", "talks.negated"},
		{"ru", "Взрыв прогремел на рынке.", "attack:bombing"},
		{"ru", "Выборы состоятся в мае.", "election.future"},
		{"ru", "Министр подал в отставку.", "resignation"},
		{"ru", "Тысячи людей вышли на митинг.", "protest"},
		{"ru", "Суд вынес приговор.", "trial:verdict"},
	} {
		got := eventValues(tagEvents(tagger, "", c.text, c.lang))
		value, no := strings.CutPrefix(c.want, "!")
		if slices.Contains(got, value) == no {
			t.Errorf("%s %q: got %v, want %s", c.lang, c.text, got, c.want)
		}
		if base, flag, _ := strings.Cut(value, "."); flag != "" && !no && slices.Contains(got, base) {
			t.Errorf("%s %q: got %v, which says that %s took place", c.lang, c.text, got, base)
		}
	}
}

func tagEvents(t *Tagger, title, text, lang string) []news.Event {
	return t.Tag([]*prose.Doc{prose.NewDoc(title, news.InTitle), prose.NewDoc(text, news.InText)}, lang, Cast{}, 0)
}

// TestEventsInReadingOrder: the first event of an article is the one it opens with.
func TestEventsInReadingOrder(t *testing.T) {
	tagger := New()
	for _, c := range []struct{ title, text, want string }{
		{"", "Thousands protested in Zarafan on Monday. The police arrested the mayor.", "protest coercion:arrest"},
		{"", "The police arrested the mayor on Monday. Thousands protested in Zarafan.", "coercion:arrest protest"},
		{"Mayor of Zarafan arrested", "Thousands protested on Monday after the mayor was arrested.", "coercion:arrest protest"},
	} {
		docs := []*prose.Doc{prose.NewDoc(c.title, news.InTitle), prose.NewDoc(c.text, news.InText)}
		var got []string
		for _, e := range tagger.Tag(docs, "en", Cast{}, 0) {
			got = append(got, string(e.Type))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q, %q: got %v, want %s", c.title, c.text, got, c.want)
		}
	}
}
