"""The files of a sample runner: what the watch and the diary would hold, as bytes and text."""

from collections.abc import Iterator

import numpy as np

from backstride.samples import fit_writer
from backstride.samples.runs import record
from backstride.samples.simulate import SampleRunner

DIARY_COLUMNS = ("pain_nrs", "sleep_h", "sitting_h", "stress_nrs", "core", "cross_training")
"""What the runner writes by hand; the rest is for the watch to tell."""


def fit_files(runner: SampleRunner) -> Iterator[tuple[str, bytes]]:
    """(file name, FIT bytes) of every run, in order; those before the first diary day too."""
    for run in runner.runs:
        recording = record(run, runner.seed)
        yield f"{recording.start_utc:%Y-%m-%d-%H-%M-%S}.fit", fit_writer.write(recording)


def diary_csv(runner: SampleRunner) -> str:
    """The diary, a line per date on which the runner wrote; unknown answers are left empty."""
    days = runner.days
    columns = [days[name] for name in DIARY_COLUMNS]
    lines = [",".join(("date", *DIARY_COLUMNS))]
    for t, date in enumerate(days.date):
        answers = [column[t] for column in columns]
        if np.isfinite(answers).any():
            lines.append(",".join((str(date), *("" if np.isnan(a) else f"{a:g}" for a in answers))))
    return "\n".join(lines) + "\n"
