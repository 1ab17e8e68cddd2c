package event

import "testing"

// flagCasesBlind were written when the rules were done, and no rule was changed for
// them. They are the third such set: the first was right in .771 and the second in
// .800, after which each joined flagCases.
const flagCasesBlind = `
talks.negated The premier cancelled Tuesday's meeting with the mediators.
talks.negated Russia and Ghana will hold no further talks this year.
talks.negated The trade talks collapsed before they began.
talks.negated Okafor said he had never met the financier.
talks.negated The finance chiefs' summit was postponed for a third time.
talks:visit.negated The queen's trip to Cyprus has been cancelled.
talks:peace.negated The rebels boycotted the peace talks.
protest:strike.negated Airport staff dropped plans for a strike.
protest:strike.negated A tram strike due to start on Monday was called off.
protest.negated The planned rally in the capital did not take place.
protest.negated Fearing rain, the union put off its protest.
election.negated The regional election has been suspended.
agreement.negated The four states could not agree on quotas and no agreement was reached.
agreement:ceasefire.negated Neither army respected the ceasefire, which collapsed within hours.
deal:merger.negated The toy makers called off their merger.
deal.negated The ministry tore up the contract with the builder.
resignation.negated The chancellor insists she is not resigning.
coercion:arrest.negated The singer denied that he had been arrested.
attack:killing.negated The suspect denies murdering the clerk.
attack:bombing.negated A car bomb failed to explode outside the court.
trial.negated The trial of the general never began.
trial:charge.negated The prosecutor withdrew the charges.
sanctions.negated The council voted against sanctions.
release.negated The kidnappers refused to release the girl and the other hostages.
mobilisation.negated The general decided against deploying troops.
investigation.negated There was no investigation into the leak.
coercion:curfew.negated The curfew was lifted on Sunday.
disaster:fire.negated A forest fire was averted by quick neighbours.
talks.future The king and the premier are going to meet in Tunis.
talks.future Preparations for the summit began on Monday.
talks:call.future The two leaders will speak by phone on Sunday.
protest:strike.future Steel workers have announced a strike from Friday.
protest.future Farmers say they will block roads and march on the capital next week; the march starts on Tuesday.
election.future An early election has been called for 8 November.
agreement.future The companies are close to signing and will reach an agreement within days.
trial.future Her trial is scheduled to open in Berne on 12 May.
resignation.future The archbishop is to resign in January.
appointment.future Parliament will appoint three judges on Thursday.
withdrawal.future Two battalions are to be pulled out as the army withdraws its forces next month.
sanctions.future Washington plans sanctions on two ports.
aid.future The bank will approve a loan for the government in April.
legislation.future The cabinet will adopt the law next week.
deal:bankruptcy.future The chain will file for bankruptcy on Monday.
talks.hypothetical Both sides should meet the mediators without conditions.
talks.hypothetical There may be a summit in the spring, a spokesman said.
protest:strike.hypothetical Firefighters are considering a strike.
protest:boycott.hypothetical Clubs threatened a boycott of the cup.
attack.hypothetical The embassy warned citizens of attacks on hotels.
attack:abduction.hypothetical Pirates might hijack the tanker.
coup.hypothetical If the army staged a coup, nobody would resist.
resignation.hypothetical Calls for the governor to resign grew louder.
election.hypothetical The crisis could lead to a general election.
sanctions.hypothetical Deputies urged the government to impose sanctions.
release.hypothetical The bishop appealed to the rebels to release the nuns and the other hostages.
deal:merger.hypothetical Analysts see a possible merger of the two papers.
disaster:storm.hypothetical A typhoon could hit the coast, forecasters said.
legislation.hypothetical Campaigners want parliament to pass the bill.
coercion:deportation.hypothetical She faces the risk of deportation and could be deported.
fighting.historical The fort was shelled in the war of 1812.
attack:killing.historical The archduke was assassinated in 1914.
protest:strike.historical The museum tells of the miners' strike of 1926.
election.historical In the election of 1950 women voted for the first time.
talks Delegations from nine states met in Accra on Monday for talks on cocoa.
talks:visit President Lindqvist arrived in Santiago for a state visit.
protest:strike Thousands of nurses walked off the job on Tuesday.
coercion:arrest The coastguard detained eleven fishermen.
attack:arson Masked youths set fire to two police cars.
deal The airline signed a contract for forty aircraft worth nine billion.
appointment The president appointed a new central bank governor.
death The novelist died in hospital at the age of ninety.
`

// blindShare is what the rules reached when the blind sentences were first read.
const blindShare = 0.92

// TestEventFlagsBlind keeps the blind share from falling.
func TestEventFlagsBlind(t *testing.T) {
	if got := flagShare(t, flagCasesBlind); got < blindShare {
		t.Errorf("blind sentences: %.3f exact, want at least %.3f", got, blindShare)
	}
}
