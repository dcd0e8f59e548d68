"""The moulds of what lies behind an answer and of its checks, for the catalog; see ``moulds``."""

from backstride.web.words import marked

MOULDS = (
    marked("about {n} points higher"),
    marked("about {n} points lower"),
    marked("On the first morning after a usual run, pain is {side} compared with a day of rest."),
    marked("A week later it is still {side}."),
    marked("From the {ordinal} morning on, the difference is too small to matter."),
    marked("Pain over the three mornings after a run, compared with rest: {part1}; {part2}."),
    marked("with {n1} at high effort, {side} ({n2} range {n3} to {n4})"),
    marked(
        "The week from {day} counts most: without it, the effect of a usual run would be {n} points higher."
    ),
    marked(
        "The week from {day} counts most: without it, the effect of a usual run would be {n} points lower."
    ),
    marked("Simply counted, pain after your runs is {side} compared with pain after days without one."),
    marked("The answer for that first morning is: {side}."),
    marked(
        "They differ because your runs do not fall on just any day: even before you set off, pain on "
        "those days was {side} than on the others."
    ),
    marked("About {n} points of it come from that and from the ups and downs that the answer allows for."),
    marked("{text1} points; {text2} points; {text3} points"),
    marked("Pain is higher after runs in {raw} than after your runs in all pairs."),
    marked("Before your runs: {range}"),
    marked("After your runs: {range}"),
    marked("The answer: {range}"),
    marked(
        "Something that is not written down (lifting, travel, a hard week) could move both your pain "
        "and your running. To turn this answer round, it would have to make a run about {n1} times as "
        "likely, or as unlikely, and change the pain of the next mornings by about {n2} points of 10. "
        "Only trying it out on purpose could rule that out."
    ),
    marked(
        "The answer leans on what was assumed at the start: with other assumptions it would be {n} "
        "points different."
    ),
    marked("The pain of a morning shows the run that came after it ({n} points), which cannot be."),
    marked("Tomorrow's run shows in today's pain ({n} points), which cannot be."),
    marked("Runs show in the pain of the days before them ({n} points a day), which cannot be."),
    marked("The diary does not look like pain written down day by day: {about} stands out."),
    marked(
        "The week from {day} carries much of the answer: without it, the effect of a usual run would be"
        " {n} points different."
    ),
    marked(
        "The first half of your diary and the second differ: a usual run goes with {n} points in the "
        "second half, compared with the first."
    ),
    marked("A week ago there was too little for any figure. Since then there are {text1} and {text2} more."),
    marked("A week ago there was a figure, and now there is none: {text}."),
    marked("A week ago the answer was the same: {text}."),
    marked("A week ago the answer was {text1}; now it is {text2}."),
    marked("The week since ({text1} and {text2}) {moved}, and {span}."),
    marked("The week since ({text1} and {text2}) {moved}, and {span}. The reason now: {text3}."),
    marked("moved the figure by {n} points up"),
    marked("moved the figure by {n} points down"),
    marked("the range is {n} points narrower"),
    marked("the range is {n} points wider"),
    marked("Taken into account from your diary: {list}."),
    marked("{n} days with a painkiller"),
    marked("{n} days with physiotherapy"),
    marked("{n} days of illness"),
    marked("On record: {text1}, with {text2}, {text3} and {text4}."),
    marked("Whether there was a run is not known for {text}."),
    marked("{n} days"),
    marked("{n} check-ins"),
    marked("{n} days with a run"),
    marked("{n} days known to be without one"),
    marked("Pain between {n1} and {n2}, typically {n3}, known on {n4} of 1 day."),
    marked("Runs on {text1}, {n} km in all, {text2} without a run."),
    marked("Runs on {text1}, {n1} km in all, {text2} without a run, {n2} not known."),
    marked("{name} (about 1 more day)"),
    marked("{reason} (about 1 more day would help)"),
)

TEXTS = (
    marked("about the same"),
    marked("first"),
    marked("second"),
    marked("third"),
    marked("fourth"),
    marked("fifth"),
    marked("sixth"),
    marked("seventh"),
    marked("A check has failed, so these figures are not to be relied on until that is cleared up."),
    marked("On none of the seven mornings is the difference as large as what matters."),
    marked("How hard your runs were is not known well enough to draw this."),
    marked("There are too few weeks to say which count most."),
    marked("No single week counts much: without any one of them the answer would be about the same."),
    marked("That is small beside the range of the answer."),
    marked("There are too few days of both kinds to count plainly."),
    marked("The two agree, as they should where runs fall on good and bad days alike."),
    marked("Here the two come out about the same."),
    marked(
        "Days with less pain tend to follow each other, so the plain count mixes up which days you "
        "chose with what came after."
    ),
    marked(
        "Days with more pain tend to follow each other, so the plain count mixes up which days you "
        "chose with what came after."
    ),
    marked(
        "They differ because the answer also allows for what else was going on: slow ups and downs, "
        "sleep, stress, and runs close to each other."
    ),
    marked("How this answer came about"),
    marked("A plain count, and why it is not the answer"),
    marked(
        "Each line compares days with a run to days without one: pain on the last line of the diary "
        "before the run, pain on the first line after it, and the answer for that first line."
    ),
    marked("Compared"),
    marked("Before your runs"),
    marked("After your runs"),
    marked("The answer"),
    marked("simply counted"),
    marked("the answer"),
    marked("Morning by morning after a usual run"),
    marked("Morning after the run"),
    marked("morning after the run"),
    marked("Morning"),
    marked("By how hard the run is"),
    marked("At high effort"),
    marked("High effort"),
    marked("share of the run at high effort"),
    marked("By pair of shoes"),
    marked("Pair of shoes"),
    marked("None of your pairs seems to make a difference that would matter."),
    marked("Whether any of your pairs makes a difference that would matter cannot be told yet."),
    marked("Which weeks it rests on"),
    marked("Points without it"),
    marked("How far the effect of a usual run would move, in points, if the pain of a week were left out."),
    marked("the week that counts most"),
    marked("other weeks"),
    marked("Get emergency care now if your back pain comes with"),
    marked("Speak to a clinician today if your back pain comes with"),
    marked("See a clinician within two weeks if your back pain comes with"),
    marked("a leg or foot that is a little weak"),
    marked("a leg or foot so weak that it gives way or does not lift"),
    marked("pain in both legs"),
    marked("A date or the diary's time of day may be wrong, so no verdict is given."),
    marked("So no verdict is given."),
    marked("So no verdict is given on usual runs."),
    marked("The answer is the middle of both."),
    marked("The pain of a morning does not show the run that came after it, as it should be."),
    marked("There is too little to tell whether a morning's pain shows the run after it."),
    marked("Tomorrow's run does not show in today's pain, as it should be."),
    marked("There is too little to tell whether tomorrow's run shows in today's pain."),
    marked("Runs do not show in the pain of the days before them, as it should be."),
    marked("There is too little to tell whether runs show in the pain of the days before them."),
    marked(
        "The diary looks like pain written down day by day: its ups and downs, zeros and repeats are as"
        " many as would be expected."
    ),
    marked("Too few days have pain written down to tell whether the diary looks as it should."),
    marked("No single week carries the answer."),
    marked("It cannot be told whether a single week carries the answer."),
    marked("The first half of your diary and the second tell the same story."),
    marked("There is too little to compare the first half of your diary with the second."),
    marked("The answer comes from your days: starting from other assumptions hardly moves it."),
    marked("Your days say so little that the answer is mostly what was assumed at the start."),
    marked("how far it goes up and down"),
    marked("how often it says zero"),
    marked("how often it says ten"),
    marked("how much a morning is like the one before"),
    marked("how often a day says just what it said some whole weeks before"),
    marked("how often one and the same number comes up"),
    marked("how often a day says just what the day before said"),
    marked("the pain of a morning shows the run that came after it, which cannot be"),
    marked("tomorrow's run shows in today's pain, which cannot be"),
    marked("runs show in the pain of the days before them, which cannot be"),
    marked("the diary does not look like pain written down day by day"),
    marked("a single week carries much of the answer"),
    marked(
        "See whether your pain is written in the morning, before running (if in the evening, answer "
        "with --diary-time evening), and whether your runs stand on the right days."
    ),
    marked(
        "Write down each day's pain on that day, as it is. Leave a day empty rather than fill it in "
        "later: an empty day does no harm."
    ),
    marked(
        "Look at the week that carries the answer: was there a mistake, an illness, a journey? More "
        "weeks will make it weigh less."
    ),
    marked("Do not rely on the figures until that is cleared up."),
    marked("that usual runs look bad for your back"),
    marked("that usual runs look good for your back"),
    marked("that usual runs seem to make no difference that would matter"),
    marked("that it could not be told"),
    marked("left the figure where it was"),
    marked("the range is about as wide as before"),
    marked("1 day with a painkiller"),
    marked("1 day with physiotherapy"),
    marked("1 day of illness"),
    marked("1 day"),
    marked("1 check-in"),
    marked("1 day with a run"),
    marked("1 day known to be without one"),
    marked("a run with more of it, against one with less"),
    marked("1 choice of our own"),
    marked("%-d %B %Y"),
)
