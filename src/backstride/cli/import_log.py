"""``backstride import --log``: what each import was, and what became of each file of one of them."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from backstride.cli.common import count, emit, fail, open_store_to_read, screen

if TYPE_CHECKING:
    from backstride.store import ImportBatch, LogEntry

_SHOWN_IMPORTS = 10


def show_log(home: Path | None, batch: int | None, as_json: bool) -> None:
    """Print the log of an import, the last one by default; with ``as_json`` as a document."""
    from backstride.store import StoreError

    try:
        with open_store_to_read(home) as store:
            imports = store.imports()
            number = imports[-1].id if batch is None and imports else batch
            entries = [] if number is None else store.import_log(number)
    except StoreError as error:
        fail(str(error))
    except KeyError:
        fail(f"there is no import {batch}: see backstride import --log")
    if as_json:
        emit(
            {
                "batch": number,
                "files": [_document(entry) for entry in entries],
                "imports": [_import_document(entry) for entry in imports],
            }
        )
    elif number is None:
        screen().print("Nothing was imported yet. Read your watch files with: backstride import FOLDER")
    else:
        _print_imports(imports)
        _print_files(number, entries)


def _document(entry: "LogEntry") -> dict[str, Any]:
    return {
        "file": entry.name,
        "fate": entry.fate,
        "reason": entry.reason,
        "offset": entry.offset,
        "warnings": list(entry.warnings),
    }


def _import_document(batch: "ImportBatch") -> dict[str, Any]:
    return {
        "batch": batch.id,
        "started": batch.started_utc.isoformat(),
        "finished": batch.finished,
        "undone": batch.undone,
        "imported": batch.imported,
        "duplicates": batch.duplicates,
        "skipped": batch.skipped,
        "failed": batch.failed,
    }


def _print_imports(imports: "list[ImportBatch]") -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("Import", justify="right", no_wrap=True)
    table.add_column("On", no_wrap=True)
    for name in ("New", "Known", "No activity", "Not readable"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("")
    for batch in imports[-_SHOWN_IMPORTS:]:
        state = "taken back" if batch.undone else "" if batch.finished else "was stopped"
        numbers = (batch.imported, batch.duplicates, batch.skipped, batch.failed)
        shown = map(str, numbers) if batch.finished else ("–",) * len(numbers)
        table.add_row(str(batch.id), f"{batch.started_local_date}", *shown, state)
    screen().print(table)


def _print_files(number: int, entries: "list[LogEntry]") -> None:
    out = screen()
    out.print(f"Import {number} met {count(len(entries), 'file')}:", style="bold")
    words = {
        "imported": "new",
        "duplicate": "known",
        "skipped": "no activity",
        "failed": "not readable",
    }
    for entry in entries:
        at = "" if entry.offset is None else f" (at byte {entry.offset})"
        why = "" if entry.reason is None else f": {entry.reason}{at}"
        out.print(f"  {words[entry.fate]:<13}{entry.name}{why}", soft_wrap=True)
        for warning in entry.warnings:
            out.print(f"  {'':<13}  {warning}", soft_wrap=True, style="dim")
