package event

import (
	"slices"
	"strings"
	"testing"

	"dateline/search/news"
)

// flagCases are sentences of our own, one a line: the value the event must get, then
// the sentence. People and firms are invented. The rules were made with these in
// sight; flagCasesBlind is the honest measure.
const flagCases = `
talks:visit.negated Okafor's Vienna trip is off
talks Talks suspended after two days
protest:strike.negated Dockers' union calls off the strike
talks.negated The minister denied having met the envoy.
talks.negated The government ruled out talks with the rebels.
talks.negated It was the summit that never was.
talks.negated The negotiations were put on hold on Tuesday.
deal:merger.negated The merger of the two brewers has been scrapped.
talks.negated Peru pulled out of the talks in Geneva.
talks.negated The two leaders had been due to meet in Oslo on Monday.
talks.negated The planned meeting between the ministers will not go ahead.
talks.negated Delegates never sat down for the talks, which were cancelled an hour before.
talks.negated A meeting with the mediators failed to take place.
talks:visit.negated The president has postponed her visit to Ghana.
talks:visit.negated Premier Lindqvist shelved a trip to Kenya.
election.negated The electoral commission postponed the election.
election.negated The vote was put off: no election will be held this year.
protest.negated Organisers cancelled the march against the tax.
protest.negated The demonstration was called off after a meeting with the mayor.
protest:strike.negated A rail strike was averted at midnight.
protest:strike.negated Nurses suspended a strike planned for Friday.
agreement.negated The two sides failed to reach an agreement on fishing.
agreement:ceasefire.negated The rebels rejected a ceasefire.
agreement:treaty.negated The senate refused to ratify the treaty.
deal.negated The airline denied having signed a contract with the firm.
deal:merger.negated The bank walked away from the takeover.
attack:bombing.negated Police foiled a bombing at the station.
attack.negated The army denied attacking the village.
attack:abduction.negated The firm denied that its engineer had been kidnapped.
coup.negated The general denied reports of a coup.
coercion:arrest.negated Police denied arresting the editor.
coercion:arrest.negated The former minister was not arrested, his lawyer said.
resignation.negated The finance minister will not resign.
resignation.negated The judge refused to step down.
resignation.negated Lindqvist ruled out resigning over the affair.
sanctions.negated The council lifted the sanctions on Peru.
sanctions.negated The ministers did not impose sanctions.
legislation.negated Parliament did not pass the budget.
legislation.negated Lawmakers voted down the bill.
trial.negated The trial of the banker was postponed.
trial:charge.negated Prosecutors dropped the charges against the mayor.
trial:verdict.negated The conviction was quashed on appeal.
release.negated The rebels did not release the hostages.
withdrawal.negated The army has not withdrawn its troops from the valley.
mobilisation.negated Chad denied deploying troops along the border.
mobilisation:exercise.negated The navy called off the military exercise.
aid.negated The donors withheld aid from the government.
death.negated The singer's family denied reports of her death.
disaster:earthquake.negated There was no earthquake, the institute said.
accident.negated A stampede was averted when the gates were opened.
coercion:curfew.negated The governor lifted the curfew.
coercion:deportation.negated A judge halted the deportation of the family.
investigation.negated The prosecutor dropped the investigation into the fund.
appointment.negated The senate blocked the appointment of the judge.
talks.negated No talks were held at the weekend.
talks.negated The envoys left without holding talks.
talks.negated Neither side turned up and the meeting was abandoned.
protest.negated There were no protests in the capital on Sunday.
fighting.negated Both armies denied that fighting had broken out.
talks:call.negated The phone call between the presidents was cancelled.
talks.future Ministers will meet on Friday in Lisbon.
talks.future Okafor to meet union leaders
talks.future Talks are scheduled for next week.
talks.future The presidents are due to hold talks in Doha on Sunday.
talks:visit.future The foreign minister will visit Chile next month.
talks:visit.future President Okafor is to visit Peru in May.
talks.future The two governments agreed to resume negotiations in March.
election.future The country will hold a presidential election on 9 May.
election.future Parliament set the date of the general election.
election:referendum.future A referendum is planned for the autumn.
protest.future Teachers plan to march through the capital on Saturday.
protest:strike.future Pilots will strike on Monday over pay.
protest:strike.future The union announced a strike for next Thursday.
agreement.future The ministers will sign an agreement on water on Monday.
agreement:treaty.future The treaty is to be signed in Vienna.
sanctions.future The council will impose sanctions on nine banks.
withdrawal.future The army will withdraw its troops from the island by June.
release.future The militia said it would release ten prisoners on Sunday.
trial.future The former mayor goes on trial next week.
trial:verdict.future A verdict is expected on Tuesday.
appointment.future The board will appoint a new chief executive in March.
resignation.future The minister announced that he would resign in June.
deal:merger.future The two banks plan a merger.
deal:bankruptcy.future The firm will close its factory in the spring.
legislation.future Lawmakers will vote on the bill tomorrow and are expected to pass it.
mobilisation.future Zambia will send troops to the border.
mobilisation:exercise.future The fleets will begin a naval exercise on Monday.
coercion:deportation.future The state plans to deport the family next week.
aid:humanitarian.future The agency will deliver food aid on Wednesday.
coercion:curfew.future A curfew will be imposed at sunset.
cooperation.future The two police forces will launch a joint operation next year.
investigation.future The prosecutor will open an investigation.
talks:peace.future Peace talks are set to begin in Nairobi on Tuesday.
talks.future The envoy is preparing for a summit with the king.
protest.future A rally is expected outside the court today.
talks.hypothetical The premier would meet the rebels if they laid down their guns.
talks.hypothetical The two sides could hold talks soon, a diplomat hinted.
talks.hypothetical The bishop called for talks between the tribes.
talks:visit.hypothetical The king may visit Malta.
protest:strike.hypothetical Bakers threatened to strike over wages.
protest:strike.hypothetical The union warned that a strike was possible.
protest.hypothetical Police fear protests after the verdict.
attack.hypothetical The minister warned that rebels could attack the dam.
attack.hypothetical Officials warned of a possible attack on the port.
attack:bombing.hypothetical The caller threatened to bomb the hotel.
attack:killing.hypothetical The gang threatened to kill the judge.
attack:abduction.hypothetical Embassies warn that tourists might be kidnapped.
sanctions.hypothetical The union threatened to impose sanctions on the firm.
sanctions.hypothetical If the army stays, the council would impose sanctions.
election.hypothetical The opposition demanded early elections.
election.hypothetical Lindqvist may call a snap election.
resignation.hypothetical The party urged the minister to resign.
resignation.hypothetical Okafor threatened to resign.
agreement.hypothetical The envoy hopes for an agreement.
agreement:ceasefire.hypothetical The pope appealed for a ceasefire.
coup.hypothetical Diplomats fear a coup.
disaster:flood.hypothetical Forecasters warned that floods could follow.
disaster:epidemic.hypothetical Doctors fear an epidemic in the camps.
deal:merger.hypothetical The brewer is considering a merger.
deal:bankruptcy.hypothetical The airline could file for bankruptcy.
withdrawal.hypothetical The senate demanded that the army withdraw its troops.
release.hypothetical The families urged the rebels to release the hostages.
coercion:arrest.hypothetical The general could be arrested if he returns.
trial.hypothetical The banker could stand trial.
investigation.hypothetical Deputies called for an investigation.
mobilisation.hypothetical Chad considered sending troops to the lake.
legislation.hypothetical If parliament passed the bill, schools would close.
sanctions:relations.hypothetical Oslo threatened to break off relations.
accident:industrial.hypothetical Engineers feared a gas explosion.
attack:massacre.historical The massacre took place forty years ago.
fighting.historical The two countries went to war in 1962, a war that lasted a month.
disaster:earthquake.historical The city was rebuilt after the earthquake of 1908.
coup.historical The coup of 1973 divided the family.
attack:killing.historical The poet was murdered in 1936.
protest.historical Villagers marked the anniversary of the protests.
agreement:treaty.historical The treaty was signed in 1979.
election:result.historical He won the presidency in 1998.
accident:transport.historical The train crash happened decades ago.
disaster:fire.historical The theatre burned in the great fire of 1871.
coercion:arrest.historical As a student he was arrested in 1968.
attack:bombing.historical The bombing of the hotel in 1982 killed nine.
talks Ministers met in Lisbon on Friday.
talks The talks, which had been put off twice, took place on Monday.
talks:visit Foreign Minister Okafor visited Chile on Monday.
talks The two presidents held talks in Doha and agreed to meet again.
protest:strike Pilots went on strike on Monday over pay.
protest Teachers marched through the capital on Saturday.
agreement The ministers signed an agreement on water.
sanctions The council imposed sanctions on nine banks.
withdrawal The army withdrew its troops from the island.
release The militia released ten prisoners on Sunday.
trial:verdict The court sentenced the banker to six years in prison.
resignation The minister resigned on Tuesday.
attack:bombing A bomb went off outside the embassy.
attack:abduction Gunmen kidnapped two engineers near the mine.
coercion:arrest Police arrested the editor at the airport.
election Voters went to the polls in a general election on Sunday.
deal:merger The brewer bought its rival in a takeover.
disaster:flood Floods swept away forty houses.
legislation Parliament passed the budget after a long night.
investigation Prosecutors opened an investigation into the fund.
attack He denied involvement in the attack on the port.
talks The meeting ended without a statement.
talks.negated The foreign secretary snubbed a meeting with her Brazilian counterpart.
talks.negated Hopes of a summit faded and the leaders flew home without meeting.
talks.negated The Kremlin insisted that no talks with Tallinn had been arranged.
talks.negated Organisers pulled the plug on the climate summit days before its opening.
talks:visit.negated Bad weather forced Premier Adeyemi to abandon his visit to Malawi.
protest:strike.negated Bus drivers shelved their strike after a late offer.
protest:strike.negated Tube workers will not strike after all.
protest.negated Police banned the rally, and nobody demonstrated.
election.negated The court annulled the presidential election.
election:referendum.negated There will be no referendum, the premier said.
agreement.negated Negotiators went home without an agreement.
agreement:ceasefire.negated The truce never took hold.
deal:merger.negated Regulators blocked the takeover of the airline.
resignation.negated The bishop has no intention of resigning.
coercion:arrest.negated No arrests have been made.
attack:bombing.negated Sappers defused the bomb under the bridge.
coup.negated A coup was foiled at dawn, the general said.
trial.negated The judge adjourned the trial of the former mayor indefinitely.
sanctions.negated Brussels dropped its sanctions against the shipping firm.
legislation.negated The upper house threw out the bill.
release.negated The captors reneged on a promise and did not free the hostages.
investigation.negated Prosecutors closed the inquiry without charges.
mobilisation.negated Kenya ruled out sending troops to the island.
attack:abduction.negated The tourists had not been kidnapped; they were lost.
talks.future The two chancellors meet on Thursday to discuss the tunnel.
talks.future A fresh round of negotiations opens in Muscat next week.
talks:visit.future The Japanese premier heads to Peru in June for a state visit.
protest:strike.future Train crews have voted to walk out on 3 May.
protest.future Students intend to demonstrate outside the ministry tomorrow.
election.future Voters go to the polls on Sunday.
agreement:treaty.future Both parliaments are expected to ratify the treaty by Christmas.
trial.future The trial of the two bankers opens in October.
trial:verdict.future The judge will sentence the driver on Friday.
withdrawal.future The last peacekeepers are to leave by December and the rest of the troops will withdraw earlier.
deal:merger.future The dairy said it would buy its smaller rival.
resignation.future The coach will step down at the end of the season.
coercion:deportation.future The group is to be deported on Monday.
legislation.future The assembly is due to pass the budget on Thursday.
aid:humanitarian.future A convoy will bring food aid to the valley tomorrow.
appointment.future A new governor will be sworn in on Tuesday.
talks.hypothetical A neutral country might host talks, the envoy suggested.
talks:peace.hypothetical The archbishop urged both sides to begin peace talks.
protest:strike.hypothetical Unless pay rises, teachers will go on strike.
protest.hypothetical The mayor worries that a demonstration could turn ugly.
attack:bombing.hypothetical A letter threatened to blow up the bridge.
attack.hypothetical Intelligence officers fear an attack on the pipeline.
sanctions.hypothetical Lawmakers want sanctions against the mining company.
resignation.hypothetical Deputies demanded that the speaker step down.
election.hypothetical If the coalition collapses, an early election would follow.
withdrawal.hypothetical The senator wants the army to withdraw its troops.
disaster:flood.hypothetical Heavy rain may cause flooding in the delta.
deal:merger.hypothetical The retailer is weighing a merger with its rival.
coercion:arrest.hypothetical He risks being arrested if he goes home.
coup.hypothetical Rumours of a coup swept the capital.
release.hypothetical Relatives begged the gunmen to free the hostages.
attack:massacre.historical Survivors remembered the massacre of 1971.
coup.historical The general who led the coup in 1980 has died.
attack:killing.historical Her grandfather was murdered during the civil war seventy years ago.
disaster:flood.historical The flood of 1953 drowned the village.
agreement:treaty.historical Under a treaty signed in 1921, the river is shared.
talks The ministers finally met on Sunday after three postponements.
talks Talks broke up after six hours on Tuesday.
protest:strike Cleaners walked out on Monday in a dispute over wages.
protest Thousands of people protested against the dam.
election Voters elected a new parliament on Sunday.
coercion:arrest Officers detained the banker at his flat.
agreement:treaty The two foreign ministers signed a treaty on the river.
attack:bombing Two people were hurt when a bomb exploded in a cafe.
deal:merger The insurer completed its takeover of the broker.
legislation Senators approved the bill by two votes.
talks.negated The energy ministers have scrubbed Wednesday's meeting from their calendars.
talks.negated Talks planned for Monday have been dropped after the shelling.
talks.negated The rebel delegation stayed at its hotel and the negotiations did not start.
talks.negated No date was found and the summit fell by the wayside.
talks.negated The chancellor refused to meet the strikers.
talks:visit.negated Sheikh Omar will not travel to Paris for the state visit.
talks:call.negated The two presidents did not speak by phone.
protest:strike.negated Ferry crews withdrew their strike notice and there was no strike.
protest:strike.negated The refinery strike has been called off, both sides said.
protest.negated A march through the old town was cancelled because of the heat.
protest:boycott.negated The opposition abandoned its boycott of parliament.
election.negated The by-election has been delayed indefinitely.
agreement.negated The two mayors left without signing the agreement.
agreement:treaty.negated Norway has not ratified the treaty.
deal.negated The contract was never signed, the shipyard admitted.
deal:bankruptcy.negated The steel mill avoided bankruptcy.
resignation.negated The commissioner dismissed calls to resign.
appointment.negated The king declined to appoint a prime minister.
coercion:arrest.negated Nobody was arrested, the sheriff said.
attack.negated Guards prevented an attack on the reservoir.
attack:killing.negated The mayor survived an assassination attempt.
death.negated The reports of the actor's death were false.
trial:charge.negated The striker will not be charged.
trial:verdict.negated The appeal court overturned the verdict.
sanctions.negated The United States waived sanctions on the pipeline.
legislation.negated The president vetoed the bill.
withdrawal.negated The generals cancelled the withdrawal of troops.
disaster:epidemic.negated There is no outbreak of cholera, the ministry insisted.
talks.future Trade envoys from both states are to hold talks in Rabat later this month.
talks.future Mediators have invited both sides to talks next Tuesday.
talks:visit.future The pope will travel to Iraq in March, his first visit there.
protest:strike.future Junior doctors are planning a three-day strike in August.
protest.future Thousands are expected to demonstrate in Lima at the weekend.
election.future The islands vote in a general election next spring.
election:referendum.future The government has set a referendum for 12 June.
agreement.future The leaders are poised to sign an agreement on gas.
trial.future Three officers are due to stand trial in September.
trial:verdict.future The jury is expected to deliver its verdict this week.
resignation.future The chairman said he would be stepping down in the autumn.
legislation.future The senate is set to approve the law on Monday.
mobilisation.future Paris is preparing to send two thousand troops to the region.
sanctions.future New sanctions will take effect on 1 March.
release.future Four prisoners are to be released at dawn.
deal:merger.future The takeover will be completed by the summer.
talks.hypothetical The union proposed talks with the port authority.
talks.hypothetical A meeting between the two kings is possible, aides said.
talks:visit.hypothetical The premier could visit the flooded towns.
protest:strike.hypothetical If wages are cut, miners would strike.
protest.hypothetical Clerics called for protests after Friday prayers.
attack:airstrike.hypothetical The admiral warned of missile strikes if the blockade went on.
attack:bombing.hypothetical Two men were suspected of plotting to blow up the stadium.
coup.hypothetical Some colonels may be planning a coup.
resignation.hypothetical The editor should resign, readers said.
election.hypothetical Protesters want an early election.
sanctions.hypothetical The bloc is considering sanctions on the banks.
agreement:ceasefire.hypothetical Doctors pleaded for a ceasefire.
legislation.hypothetical The bill, if passed by parliament, would close two ports.
disaster:drought.hypothetical Farmers fear a drought.
attack:bombing.historical The station was rebuilt after the bombing of 1944.
agreement:treaty.historical The border goes back to a treaty signed a century ago.
election:result.historical In 1986 her father won the election.
trial:verdict.historical He was convicted of fraud in 1991.
talks The defence ministers held talks in Riga on Tuesday.
protest:strike Postal workers began a strike on Monday.
protest Hundreds marched against the mine.
coercion:arrest Border guards arrested two smugglers.
resignation The sports minister stepped down on Friday.
attack:shooting A gunman shot dead three people in a bar.
trial:charge Prosecutors charged the banker with fraud.
disaster:earthquake A strong earthquake shook the valley.
`

// flagVerdict says what is wrong with the values of a sentence, "" for nothing:
// the wanted one is missing, or another of its first level has another flag.
func flagVerdict(got []string, want string) string {
	if !slices.Contains(got, want) {
		return "missing"
	}
	typ, flags, _ := strings.Cut(want, ".")
	for _, g := range got {
		t, f, _ := strings.Cut(g, ".")
		if f != flags && family(news.EventType(t)) == family(news.EventType(typ)) {
			return "also " + g
		}
	}
	return ""
}

// flagShare tags each case and gives the share that is exactly right.
func flagShare(t *testing.T, cases string) float64 {
	tagger := New()
	right, n := 0, 0
	for line := range strings.Lines(cases) {
		want, text, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok {
			continue
		}
		n++
		got := eventValues(tagEvents(tagger, "", text, "en"))
		if bad := flagVerdict(got, want); bad != "" {
			t.Logf("%q: got %v, want %s: %s", text, got, want, bad)
			continue
		}
		right++
	}
	t.Logf("%d of %d right", right, n)
	return float64(right) / float64(n)
}

// devShare leaves room for a rule that costs a sentence and mends three; the bar is .85.
const devShare = 0.97

// TestEventFlags holds the share of sentences whose event and flag are exact.
func TestEventFlags(t *testing.T) {
	if got := flagShare(t, flagCases); got < devShare {
		t.Errorf("development sentences: %.3f exact, want at least %.3f", got, devShare)
	}
}
