package event

import "testing"

// flagCasesFourth were written before the rules were read, and rules were then
// mended for the kinds of error they showed.
const flagCasesFourth = `
talks.negated Leaders scrap summit over border row
talks.negated The two sides stopped short of holding direct talks.
talks.negated Brussels ruled out further negotiations with the firm before spring.
talks.negated The foreign ministers have yet to meet.
talks.negated A meeting of the defence chiefs was shelved after the border incident.
talks.future No date has been set for the talks.
talks.future The envoys are due to meet in Muscat on Sunday.
talks.hypothetical The president said he would meet his rival only if the guns fell silent.
talks:visit.negated The prince pulled out of his visit to Kenya at the last minute.
talks:visit.future Prime minister to visit Oslo next month
talks:peace.hypothetical Peace talks could resume by winter, the mediator suggested.
protest:strike.negated Bus drivers shelve strike after late pay offer
protest:strike.negated A walkout by baggage handlers was averted in the final hour of bargaining.
protest:strike.future Nurses vote to strike in March
protest:strike.hypothetical Teachers threatened to strike unless class sizes are cut.
protest:strike.hypothetical Rail workers will walk out unless the company reopens talks, the union said.
protest:strike.future Dockers are set to go on strike from midnight on Friday.
protest.negated Organisers have abandoned plans for a march through the old town.
protest.future Farmers vowed to protest outside parliament on Wednesday.
protest.historical Hundreds marked the anniversary of the 1968 student protests.
attack:bombing.negated Police foil plot to bomb rail station
attack:bombing.negated Officers said they had foiled a plot to blow up the embassy.
attack:bombing.negated A bomb planted under the minister's car was defused by army experts.
attack:bombing.historical A plaque recalls the bombing of the tavern in 1974.
attack:killing.negated The farmer denied that he had killed his neighbour.
attack:killing.hypothetical The gang threatened to kill the witness.
attack:airstrike.negated The air force denied that it had bombed the hospital.
attack:airstrike.hypothetical Washington has not ruled out air strikes on the island.
attack.negated Troops prevented an attack on the dam, the ministry said.
coup.negated The army foiled an attempted coup, state radio said.
coup.negated The general insisted that no coup had taken place.
coup.historical The colonel seized power in a coup thirty years ago.
election.future Voters go to the polls in a parliamentary election next Sunday.
election.negated Electoral board puts off presidential vote
election.negated The local elections have been pushed back to an unknown date.
election.hypothetical An early election might be called if the coalition splits.
sanctions.negated The council stopped short of imposing sanctions.
sanctions.negated The bloc decided against new sanctions on the bank.
sanctions.hypothetical Ministers are weighing sanctions against the mine's owners.
sanctions.future The treasury is set to impose sanctions on six shipping firms.
agreement.negated The parties failed once more to sign an agreement on water.
agreement:ceasefire.negated Both armies have yet to agree to a ceasefire.
agreement:ceasefire.negated The rebels would have accepted a ceasefire, their spokesman said.
agreement:treaty.negated The senate refused to ratify the treaty.
agreement:treaty.future The two presidents are expected to sign a border treaty in June.
deal:merger.negated Airlines walk away from merger
deal:merger.negated Regulators blocked the takeover of the dairy group.
deal.future The shipyard is close to signing a contract with the navy.
resignation.negated Finance minister rules out resigning
resignation.hypothetical Calls grew for the minister to resign.
resignation.future The governor said she would step down at the end of the year.
appointment.future The board will appoint a new chief executive in the autumn.
trial.future The mayor is due to stand trial in September.
trial:charge.negated No charges will be brought against the officer.
trial:verdict.negated The court overturned the conviction of the banker.
release.negated The pilots have yet to be released.
release.hypothetical The kidnappers offered to free the engineer in return for money.
legislation.negated Senators killed the bill on river dams.
legislation.negated The housing bill failed to pass by two votes.
legislation.future Lawmakers will vote on the bill on Thursday.
aid.negated The lender halted aid to the flooded province.
aid:humanitarian.future The union pledged to send food aid to the islands.
coercion:arrest.negated The police denied having arrested the editor.
coercion:deportation.negated A judge halted the deportation of the family.
coercion:curfew.negated The curfew was lifted at dawn.
disaster:earthquake.historical Survivors gathered for the anniversary of the earthquake of 1985.
fighting.historical The bridge was destroyed in the fighting of the Second World War.
withdrawal.negated The generals refused to withdraw from the valley.
withdrawal.future The mission is to pull out its troops by December.
accident:transport.negated A collision between two passenger jets was narrowly averted.
`

// fourthShare is what holds now. First measured, 47 of 70 were right (.671); three
// labels were then found wrong against the taxonomy and mended.
const fourthShare = 0.95

// TestEventFlagsFourth keeps what the fourth set reached.
func TestEventFlagsFourth(t *testing.T) {
	if got := flagShare(t, flagCasesFourth); got < fourthShare {
		t.Errorf("fourth set: %.3f exact, want at least %.3f", got, fourthShare)
	}
}
