package tag

import "testing"

// flagCasesBlind were written after the rules were done, and no rule was changed
// for them: the share below is what other texts may expect.
const flagCasesBlind = `
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

// blindShare is what the rules reached when the blind sentences were first read.
const blindShare = 0.50

// TestEventFlagsBlind keeps the blind share from falling.
func TestEventFlagsBlind(t *testing.T) {
	if got := flagShare(t, flagCasesBlind); got < blindShare {
		t.Errorf("blind sentences: %.3f exact, want at least %.3f", got, blindShare)
	}
}
