"""The moulds of the sentences that ``verdict`` and ``report`` word, for the catalog; see ``phrases``.

In a mould, ``{n...}`` is a number, ``{list...}`` holds parts joined by commas and "and", ``{points}`` parts
that begin with "about", ``{raw...}`` stays as it is, and any other name is a text that is translated in turn.
"""

from backstride.web.words import marked

MOULDS = (
    # the answer's sentence
    marked("Yes, it looks as if running aggravates your lower back: {text}."),
    marked("No, it looks as if running eases your lower back: {text}."),
    marked(
        "No, it looks as if your usual runs make no difference to your lower back that would matter: {text}."
    ),
    marked("It cannot be told yet whether running hurts your lower back: {text}."),
    marked("Some of your runs look bad for your lower back: {list} ({points})."),
    marked("It stands out after {list}."),
    marked("So far, {text}."),
    marked("This speaks of your usual runs; {text}."),
    marked("sudden jumps in distance ({n} on record) cannot be judged yet"),
    marked(
        "over the three mornings after a usual run, your pain is about the same as after a day of rest "
        "({n1} range {n2} to {n3} points of 10)"
    ),
    marked(
        "over the three mornings after a usual run, your pain is about {n1} points of 10 higher than after a "
        "day of rest ({n2} range {n3} to {n4})"
    ),
    marked(
        "over the three mornings after a usual run, your pain is about {n1} points of 10 lower than after a "
        "day of rest ({n2} range {n3} to {n4})"
    ),
    marked(
        "Over weeks it looks different: your usual running, kept up for {n1} weeks, goes with about {n2} "
        "points of 10 more pain than none ({n3} range {n4} to {n5})."
    ),
    marked(
        "Over weeks it looks different: your usual running, kept up for {n1} weeks, goes with about {n2} "
        "points of 10 less pain than none ({n3} range {n4} to {n5})."
    ),
    marked("about {n1} points of 10 more pain, {n2} range {n3} to {n4}"),
    # reasons
    marked("probably at least {n} points more pain"),
    marked("probably at least {n} points less pain"),
    marked("probably less than {n} points either way"),
    marked("it takes at least {list}"),
    marked("{n1} days with pain written down (so far {n2})"),
    marked("{n1} days with a run (so far {n2})"),
    marked("{n1} days known to be without a run (so far {n2})"),
    # advice
    marked("Allow about {n} more weeks before the first answer."),
    marked("Write down your lower-back pain (0 to 10) every morning, before any training: {n} more days."),
    marked("Bring in your runs from your watch or phone: {n} more days with a run are needed."),
    marked("Days without a run are needed for comparison: {n} more."),
    marked(
        "Go on writing down your pain each morning: about {n1} to {n2} more days should settle the main "
        "question, if things stay as they are."
    ),
    marked("Pain is written down on {n1} of {n2} days."),
    marked("Too little is known of {list} to judge it."),
    marked("Too little is known of {list} to judge them."),
    marked("Your runs are too much alike in {list} to judge what that does."),
    # the page of the answer
    marked("{n1} to {n2}"),
    marked("{n} km"),
    marked("over {n}"),
    marked("under {n}"),
    marked("{n1} times your usual distance, against your usual distance"),
    marked("{n1} of the run at high effort, against {n2}"),
    marked("{n} metres of descent per kilometre, against flat ground"),
    marked("{n} feet of descent per mile, against flat ground"),
    marked("{n1} times the longest run of the {n2} days before, against no more than it"),
    marked("your usual running kept up for {n} weeks, against none"),
    marked("The last {n} days, day by day"),
    marked("All {n} days, week by week"),
    marked("Pain between {n1} and {n2}, typically {n3}, known on {n4} of {n5} days."),
    marked("A run of {n1} km: {n2} points, one of {n3} km: {n4} points, against a day of rest."),
    marked("{name} (more than a year)"),
    marked("{name} (about {n} more days)"),
    marked("{reason} (about {n} more days would help)"),
    marked("{reason} (more than a year would help)"),
    marked("{n} choices of our own"),
    marked("{name}: {points} points"),
    marked("{n1} ({n2} to {n3})"),
)


# Sentences and labels of verdict and report that hold no figures.
TEXTS = (
    marked(" and "),
    marked("This is a pattern in your own days, not proof of what causes it."),
    marked("Your usual runs seem to make no difference that would matter."),
    marked("Your usual runs are followed by less pain, not more."),
    marked("Of your usual runs it cannot be told yet."),
    marked("What running for weeks does cannot be told yet."),
    marked("whether any was a sudden jump in distance is not known"),
    marked("there is no sudden jump in distance on record"),
    marked("longer runs"),
    marked("harder runs"),
    marked("runs on asphalt or concrete"),
    marked("runs with much downhill"),
    marked("sudden jumps in distance"),
    marked("runs without a warm-up"),
    marked("no pain was written down at all: there is nothing to compare"),
    marked("the calculation did not settle"),
    marked("your days so far fit both a real effect and none"),
    marked("the pain written down is the same on every day, so that nothing can be compared"),
    marked("unknown on most runs"),
    marked("too few runs so far"),
    marked("the same on every run"),
    marked("the distance of your runs"),
    marked("how hard your runs were"),
    marked("the ground that you run on"),
    marked("the downhill in your runs"),
    marked("your warm-ups"),
    marked("length"),
    marked("effort"),
    marked("the ground under them"),
    marked("their downhill"),
    marked("their warm-up"),
    marked("Write down each morning's pain as it is that morning: so far every day says the same."),
    marked("Allow about one more week before the first answer."),
    marked("Zero counts too: write it down."),
    marked("Bring in your watch's files up to today, so that it is known on which days you did not run."),
    marked("Writing it on good days as well as bad ones narrows the range most."),
    marked(
        "You hardly ever run on sore mornings, or hardly ever rest on good ones. Rest on a few good mornings "
        "would tell more than many more days like these."
    ),
    marked("The calculation settled."),
    marked("The calculation settled less well than it should; the range may be a little off."),
    marked("The calculation did not settle, so no verdict is given."),
    marked("You ran and rested both on sore mornings and on good ones: like is compared with like."),
    marked(
        "There are few runs on sore mornings, or few rest days on good ones, so the comparison leans on the "
        "model."
    ),
    marked(
        "With the runs moved to days on which they could not matter, no effect is found, as it should be."
    ),
    marked(
        "The test with runs moved to other days could not say whether the method finds effects that are not "
        "there."
    ),
    marked(
        "With the runs moved to days on which they could not matter, an effect is found all the same: take "
        "the answer with great care."
    ),
    marked(
        "Something that is not written down (lifting, travel, a hard week) could move both your pain and "
        "your running. Only trying it out on purpose could rule that out."
    ),
    # report
    marked("How pain differs with running"),
    marked(
        "Points are points of pain on the diary’s scale from 0 to 10. The mark is the best "
        "estimate, the bar its 90% range, and the shaded band holds the effects that are too small "
        "to matter. The chance is how likely more pain is, by more than the band."
    ),
    marked("The chart could not be drawn here; its figures stand in the tables."),
    marked("What is compared"),
    marked("Points"),
    marked("90% range"),
    marked("Chance of"),
    marked("more pain"),
    marked("more pain after some"),
    marked("less pain"),
    marked("A usual run"),
    marked("a run like your own, against a day of rest"),
    marked("Chance of more pain"),
    marked("A longer run"),
    marked("no real difference"),
    marked("A harder run"),
    marked("Hard ground"),
    marked("hard ground"),
    marked("asphalt or concrete all the way, against soft ground"),
    marked("not known"),
    marked("cannot tell yet"),
    marked("More downhill"),
    marked("more downhill"),
    marked("A sudden jump"),
    marked("a sudden jump"),
    marked("No warm-up"),
    marked("no warm-up"),
    marked("a longer run"),
    marked("a harder run"),
    marked("a run without a warm-up, against one with it"),
    marked("Running for weeks"),
    marked("running for weeks"),
    marked("Every effect"),
    marked("Your pain and your runs"),
    marked("Pain was written in the morning, before that day’s run; what a run does shows on later days."),
    marked("Pain was written in the evening, after that day’s run; what a run does shows from that day on."),
    marked("Where the pain was not written down the line breaks."),
    marked("No day is on record yet."),
    marked("No pain was written down on these days."),
    marked("run of unknown length"),
    marked("no run"),
    marked("The figures in this chart"),
    marked("Date"),
    marked("Pain"),
    marked("Run"),
    marked("a run, length not known"),
    marked("mean pain of the week"),
    marked("lowest to highest"),
    marked("distance of the week"),
    marked("at least so many: some days are not known"),
    marked("Week from"),
    marked("Mean pain"),
    marked("Lowest to highest"),
    marked("Check-ins"),
    marked("Days not known"),
    marked("Does the length of the run matter?"),
    marked(
        "How much pain differs over the three mornings after a run of each length, compared with a day of "
        "rest, in points from 0 to 10. All else is as in your own runs."
    ),
    marked("There are too few days for a curve yet."),
    marked("best estimate"),
    marked("lengths of your own runs"),
    marked("Length of the run"),
    marked("What cannot be told yet"),
    marked("Every question above has an answer."),
    marked("What would settle it"),
    marked("How far to trust this"),
    marked("There was no estimate to check."),
    marked("cannot say"),
    marked("passed"),
    marked("failed"),
    marked("What “90%” means here"),
    marked(
        "The figures come with a range. If backstride answered a hundred runners, in about ninety "
        "of them the true effect would lie inside its range, and in about ten outside it. A wide "
        "range means that the diary cannot yet say much; it does not mean that the effect is "
        "large."
    ),
    marked("This is not a diagnosis"),
    marked(
        "It compares your own days with one another. It cannot examine you, and it does not know "
        "why your back hurts."
    ),
    marked("Get emergency help now if your back pain comes with"),
    marked("numbness between the legs, around the genitals or the back passage"),
    marked("new trouble passing urine or stools, or holding them"),
    marked("weakness, numbness or pain in both legs, or weakness that is getting worse"),
    marked("fever, or feeling very unwell"),
    marked("a collapse, or a severe new pain in the belly"),
    marked("a bad fall or a crash just before it began"),
    marked("See a doctor or physiotherapist within days if you"),
    marked("have had cancer, or are losing weight without trying"),
    marked("have weak immune defences, brittle bones, or have taken steroid tablets for long"),
    marked("are woken by pain that no position eases"),
    marked("If none of these is there, something may still be wrong. When in doubt, ask."),
    marked(
        "Each line is a claim or a figure that the answer uses, with its source and how sure it is "
        "for back pain in runners."
    ),
    marked("There is nothing on record yet."),
    marked("points of pain"),
    marked("← less\u2003points of pain\u2003more →"),
    marked("length of the run, km"),
    marked("length of the run, mi"),
    marked("run, km"),
    marked("run, mi"),
    marked("Distance"),
    marked("Distance, km"),
    marked("Distance, mi"),
    marked("%-d %b"),
    marked("%-d %b %Y"),
    marked("pain, morning"),
    marked("pain, evening"),
    marked("enough to matter"),
    marked("Effect"),
    marked("From"),
    marked("To"),
    marked("Highest"),
    marked("Lowest"),
)
