"""The moulds of the plan, of today's decision, and of what a body does beside running; see ``moulds``."""

from backstride.web.words import marked

MOULDS = (
    marked("Go, but shorter: an easy run of at most {n} km."),
    marked("Go: a run of up to {n} km."),
    marked("Stop: {text}"),
    marked("You answered the questions about warning signs {n} days ago: that is too long to rely on."),
    marked("This morning's pain is {n1}, your usual {n2}: nothing in that speaks against a run."),
    marked(
        "This morning's pain is {n1}, and your usual is not known yet: nothing in that speaks against a run."
    ),
    marked(
        "This morning's pain is {n1}, your usual {n2}: a little more than usual and above {n3}, so a run is"
        " better kept short."
    ),
    marked(
        "This morning's pain is {n1}, your usual {n2}: no more than usual, so a run as planned is all "
        "right, and no longer one."
    ),
    marked("This morning's pain is {n1}, your usual {n2}: that is more than {n3} above it."),
    marked("This morning's pain is {n1}, your usual {n2}: above {n3} there is no run."),
    marked("This morning's pain is {n1}, and your usual is not known yet: above {n3} there is no run."),
    marked("This morning's pain is {n1}, and your usual is not known yet: above {n3}, wait until it is."),
    marked("You slept {n} hours."),
    marked("No run in the last {n} days: begin with a short one, walking and running by turns."),
    marked(
        "A run of {n1} km would be much longer than your longest of the last {n2} days ({n3} km): keep "
        "it to {n4} km."
    ),
    marked(
        "Going by your own days, expect about {n1} on the worst of the next three mornings after {run},"
        " and {n2} without a run."
    ),
    marked("That would not count as settled for you; after {run} it would be {n}, which would."),
    marked("That would not count as settled for you, and after {run} it would be {n}."),
    marked("That would not count as settled for you, and after {run} it would be about the same."),
    marked("Runs of the last month without a distance: {n}."),
    marked("a run of {n} km"),
    marked("While you run: pain up to {n} is no reason to stop."),
    marked("Above that do not go faster or further; above {n} walk home."),
    marked("Walk, up to {n} minutes, as long as it does not make the pain worse."),
    marked("If you would rather not run: cycle, swim or row for {n} minutes, as long as the run, easy."),
    marked("Cycle, swim or row for {n} minutes, as long as the run, easy."),
    marked("On the morning after the run of {day} your pain was {n1}, with a usual of {n2}: it had settled."),
    marked(
        "On the morning after the run of {day} your pain was {n1}, with a usual of {n2}: it had not "
        "settled, so this run is shorter."
    ),
    marked("On the morning after the run of {day} your pain was {n1}: it had settled."),
    marked(
        "On the morning after the run of {day} your pain was {n1}: it had not settled, so this run is "
        "shorter."
    ),
    marked("Your pain on the morning after the run of {day} is not known, so this run is shorter."),
    marked("Easy run, {n} km"),
    marked("Hard run, {n} km"),
    marked("Steady run, {n} km"),
    marked("Strength, {n} exercises"),
    marked("Walk, {n} min"),
    marked("Easy cross-training, {n} min"),
    marked("Easy run-walk, {n1} × ({n2} min run, {n3} min walk)"),
    marked("Warm up: {n} min, gently."),
    marked("Run {n1} km, about {n2} min."),
    marked("Walk for {n} min."),
    marked("Keep going for {n} min."),
    marked("{n1} times: run {n2} min, then walk {n3} min."),
    marked("{n1} × {n2} s on each side"),
    marked("{n1} × {n2} on each side"),
    marked("{n1} × {n2} s"),
    marked("{n1} × {n2}"),
    marked("{session1} instead of {session2}."),
    marked("{session1} and {session2}"),
    marked("Easy run of {n} km"),
    marked("easy run of {n} km"),
    marked("Hard run of {n} km"),
    marked("hard run of {n} km"),
    marked("Walk of {n} min"),
    marked("walk of {n} min"),
    marked("Cross-training of {n} min"),
    marked("cross-training of {n} min"),
    marked("{n1} × ({n2} min run, {n3} min walk)"),
    marked("Goal: {goal}."),
    marked("run {n} km"),
    marked("Not within this plan, which gets to {n} km; if all goes well, about {month}."),
    marked("{name}: {n} seconds."),
    marked("The middle of your {n} earlier tests is the same."),
    marked("Your pain today is not written down: leave these tests if it is more than {n} of 10."),
    marked("Leave these tests for now: your pain today is {n} of 10."),
    marked("They can wait for a day with {n} or less."),
    marked("It has run {n} km: look at its sole, and at how it feels."),
    marked("No study was found that ties a shoe's age to back pain; {n} km is a custom, and no limit."),
    marked("{name}: 1 second."),
    marked("Your one earlier test was {text1}: this one was {text2} longer."),
    marked("Your one earlier test was {text1}: this one was {text2} shorter."),
    marked("The middle of your {n} earlier tests is {text1}: this one was {text2} longer."),
    marked("The middle of your {n} earlier tests is {text1}: this one was {text2} shorter."),
    marked("{n} seconds"),
    marked("Last evening's pain is {n1}, your usual {n2}: nothing in that speaks against a run."),
    marked(
        "Last evening's pain is {n1}, and your usual is not known yet: nothing in that speaks against a run."
    ),
    marked(
        "Last evening's pain is {n1}, your usual {n2}: a little more than usual and above {n3}, so a run is"
        " better kept short."
    ),
    marked(
        "Last evening's pain is {n1}, your usual {n2}: no more than usual, so a run as planned is all "
        "right, and no longer one."
    ),
    marked("Last evening's pain is {n1}, your usual {n2}: that is more than {n3} above it."),
    marked("Last evening's pain is {n1}, your usual {n2}: above {n3} there is no run."),
    marked("Last evening's pain is {n1}, and your usual is not known yet: above {n3} there is no run."),
    marked("Last evening's pain is {n1}, and your usual is not known yet: above {n3}, wait until it is."),
    marked(
        "Goal: {goal}. That cannot be reached within a year from the end of this plan; the nearest "
        "that can be is about {n} km."
    ),
    marked(
        "That cannot be reached within the rules of this plan. The nearest that can be: about {n} km "
        "on that day."
    ),
    marked(
        "That cannot be reached within the rules of this plan. The nearest that can be: about {n1} "
        "km on that day, or {n2} km about {month}."
    ),
    marked("run {n} km on {day}"),
    marked("Steady run of {n} km"),
    marked("steady run of {n} km"),
    marked("Run {n} km."),
    marked("Run for {n} min."),
)

TEXTS = (
    marked("Go, but keep it shorter than usual, and easy."),
    marked("Go: an easy run."),
    marked("Hold: no run today."),
    marked("Hold: first answer the questions about warning signs."),
    marked("Hold: first answer the questions that are still open."),
    marked("Hold: first answer the questions about warning signs again."),
    marked("Hold: your pain has jumped. Answer the questions about warning signs again."),
    marked("Hold: your pain has changed. Answer the questions about warning signs again."),
    marked("Cannot tell yet: first write your pain down."),
    marked("Hold: you have run today already."),
    marked("Hold: no run today, since your pain is too high for one."),
    marked("Hold: no run today; going by your own days the pain would not settle in time."),
    marked("Answer the questions about warning signs."),
    marked("Write the pain down."),
    marked(
        "The questions about warning signs have not been answered yet. A few of them could mean that "
        "you should not run at all."
    ),
    marked("You have run today already. How it went shows tomorrow morning."),
    marked("This morning's pain is not written down, and not known is not none."),
    marked("Last evening's pain is not written down, and not known is not none."),
    marked("After short nights backs often hurt more, so keep the run short."),
    marked("Rest from sport until then."),
    marked("Or rest: a day without a run costs you nothing."),
    marked("Leg and core exercises, those that do not bring the pain on."),
    marked("Strength"),
    marked("strength"),
    marked("Rest"),
    marked("rest"),
    marked("No training today. Everyday moving is fine."),
    marked("Easy: you could talk in whole sentences."),
    marked("Steady: you could still talk, in short sentences."),
    marked("Hard: you could hardly talk."),
    marked("On soft ground where you can."),
    marked("On hard ground."),
    marked("Something without impact that your back takes well, such as cycling or swimming."),
    marked("run without pain"),
    marked("come back to your usual running"),
    marked("It waits until running is free again."),
    marked("This plan reaches it."),
    marked("The date lies in the past."),
    marked("It can be reached by then, if all goes well; this plan is the first part of the way."),
    marked("That cannot be reached within the rules of this plan."),
    marked("Each step up counts on calm mornings: at most a point above your usual pain."),
    marked("Your mornings are not known: without check-ins nothing is stepped up."),
    marked("Your mornings are not calm yet: the next seven days stay as they are."),
    marked("Two of your last runs were followed by a bad morning: the next seven days have less."),
    marked("Your pain is high: the next seven days are walks only, as far as is comfortable."),
    marked("Missed runs are not made up."),
    marked(
        "How far you ran is not known, neither from your runs nor from others like them: the plan begins "
        "with short ones and steps nothing up yet."
    ),
    marked("Each counts by its time at your usual pace, or as a usual run."),
    marked("How your own back answers to running is not known well enough to plan by it yet."),
    marked("No running is planned before the questions about warning signs are answered."),
    marked("Until then, walk as far as is comfortable."),
    marked("No running until a clinician has said that it is safe."),
    marked("Walk only as far as is comfortable."),
    marked("Rest, and get help first."),
    marked("No running for now: the page Back says what has to be looked at first."),
    marked(
        "No running is planned while questions about urgent warning signs are open: answer the rest of them."
    ),
    marked("Until then no running is planned."),
    marked("It is on that day already."),
    marked("The plan does not have that day."),
    marked("What is past cannot be moved."),
    marked("The plan has no such session on that day."),
    marked("There is no plan yet."),
    marked("No running is planned for now, so that nothing can be moved."),
    marked("The rest of the plan does not go with it: that week would lack something."),
    marked("That run would be much longer than your longest of the thirty days before."),
    marked("While running and walking alternate, no run comes on the day after another."),
    marked("Two hard or long runs would come on days in a row."),
    marked("Strength would come too often, or on two days in a row."),
    marked("That week would have too little strength."),
    marked("That week would have more distance than a gentle rise allows."),
    marked("That week is to be a lighter one, and would have too much."),
    marked("That week would raise pace and distance together."),
    marked("That week would have no day of rest."),
    marked("A missed run would be made up."),
    marked("After mornings that were not calm, that week is to have less."),
    marked("Your mornings are not calm yet: that week would have more than they allow."),
    marked("This morning's pain has not settled: no run today."),
    marked("Your pain is high: only walks are planned for now."),
    marked("That would break a rule of the plan."),
    marked("Plank"),
    marked("Side bridge, left"),
    marked("Side bridge, right"),
    marked("Back extension hold"),
    marked("It is the first one; later ones will stand beside it."),
    marked("Single days go up and down by themselves."),
    marked("Your one earlier test was the same."),
    marked(
        "Leave these tests for now: by your answers about warning signs, running has to wait, and so "
        "have they."
    ),
    marked("Leave these tests for now: questions about warning signs are still open. Answer them first."),
    marked("You run in one pair at the moment."),
    marked(
        "In one study runners who used several pairs side by side had fewer injuries; they chose to, so"
        " that it may have been something else about them, and it was not about backs alone."
    ),
    marked("backpack"),
    marked("barbell"),
    marked("chair"),
    marked("kettlebell"),
    marked("step"),
    marked("stick"),
    marked("wall"),
    marked("1 second"),
    marked("such a run"),
    marked("Cycle, swim or row, easy."),
    marked("If you would rather not run: cycle, swim or row, easy."),
    marked("Strength, 1 exercise"),
    marked("Walk for as long as feels right."),
    marked("Keep going for as long as feels right."),
    marked("Easy run"),
    marked("Easy cross-training"),
    marked("Walk"),
)
