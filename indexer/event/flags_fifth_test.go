package event

import "testing"

// flagCasesFifth were written when the rules were mended for the fourth set.
const flagCasesFifth = `
talks.negated Border talks iced after shelling
talks.negated The premier has still not met the strikers' leaders.
talks.negated Tokyo and Seoul shelve ministers' summit
talks.future Negotiators are to reconvene for talks in Bern on Thursday.
talks.hypothetical The envoy hinted that talks might be possible after the harvest.
talks:visit.negated Bad weather forced the king to cancel his visit to the islands.
talks:visit.future The chancellor is scheduled to visit Hanoi in April.
protest:strike.negated Ferry strike averted at eleventh hour
protest:strike.negated Airport firefighters decided not to strike.
protest:strike.future Tram drivers plan to walk out for three days from Monday.
protest:strike.hypothetical Doctors warned that they could strike if the pay offer is withdrawn.
protest.negated Police banned the march, and no one turned up.
protest.future Unions have vowed to march on the capital next week.
protest.historical The square was the scene of protests in the 1970s.
attack:bombing.negated Soldiers defused a bomb on the railway line.
attack:bombing.negated A plot to bomb the ferry terminal was foiled, prosecutors said.
attack:killing.negated The widow denied murdering her husband.
attack:killing.hypothetical The letter threatened to assassinate the judge.
attack:airstrike.hypothetical The general said that air strikes could follow.
attack.negated Guards thwarted an attack on the minister's convoy.
coup.negated The government said it had crushed a plot and that the coup failed.
coup.historical The museum marks the coup of 1952.
election.future The country will hold a general election on 4 May.
election.negated The commission cancelled the mayoral election.
election.hypothetical The opposition called for an early election.
sanctions.negated Parliament rejected sanctions against the shipping line.
sanctions.hypothetical The union may impose sanctions on the airline.
sanctions.future The bloc will impose sanctions on three banks from Friday.
agreement:ceasefire.negated The militia rejected a ceasefire.
agreement:ceasefire.hypothetical Mediators hope for a ceasefire before the rains.
deal:merger.negated The two insurers abandoned their merger.
deal:merger.future The breweries plan to merge with a rival next year, and the merger is due to close in May.
resignation.negated The mayor has refused to resign.
resignation.hypothetical Protesters demanded that the speaker resign.
resignation.future The bishop will step down in June.
appointment.negated The senate blocked the appointment of the judge.
trial.future The trial of the brokers is due to begin on Tuesday.
trial:charge.negated Prosecutors dropped the charges against the nurse.
release.negated The hostages have not been released.
release.hypothetical The families urged the rebels to release the hostages.
legislation.negated Deputies voted down the pension bill.
legislation.future The senate will vote on the water bill on Monday.
aid.negated The ministry suspended financial aid to the region.
withdrawal.negated The army denied that its troops had withdrawn from the town.
disaster:flood.historical Villagers remembered the flood of 1931.
accident:transport.negated The pilot narrowly avoided a collision with a drone.
`

// fifthShare is what holds now. First measured, 39 of 46 were right (.848).
const fifthShare = 0.9

// TestEventFlagsFifth keeps what the fifth set reached.
func TestEventFlagsFifth(t *testing.T) {
	if got := flagShare(t, flagCasesFifth); got < fifthShare {
		t.Errorf("fifth set: %.3f exact, want at least %.3f", got, fifthShare)
	}
}
