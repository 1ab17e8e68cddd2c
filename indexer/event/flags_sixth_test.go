package event

import "testing"

// flagCasesSixth were written after 40 articles were read at random, before any
// rule was looked at: long sentences, clauses between, and what did take place.
const flagCasesSixth = `
talks Despite weeks of threats, the two ministers sat down for talks in Tallinn on Tuesday.
talks.negated Talks that had been set for Friday will not go ahead, the spokeswoman said.
talks.negated The president walked away from negotiations before they had even begun.
talks.hypothetical If the shelling stops, the delegations could resume talks as soon as next week.
talks.future Ministers from six countries will gather in Riga on Monday for talks on grain.
talks.historical Talks in 1998 between the two sides led nowhere.
talks:visit The foreign minister arrived in Windhoek on Sunday for a three-day visit.
talks:visit.negated The planned state visit has been put on hold indefinitely.
talks:call The two leaders spoke by telephone late on Wednesday.
agreement Negotiators signed an agreement on fishing rights early on Saturday.
agreement.negated No agreement was reached on the price of gas.
agreement.negated The parties failed to strike an agreement before the deadline.
agreement.hypothetical An agreement is within reach, the mediator said.
agreement:ceasefire.hypothetical Without a ceasefire, aid convoys cannot move, the charity said.
agreement:ceasefire The ceasefire came into effect at midnight and was holding on Thursday.
agreement:treaty.future The three states are expected to sign the treaty in Lomé in October.
agreement:treaty.negated The senate refused to ratify the treaty.
aid:humanitarian.negated Aid convoys were turned back at the border.
aid:military Washington sent another shipment of artillery shells to Kyiv on Friday.
aid:military.negated The government has ruled out sending weapons to the rebels.
aid.hypothetical Lawmakers are considering whether to grant aid to the flooded province.
release The four fishermen were freed on Monday after nine months in captivity.
release.negated A judge denied bail and the editor was not released.
release.future The last of the prisoners are to be freed within days.
withdrawal The last foreign troops pulled out of the northern base on Wednesday.
withdrawal.future Soldiers will begin withdrawing from the valley next month.
withdrawal.hypothetical Protesters called on the army to withdraw from the city.
sanctions The council imposed sanctions on two shipping companies.
sanctions.negated The bloc stopped short of imposing sanctions.
sanctions.negated The treasury lifted sanctions on the bank.
sanctions.hypothetical The company could face sanctions if it breaks the rules again.
sanctions:expulsion Warsaw expelled three diplomats on Thursday.
sanctions:expulsion.hypothetical Moscow threatened to expel the ambassador in response.
mobilisation The interior ministry deployed 2,000 police officers to the capital.
mobilisation.negated The prime minister has no plans to deploy troops abroad, her office said.
mobilisation.future Another 500 soldiers will be deployed along the frontier from Monday.
mobilisation:exercise.negated The joint naval exercise was called off because of a storm.
coercion:arrest Police arrested eleven people after the match.
coercion:arrest.negated Nobody has been arrested in connection with the theft.
coercion:arrest.negated The police chief denied that any journalist had been detained.
coercion:arrest.hypothetical Opposition leaders fear they may be arrested on their return.
coercion:curfew.negated The governor lifted the curfew on Sunday.
coercion:curfew.hypothetical The mayor is weighing a night-time curfew.
coercion:censorship.hypothetical The bill would ban newspapers from naming suspects.
cyberattack.negated There was no cyberattack, the grid operator said: a squirrel had cut the line.
cyberattack Hackers shut down the hospital's computers on Monday.
attack.negated A planned attack on a synagogue was prevented, prosecutors said.
attack.historical Twenty years ago gunmen attacked the village and burnt it down.
attack:bombing A car bomb exploded outside the courthouse, killing three people.
attack:bombing.historical The 1985 bombing of the ferry is still unsolved.
attack:bombing.hypothetical The caller warned that a bomb would explode in the station.
attack:shooting.negated Officers did not open fire, the commander insisted.
attack:shooting A gunman opened fire in a shopping centre in Malmö on Friday, wounding four.
attack:airstrike.negated The air force denied carrying out an air strike on the camp.
attack:airstrike Warplanes bombed a fuel depot near the port before dawn.
attack:drone.negated The drone was shot down before it reached the refinery.
attack:abduction.negated The engineer had not been kidnapped but had left the country, police said.
attack:abduction Gunmen abducted five nuns on the road to Kaduna.
attack:killing.negated An attempt to kill the governor failed when the gun jammed.
attack:killing.historical His grandfather was assassinated in 1963.
attack:arson Arsonists set fire to two mosques overnight.
attack:massacre.negated The general denied that there had been a massacre.
attack:police Police fired tear gas to break up the crowd.
attack:police.negated Riot police held back and did not use tear gas.
robbery Thieves stole a Flemish painting from the town hall.
robbery.negated Two men tried to rob the jeweller's but fled empty-handed.
fighting Fighting broke out on Sunday between two rival militias.
fighting.negated There has been no fighting along the river since March.
fighting.hypothetical Diplomats fear that fighting could spread to the coast.
coup.negated The army denied that it was planning a coup.
coup.hypothetical Rumours of a coup have swept the barracks.
coup Soldiers seized power in the early hours of Saturday.
election.negated The presidential election has been put off until December.
election.future Voters go to the polls on 12 March.
election.historical Only a third of voters turned out in the 2009 election.
election:referendum.hypothetical The island may hold a referendum on independence.
election:referendum.negated The prime minister ruled out a second referendum.
election:result The ruling party won 61 of the 120 seats.
appointment The board named Ines Duarte as chief executive on Monday.
appointment.negated Parliament rejected the nominee for central bank governor.
appointment.future A new ombudsman will be appointed next week.
appointment.hypothetical She is tipped to become finance minister.
resignation The health minister stepped down on Friday over the contracts.
resignation.negated The coach said he would not quit.
resignation.hypothetical Calls grew for the police chief to step down.
resignation.negated The chancellor brushed aside calls to resign.
legislation Parliament passed the land bill by 212 votes to 160.
legislation.negated The land bill failed to pass.
legislation.negated The president vetoed the media law.
legislation.hypothetical The bill, if passed, would raise the retirement age to 67.
trial.negated The trial collapsed after the main witness vanished.
trial.future He is due to stand trial in September.
trial:charge Prosecutors charged the broker with fraud.
trial:charge.negated The officer will not face charges.
trial:charge.hypothetical Prosecutors are considering whether to charge the broker.
trial:verdict A court sentenced the former mayor to six years in prison.
trial:verdict.future The verdict is expected on Thursday.
trial:verdict.negated The jury failed to reach a verdict.
trial:verdict.hypothetical If convicted, she faces up to ten years in prison.
deal The airline signed a contract for 30 planes with the manufacturer.
deal.negated The airline scrapped an order for 30 planes.
deal:merger.hypothetical The brewer is in early discussions about a possible takeover of its rival.
deal:merger.negated Regulators blocked the takeover of the chain.
deal:bankruptcy The chain filed for bankruptcy on Tuesday.
deal:bankruptcy.negated The shipyard narrowly escaped bankruptcy.
deal:bankruptcy.hypothetical The carmaker may have to close the plant.
protest Thousands marched through the capital on Saturday against the dam.
protest.negated Organisers called off Saturday's march after the floods.
protest.future A rally against the dam is planned for Sunday.
protest:strike.negated The rail strike was averted at the last minute.
protest:strike Dockers walked off the job on Monday.
protest:strike.negated Nurses voted against strike action.
protest:riot.negated Fears of a riot came to nothing.
protest:hunger.negated The jailed activist ended her hunger strike on Friday.
protest:boycott.hypothetical Fans are threatening to boycott the derby.
protest:blockade.negated Farmers lifted their blockade of the motorway.
investigation The watchdog opened an investigation into the payments.
investigation.negated The prosecutor declined to open an investigation.
investigation.hypothetical Relatives demanded an inquiry into the sinking.
disaster:earthquake A magnitude 6.1 earthquake struck the coast on Sunday.
disaster:flood.hypothetical Forecasters warned of floods if the rain continues.
disaster:storm.future A typhoon is expected to make landfall on Thursday.
disaster:fire.negated Firefighters prevented the blaze from reaching the chapel, and no homes burned.
disaster:epidemic.negated Officials declared the cholera outbreak over.
disaster:drought.historical The famine of 1974 killed a tenth of the district.
accident:transport A bus plunged into a ravine, killing 14 passengers.
accident:industrial.negated An explosion at the plant was narrowly avoided.
death The poet died on Tuesday at the age of 91.
death.negated The family denied rumours that the singer had died.
`

// sixthShare is what holds now. First measured, 102 of 129 were right (.791).
const sixthShare = 0.89

// TestEventFlagsSixth keeps what the sixth set reached.
func TestEventFlagsSixth(t *testing.T) {
	if got := flagShare(t, flagCasesSixth); got < sixthShare {
		t.Errorf("sixth set: %.3f exact, want at least %.3f", got, sixthShare)
	}
}
