"""``backstride demo``: a sample runner, end to end, in a home that is thrown away."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from backstride.cli.common import JsonOption, emit, fail, rounded, screen, side_screen

if TYPE_CHECKING:
    from backstride.samples.comparison import Comparison
    from backstride.usecases.demo import Demo, Step

_DIGITS = 4  # of the numbers in the JSON document
_FILES = "sample-files"
_WIDEST = 100  # columns; longer lines are hard to read

# Not the option that the other commands share: the demo must not take the user's own data folder from the
# environment, and mix a sample runner's data with the user's.
NewHomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home",
        metavar="DIR",
        file_okay=False,
        show_default="thrown away afterwards",
        help="A new folder in which to keep the sample's data. One that holds something is left alone.",
    ),
]


def register(app: typer.Typer) -> None:
    app.command("demo")(demo)


def demo(as_json: JsonOption = False, home: NewHomeOption = None) -> None:
    """Try it out: a sample runner's watch files and diary, imported, answered and set against the truth."""
    from backstride.store import StoreError
    from backstride.usecases.demo import run_demo

    started = time.monotonic()
    try:
        with _home(home) as (folder, kept), _progress() as on_step:
            files = folder / _FILES
            files.mkdir()
            done = run_demo(files, folder, on_step=on_step)
    except StoreError as error:
        fail(str(error))
    except OSError as error:
        fail(f"the sample's files cannot be written: {error.strerror} ({error.filename})")
    if as_json:
        emit(_document(done, kept))
    else:
        _show(done, kept, time.monotonic() - started)


@contextmanager
def _home(home: Path | None) -> Iterator[tuple[Path, Path | None]]:
    """The folder for the sample's data, and the same again if it is to stay."""
    if home is not None:
        home = home.expanduser()
        if not home.exists() or not any(home.iterdir()):
            home.mkdir(parents=True, exist_ok=True)
            yield home, home
            return
        side_screen().print(f"{home} holds something and is left alone; the sample's data are thrown away.")
    with tempfile.TemporaryDirectory(prefix="backstride-demo-") as folder:
        yield Path(folder), None


@contextmanager
def _progress() -> "Iterator[Callable[[Step], None]]":
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = side_screen()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def show(step: "Step") -> None:
            bar.update(task, description=step.name, completed=step.done, total=step.total)

        yield show


def _document(done: "Demo", kept: Path | None) -> dict[str, Any]:
    from backstride.usecases.answer import answer_document

    return {
        "import": asdict(done.imported) | {"files": done.imported.files},
        "diary": {
            "stored": done.diary.stored,
            "unchanged": done.diary.unchanged,
            "problems": [asdict(problem) for problem in done.diary.problems],
        },
        "answer": answer_document(done.answer),
        "truth": _compared(done.comparison),
        "home": None if kept is None else str(kept),
    }


def _compared(comparison: "Comparison") -> dict[str, Any]:
    return {
        "planted": comparison.planted,
        "outcome": comparison.outcome,
        "sentence": comparison.sentence,
        "effects": [
            {
                "estimand": effect.estimand,
                "truth": rounded(effect.truth_nrs, _DIGITS),
                "mean": rounded(effect.mean, _DIGITS),
                "q05": rounded(effect.q05, _DIGITS),
                "q95": rounded(effect.q95, _DIGITS),
                "covered": effect.covered,
            }
            for effect in comparison.effects
        ],
    }


def _show(done: "Demo", kept: Path | None, elapsed_s: float) -> None:
    from backstride.cli.answer_view import show_answer
    from backstride.report.words import plural

    out = screen()
    runs, lines = plural(done.imported.imported, "watch file"), plural(done.diary.stored, "diary line")
    _print(f"A sample runner: {runs} and {lines} written, imported and answered in {elapsed_s:.0f} s.")
    out.print()
    show_answer(out, done.answer, done.days)
    out.print()
    _print("Against the truth, which only a sample runner lets us know", style="bold")
    _print(done.comparison.planted)
    _print(done.comparison.sentence)
    out.print()
    for line in _table(done.comparison):
        _print(line)
    out.print()
    if kept is None:
        _print("The sample's files and data are thrown away; with --home DIR they stay.")
    else:
        _print(f"The files: {kept / _FILES}. Look around with: backstride answer --home {kept}")


def _table(comparison: "Comparison") -> Iterator[str]:
    """The truth beside the estimate, one line per effect."""
    from backstride.report.words import interval, label, points

    yield f"  {'':<18}{'truth':>7}  {'estimate':>9}  90% range"
    for effect in comparison.effects:
        start = f"  {label(effect.estimand).short:<18}{points(effect.truth_nrs):>7}"
        if effect.mean is None or effect.q05 is None or effect.q95 is None:
            yield f"{start}  {'–':>9}"
            continue
        holds = "holds the truth" if effect.covered else "misses the truth"
        yield f"{start}  {points(effect.mean):>9}  {interval(effect.q05, effect.q95):<14} {holds}"


def _print(text: str, style: str = "") -> None:
    """One paragraph, with a plain minus where the terminal has no other."""
    out = screen()
    plain = text.replace("−", "-").replace("–", "-") if out.options.ascii_only else text
    out.print(plain, style=style, width=min(out.width, _WIDEST))
