"""The command starts without the heavy libraries: they are loaded by the work that needs them."""

import json
import subprocess
import sys
from datetime import UTC, datetime

import numpy as np

from backstride.samples.fit_writer import Recording, write

HEAVY = (
    *("alembic", "altair", "arviz_stats", "icalendar", "jinja2", "lxml", "numpy", "pyarrow", "pydantic"),
    *("scipy", "sqlalchemy", "starlette", "uvicorn", "vl_convert"),
)
ASK = "import sys, backstride.cli; print(*(name for name in {heavy!r} if name in sys.modules))"


NOT_FOR_WHAT_IS_KNOWN = (
    *("alembic", "altair", "arviz_stats", "lxml", "numcodecs", "pyarrow", "scipy", "tzfpy", "vl_convert"),
    *("backstride.exposure", "backstride.inference", "backstride.report", "backstride.study"),
    *("backstride.ingest.fit", "backstride.ingest.gpx", "backstride.ingest.tcx"),
    *("multiprocessing.popen_forkserver", "multiprocessing.popen_spawn_posix"),  # how processes are started
)
NOT_FOR_EVERYDAY = (
    *("alembic", "altair", "arviz_stats", "icalendar", "jinja2", "lxml", "numcodecs", "pyarrow", "scipy"),
    *("starlette", "tzfpy", "uvicorn", "vl_convert", "multiprocessing"),
    *("backstride.inference", "backstride.verdict", "backstride.report", "backstride.study"),
    *("backstride.screen", "backstride.plan", "backstride.export", "backstride.samples"),
)
EVERYDAY = (("runs",), ("check-in", "--date", "2024-01-02", "--pain", "3"), ("days",))
COMMAND = """
import sys
sys.argv = ["backstride", *{arguments!r}, "--home", {home!r}]
import backstride.cli
try:
    backstride.cli.main()
except SystemExit:
    pass
print(*(name for name in {names!r} if name in sys.modules), file=sys.stderr)
"""


def test_the_command_line_loads_no_heavy_library():
    command = [sys.executable, "-c", ASK.format(heavy=HEAVY)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.split() == []


def test_the_question_can_be_answered_otherwise():
    """The same question, after numpy was loaded, names it: the check above can fail."""
    command = [sys.executable, "-c", "import numpy; " + ASK.format(heavy=HEAVY)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["numpy"]


def test_an_import_of_known_files_loads_no_reader_and_starts_no_process(tmp_path):
    """The second time: the first one, which reads a file, shows that the check can fail."""
    folder = tmp_path / "files"
    folder.mkdir()
    time_s = np.arange(60.0)
    start = datetime(2024, 1, 1, 6, tzinfo=UTC)
    run = Recording(start_utc=start, utc_offset_s=3600, time_s=time_s, distance_m=3.0 * time_s)
    (folder / "1.fit").write_bytes(write(run))
    arguments = ("import", str(folder), "--json")
    code = COMMAND.format(arguments=arguments, home=str(tmp_path / "home"), names=NOT_FOR_WHAT_IS_KNOWN)
    first, second = (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        for _ in range(2)
    )
    assert (json.loads(first.stdout)["imported"], json.loads(second.stdout)["duplicates"]) == (1, 1)
    assert {"alembic", "numcodecs", "backstride.ingest.fit"} <= set(first.stderr.split())
    assert second.stderr.split() == []


def test_the_commands_of_every_day_load_only_what_they_use(tmp_path):
    """On a home that holds something; the table written to a file, at the end, shows that it can fail."""
    home = str(tmp_path / "home")

    def loaded(*arguments: str) -> set[str]:
        code = COMMAND.format(arguments=arguments, home=home, names=NOT_FOR_EVERYDAY)
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        return set(run.stderr.split())

    loaded("check-in", "--date", "2024-01-01", "--pain", "2")  # the first command makes the home
    for arguments in EVERYDAY:
        assert loaded(*arguments) == set(), arguments
    assert {"pyarrow", "backstride.study"} <= loaded("days", "--out", str(tmp_path / "days.parquet"))
