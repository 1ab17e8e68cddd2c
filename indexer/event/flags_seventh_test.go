package event

import "testing"

// flagCasesSeventh were written after the flags of 200 mentions in wire reports were
// read, and before the rules met any of them: who is spoken of by a cue, and who is not.
const flagCasesSeventh = `
attack:killing The envoy will attend the funeral of the four nurses who were murdered on Sunday.
attack The minister promised to visit the village attacked by gunmen last night.
attack:bombing No casualties were reported from the explosion, which broke windows in the port.
attack:bombing There were no details of the bombing in the eastern suburb.
attack:bombing.negated No bomb was found in the aircraft.
attack:shooting A waiter was standing at the door at the time of the shooting, police said.
attack:abduction The family would not say where the boy had been kidnapped.
attack:killing Detectives want to question the men who murdered the shopkeeper.
attack:killing The governor demanded that the murder of the clerk not go unpunished.
attack:police Officers tried to disperse the crowd by firing tear gas.
attack:bombing Two explosions could be heard from the harbour shortly after midnight.
attack:bombing In late May a bomb exploded outside the mayor's office.
attack:killing The murder of the agronomist has steeled the nation's will.
attack The attack at 1835 (0035 GMT) wounded a guard.
attack:bombing The bomb, which went off in a hangar, interrupted the air show.
attack.negated Soldiers foiled an attack on the power station.
attack.negated An attack on the power station was foiled by soldiers.
attack:bombing.negated The device was defused before it could explode.
attack:bombing.negated Police prevented the bombing of the railway bridge.
attack:bombing.hypothetical The group threatened to bomb the pipeline.
attack:killing.hypothetical The caller threatened to kill the judge unless the trial was stopped.
attack:abduction.negated The rebels said they had not kidnapped the teacher.
attack:abduction.future The gang planned to kidnap the banker on his way home, according to the indictment.
attack:abduction Six fishermen were kidnapped at sea, and the navy will search for them.
attack:killing.historical The archbishop was murdered in 1951.
attack:killing The councillor, whose term began in 1999, was murdered outside her home on Monday.
attack:massacre.historical Villagers remembered the massacre of 1944.
talks No progress was made at the talks in Bern, both delegations said.
talks.negated No talks were held in Bern.
talks The talks ended without a joint statement.
talks.negated The two sides have yet to hold talks.
talks.future The two sides will hold talks in Bern next week.
talks.future Talks on the border are to resume on Thursday.
talks.hypothetical The mediator urged both sides to open talks.
talks.negated Talks due on Tuesday were put off because the envoy was ill.
protest.negated A march planned for Saturday has been banned.
protest.future Pensioners will march on parliament on Saturday.
protest:strike.negated Bus drivers called off their strike late on Sunday.
protest:strike Bus drivers went on strike on Monday after talks failed.
protest:strike.hypothetical Bus drivers may strike if the offer is not raised.
coercion:arrest Police said they would charge the two students arrested at the rally.
coercion:arrest.negated No arrests have been made.
coercion:arrest Nobody was hurt when police arrested the smuggler.
coercion:arrest.future The prosecutor said the former treasurer would be arrested on his return.
resignation The treasurer resigned on Tuesday, and a successor will be named in June.
resignation.negated The treasurer said she would not resign.
resignation.hypothetical Opposition members called on the treasurer to resign.
election:result.historical The party last won the election in 1992.
election.future The islands go to the polls in September.
election.negated The election was cancelled after the flood.
agreement The pact signed in Lima could lower the price of copper.
agreement.negated The growers refused to sign the agreement.
agreement.hypothetical Negotiators hope to reach an agreement by Friday.
sanctions The measures imposed on the bank will not affect savers, the ministry said: the sanctions are aimed at its owners.
sanctions.hypothetical The council is considering sanctions against the bank.
sanctions.negated The council decided not to impose sanctions.
accident:transport The driver survived the crash, which closed the motorway for five hours.
disaster:flood No deaths were reported in the flood.
disaster:earthquake The earthquake damaged the old mill but nobody was hurt.
disaster:fire.negated A fire at the refinery was averted when a valve was closed by hand.
disaster:flood.hypothetical Forecasters warned that the river could flood the lower town.
death The former conductor died on Friday at the age of 91.
death.hypothetical Doctors fear that the conductor may die.
trial.future The trial of the two brokers will open on Monday.
trial:verdict.negated The court has not convicted anyone.
trial:charge.negated Prosecutors dropped the charges against the editor.
release The hostages freed on Sunday will be flown home.
release.negated The editor was not freed.
appointment The board named a new director, who will start in May.
appointment.hypothetical The board may appoint a new director.
withdrawal.future The last battalion will leave the island in October.
withdrawal.negated The army denied that its troops had withdrawn from the island.
`

// seventhShare is what was right once the rules were mended for what they got wrong: at
// first reading .80, and .72 with the rules before that reading of wire reports.
const seventhShare = 0.90

func TestEventFlagsSeventh(t *testing.T) {
	if got := flagShare(t, flagCasesSeventh); got < seventhShare {
		t.Errorf("seventh set: %.3f exact, want at least %.3f", got, seventhShare)
	}
}
