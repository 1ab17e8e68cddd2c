package event

import (
	"slices"
	"strings"
	"testing"

	"dateline/indexer/prose"
	"dateline/search/news"
)

// cancelCases are headlines ("H"), and lead sentences or short stories without a
// headline ("T"), one a line: form, language, value, text. People and places of
// meeting are invented. A flagged value also says that nothing of its family may
// stand as having taken place.
const cancelCases = `
H en talks.negated Foreign ministers' meeting scrapped
H en talks.negated Ministers' meeting in Oslo dropped
H en talks:visit.negated Okafor cancels trip to Rome
H en talks.negated Talks off as delegation stays home
H en talks.negated Negotiations suspended
H en talks.negated Leaders scrap planned meeting
H en talks.negated Meeting between Okafor and Lindqvist will not take place
H en talks.negated Ministers' talks called off
H en talks.negated Talks between ministers called off
H en talks.negated Ministerial talks axed
H en talks.negated Summit cancelled
H en talks.negated Summit canceled at last minute
H en talks:peace.negated Peace talks scrapped hours before start
H en talks.negated Harbour talks shelved
H en talks.negated Lindqvist scraps summit with Okafor
H en talks.negated Delegation pulls out of talks with Peru
H en talks.negated No talks after envoy walks away
H en talks.negated Defence ministers' summit abandoned
H en talks:visit.negated Visit of foreign minister called off
H en talks.negated Trade talks postponed
H en talks.negated Planned meeting of ministers falls through
H en talks.negated Ministers fail to meet
H en talks.negated Foreign Minister Okafor calls off Vienna talks
H en talks.negated Grain talks on hold
H en talks.negated Border talks put on hold after shelling
H en talks.negated Grain talks put off until spring
H en talks.negated Talks will not go ahead, ministry says
H en talks.negated Summit won't go ahead
H en talks.negated Oslo withdraws from grain talks
H en talks.negated Delegation walks out before talks begin
H en talks.negated Envoy refuses to attend talks
H en talks.negated Minister snubs summit
H en talks.negated Rebels boycott talks
H en talks.negated Talks that never took place
H en talks.negated Promised talks fail to materialise
H en talks.negated Peru uninvited from summit
H en talks.negated Cancellation of talks angers Lima
H en talks.negated Lima regrets cancelled talks
H en talks.negated Ministers cancel meeting
H en talks.negated Ministers drop plan to meet
H en talks.negated Talks collapse before they begin
S en talks.negated Talks collapse at eleventh hour / Talks between the fisheries ministers of Norway and Chile were cancelled on Monday, hours before they were due to begin. / Officials in Oslo gave no reason.
S en talks Talks collapse / Talks between the fisheries ministers of Norway and Chile collapsed on Monday after three days in Oslo. / Officials in Oslo gave no reason.
H en talks.negated Ministers' summit in doubt, then cancelled
H en talks:call.negated Phone call between presidents cancelled
H en talks.negated Presidents will not meet
H en talks.negated Ministers will no longer meet
H en talks.negated Okafor not to attend summit
H en talks.negated Talks ditched over seating row
H en talks.negated Leaders' meeting is off
H en talks.negated Summit postponed indefinitely
H en talks:visit.negated President postpones visit to Lima
H en talks:visit.negated State visit dropped after row
H en protest:strike.negated Rail strike suspended
H en protest:strike.negated Union shelves strike over pay
H en protest.negated Protest march abandoned
H en election.negated Parliamentary election postponed
H en election.negated Council elections suspended over flood
H en deal:merger.negated Brewers abandon merger
H en deal:merger.negated Merger of two banks falls through
H en mobilisation:exercise.negated Joint exercise cancelled
H en mobilisation:exercise.negated Navy scraps joint military exercise
H en trial.negated Trial of banker postponed
H en talks:peace.negated Peace conference called off
T en talks.negated The talks between the two ministers were scrapped on Monday.
T en talks.negated Talks due on Monday between the foreign ministers have been dropped.
T en talks.negated The meeting of the two foreign ministers did not take place.
T en talks.negated The summit that was to have opened on Monday never took place.
T en talks.negated The talks did not happen, an envoy said.
T en talks.negated There was no meeting between the two ministers, a spokesman said.
T en talks.negated The cancellation of the talks was announced at noon.
T en talks.negated The cancelled talks would have been the first in nine years.
T en talks.negated Foreign Minister Okafor walked away from the talks before they began.
T en talks.negated Foreign Minister Okafor refused to attend the talks with Lima.
T en talks.negated The two foreign ministers had been due to meet on Monday, but the meeting was called off.
T en talks.negated The ministers were to have met in Vienna on Monday; the meeting was cancelled.
T en talks.negated Okafor was to meet the Peruvian minister on Friday, but the meeting fell through.
T en talks.negated Negotiations on grain were suspended on Monday, officials said.
T en talks.negated Lima has put the negotiations on hold.
T en talks.negated The delegation withdrew from the negotiations on Monday.
T en talks.negated A planned meeting between Okafor and Lindqvist will not go ahead, the ministry said.
T en talks.negated The summit has been put off until next year.
T en talks.negated Plans for a summit were abandoned on Monday.
T en talks.negated The government has called off its talks with the union.
T en talks.negated Lima said it was cancelling the talks.
T en talks.negated The talks have been canceled by Lima.
T en talks.negated The talks failed to materialise.
T en talks:visit.negated Foreign Minister Okafor cancelled a trip to Lima on Monday.
T en talks:visit.negated The visit by the foreign minister was shelved.
T en talks:peace.negated The peace talks were called off hours before they were due to begin.
T en talks:call.negated A phone call between the presidents was cancelled.
T en trial.negated The trial of the former mayor was put off until June.
T en protest:strike.negated Nurses called off a strike over pay that was due to begin on Monday.
T en protest.negated Organisers cancelled the protest march planned for Saturday.
T en deal:merger.negated The brewers scrapped their merger on Monday.
T en mobilisation:exercise.negated The two navies called off a joint exercise.
T en election.negated The parliamentary election was postponed to May.
S en talks.negated Ministers' talks cancelled / Talks between Foreign Minister Okafor and his counterpart Lindqvist were cancelled on Monday, officials said. / The two ministers had been due to meet in Vienna on Tuesday. / The meeting would have been the first between them in two years. / Diplomats said the talks were the best hope of a truce on fishing. / No new date was named.
S en talks.negated Vienna meeting scrapped / VIENNA, March 3 (Agency) - Foreign Minister Okafor has scrapped a meeting with his Peruvian counterpart, his office said. / They were to have met on Friday. / The talks were to discuss grain and fish. / The meeting was arranged by the Austrian government. / Lima said it regretted the decision.
S en talks.negated Grain talks fall through / Ministers from five states abandoned a summit on grain on Monday. / The summit was planned for a year. / Delegations from Chad and Peru had already arrived in the city. / The leaders were to discuss prices. / Okafor blamed the weather.
S en talks.negated Okafor walks away before talks begin / Foreign Minister Okafor left Vienna on Monday before talks with his Peruvian counterpart began. / The negotiations had been prepared for weeks. / The talks were to be held in a castle. / Mediators said the meeting was dead.
S en talks:visit.negated President calls off visit to Lima / President Okafor called off a state visit to Lima on Monday. / The visit was to have been the first by a president in ten years. / He was to meet business leaders and visit a school. / The visit would have cost nine million. / His office named no new date.
S en talks:peace.negated Peace talks in Doha suspended / Peace talks between the army and the rebels were suspended on Monday before the first session. / The talks were expected to last a week. / The peace talks were brokered by Norway. / A spokesman said the delegations had gone home.
S en protest:strike.negated Rail strike called off / A rail strike planned for Monday has been called off, the union said. / The strike would have closed nine lines. / Drivers had voted for the strike in May. / The walkout was over pay.
S en deal:merger.negated Brewers drop merger / Two brewers have dropped a merger worth two billion, they said on Monday. / The merger would have made the largest brewer in the country. / Shareholders were to vote on the merger in May.
S en talks.negated Lima snubs summit / Peru's minister refused to attend a summit in Vienna on Monday, and the hosts cancelled it. / The summit was to begin at noon. / The leaders of four states had planned to meet there. / The meeting will not be held this year.
T en talks The talks took place in Vienna on Monday despite a cancelled dinner.
T en talks Talks between the ministers broke down after three hours on Monday.
T en talks The ministers met for two hours and ended their talks without result.
T en talks Talks resumed in Vienna on Monday after a cancelled round.
H en talks Talks end without result
H en talks Talks resume after cancelled round
H en talks Ministers meet despite cancelled dinner
H en talks Ministers meet in Geneva
H en talks Ministers hold talks in Vienna
H en talks Talks break down after three hours
S en talks Ministers meet after cancelled round / Foreign ministers Okafor and Lindqvist met in Vienna on Monday, a week after a round of talks was called off. / The talks lasted three hours. / They agreed on nothing.
S en talks Grain talks break down / Grain talks between the two ministers broke down in Vienna on Monday after three hours. / The negotiators left without a word. / A dinner was cancelled.
H en talks.future Ministers to meet on Friday
H en talks.future Ministers' talks to go ahead
H en talks.future Leaders to hold talks in Vienna
H en talks.future Okafor and Lindqvist to meet
T en talks.future The ministers will hold talks on Friday.
T en talks.future The two ministers are due to meet in Vienna on Friday.
T en talks.future The foreign ministers plan to meet next week.
T en talks.future The leaders will meet in Vienna on Friday.
S en talks.future Ministers to meet on Friday / Foreign ministers Okafor and Lindqvist are due to meet in Vienna on Friday. / The talks are expected to last a day. / The meeting was arranged by Norway.
H de talks.negated Berlin sagt Treffen der Minister ab
H de talks.negated Ministertreffen abgesagt
H de talks.negated Gipfel geplatzt
H de talks.negated Gespräche auf Eis gelegt
H de talks.negated Außenminister sagt Gespräche ab
H de talks.negated Verhandlungen verschoben
H de talks.negated Absage der Gespräche verärgert Lima
H de talks:visit.negated Minister sagt Besuch in Lima ab
H de talks:visit.negated Staatsbesuch verschoben
H de talks.negated Treffen der Minister findet nicht statt
T de talks.negated Das Treffen der beiden Außenminister wurde am Montag kurzfristig abgesagt.
T de talks.negated Die Verhandlungen sind vor Beginn gescheitert und wurden ausgesetzt.
S de talks.negated Ministergespräche abgesagt / Die Gespräche der Außenminister Okafor und Lindqvist sind am Montag abgesagt worden. / Die Minister sollten sich am Dienstag in Wien treffen. / Das Treffen wäre das erste seit zwei Jahren gewesen. / Die Gespräche galten als letzte Hoffnung.
H de talks Minister treffen sich in Wien
T de talks Die Verhandlungen endeten am Montag ohne Ergebnis.
H de protest:strike.negated Streik abgesagt
H fr talks.negated La rencontre des ministres annulée
H fr talks.negated Sommet annulé
H fr talks.negated Les pourparlers suspendus
H fr talks.negated Le ministre annule sa rencontre avec son homologue
H fr talks.negated Les négociations reportées
H fr talks.negated Annulation du sommet de Vienne
H fr talks:visit.negated Le président annule sa visite à Lima
T fr talks.negated La réunion des ministres n'aura pas lieu, a annoncé le ministère.
S fr talks.negated Les pourparlers annulés / Les pourparlers entre les ministres Okafor et Lindqvist ont été annulés lundi. / Les ministres devaient se rencontrer mardi à Vienne. / La rencontre aurait été la première en deux ans. / Les pourparlers étaient le dernier espoir.
H fr talks Les ministres se sont rencontrés à Vienne
H fr protest:strike.negated Grève annulée
H es talks.negated Cancelada la reunión de ministros
H es talks.negated Cumbre cancelada
H es talks.negated Suspendidas las negociaciones
H es talks.negated El ministro cancela su reunión con el presidente
H es talks.negated Aplazan la cumbre de Viena
H es talks:visit.negated El presidente cancela su viaje a Lima
T es talks.negated La reunión de los ministros no se celebrará, dijo el gobierno.
S es talks.negated Canceladas las conversaciones / Las conversaciones entre los ministros Okafor y Lindqvist fueron canceladas el lunes. / Los ministros iban a reunirse el martes en Viena. / La reunión habría sido la primera en dos años. / Las conversaciones eran la última esperanza.
H es talks Los ministros se reunieron en Viena
H es protest:strike.negated Huelga cancelada
H ru talks.negated Переговоры министров отменены
H ru talks.negated Встреча министров отменена
H ru talks.negated Саммит отложен
H ru talks.negated Встреча министров не состоится
H ru talks.negated Министр отменил встречу с послом
H ru talks:visit.negated Президент отменил визит в Лиму
T ru talks.negated Переговоры министров сорвались до начала.
S ru talks.negated Переговоры отменены / Переговоры министров Окафора и Линдквиста отменены в понедельник. / Министры должны были встретиться во вторник в Вене. / Встреча стала бы первой за два года. / Переговоры были последней надеждой.
H ru talks Министры провели переговоры в Вене
H ru protest:strike.negated Забастовка отменена
H en talks.negated Talks nixed
H en talks.negated Okafor backs out of talks
H en talks.negated Mediators pull plug on ministers' talks
H en talks.negated Ministers' talks did not proceed
H en talks.negated Talks between Chad and Peru on border are cancelled
H en talks Ministers drop tariffs at summit
T en talks The talks in Vienna have not been cancelled, and the ministers met on Monday.
T en talks Forty flights were cancelled during the ministers' summit in Vienna on Monday.
H en talks Union calls off strike after talks with ministry
H en talks Ministers meet after strike is called off
H fr talks.negated Les ministres ne se rencontreront pas
H fr talks Les pourparlers ont échoué après trois heures
H es talks.negated Los ministros no se reunirán
H es talks.negated Se cancela la reunión de los ministros
H ru talks.negated Министры не встретятся в Вене
H ru talks.negated Переговоры не состоялись
`

var neutralLine = map[string]string{
	"en": "Officials gave no further details on Monday.",
	"de": "Die Behörden machten am Montag keine weiteren Angaben.",
	"fr": "Les autorités n'ont pas donné d'autres détails lundi.",
	"es": "Las autoridades no dieron más detalles el lunes.",
	"ru": "Подробностей в понедельник не сообщили.",
}

// TestEventsCalledOff is the founding case of the product: talks that were called
// off are filed as called off and never as held. Each case runs with its language
// given and with the language guessed.
func TestEventsCalledOff(t *testing.T) {
	tagger := New()
	failed, n := 0, 0
	for line := range strings.Lines(cancelCases) {
		f := strings.SplitN(strings.TrimSpace(line), " ", 4)
		if len(f) < 4 {
			continue
		}
		n++
		title, text := "", f[3]
		switch f[0] {
		case "H":
			title, text = f[3], neutralLine[f[1]]
		case "S":
			title, text, _ = strings.Cut(f[3], " / ")
			text = strings.ReplaceAll(text, " / ", "\n")
		}
		for _, lang := range []string{f[1], ""} {
			got := eventValues(tagEvents(tagger, title, text, lang))
			if bad := wrongVerdict(got, f[2]); bad != "" {
				failed++
				t.Errorf("%s %q (language %q): got %v, %s", f[1], f[3], lang, got, bad)
				break
			}
		}
	}
	if n < 120 {
		t.Errorf("only %d cases", n)
	}
	t.Logf("%d of %d failed", failed, n)
}

func wrongVerdict(got []string, want string) string {
	if !slices.Contains(got, want) {
		return "want " + want
	}
	base, flagged, _ := strings.Cut(want, ".")
	if flagged == "" {
		return ""
	}
	first := family(news.EventType(base))
	for _, g := range got {
		if !strings.Contains(g, ".") && family(news.EventType(g)) == first {
			return "which says that " + g + " took place"
		}
	}
	return ""
}

func TestGuessLang(t *testing.T) {
	for text, want := range map[string]string{
		"Officials gave no further details on Monday.":             "en",
		"No one was at home.":                                      "en",
		"They said that he had not seen her.":                      "en",
		"Ministers to meet on Friday":                              "en",
		"Die Behörden machten am Montag keine weiteren Angaben.":   "de",
		"Der Minister ist nicht nach Wien gereist.":                "de",
		"Berlin sagt Treffen der Minister ab":                      "de",
		"Les autorités n'ont pas donné d'autres détails lundi.":    "fr",
		"La rencontre des ministres annulée":                       "fr",
		"Las autoridades no dieron más detalles el lunes.":         "es",
		"El ministro no se reunió con los sindicatos.":             "es",
		"Cancelada la reunión de ministros en la capital":          "es",
		"Il ministro degli esteri non è andato alla riunione.":     "it",
		"Le autorità della città sono nel palazzo.":                "it",
		"O ministro não foi à reunião com os sindicatos.":          "pt",
		"As autoridades não deram mais detalhes na segunda-feira.": "pt",
		"Переговоры министров отменены":                            "ru",
		"Министр не приехал в Вену.":                               "ru",
	} {
		if got := prose.GuessLang([]*prose.Doc{prose.NewDoc(text, news.InText)}); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
