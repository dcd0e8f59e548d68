"""Writes what the demo answers into the README; ``--check`` only says whether it stands there.

The figures are those of one computer: on another the last digit of a range may differ, which is why
``--check`` compares everything but figures and drawings.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).resolve().parents[1] / "README.md"
BLOCK = re.compile(r"(<!-- answer:begin[^\n]*-->\n```text\n)(.*?)(```\n<!-- answer:end -->)", re.DOTALL)
FROM, UNTIL = "\n\n", "\n\nHow far to trust it"


def answered() -> str:
    """The demo's answer, from its sentence to what would make it surer."""
    command = Path(sys.executable).with_name("backstride")
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    environment["PYTHONIOENCODING"] = "utf-8"
    run = subprocess.run(
        [command, "demo"], env=environment, capture_output=True, encoding="utf-8", check=True
    )
    return run.stdout.partition(FROM)[2].partition(UNTIL)[0].rstrip() + "\n"


def words(text: str) -> list[str]:
    """The text's words alone: neither figures nor the drawings of ranges."""
    return re.findall(r"[A-Za-z]+|[▲▼■○](?= [a-z])", text)


def main() -> None:
    readme = README.read_text("utf-8")
    found = BLOCK.search(readme)
    if found is None:
        sys.exit("README.md has no block answer:begin ... answer:end")
    answer = answered()
    if "--check" in sys.argv[1:]:
        if words(found[2]) != words(answer):
            sys.exit("README.md shows another answer than the demo gives: run `make docs`")
        return
    README.write_text(readme[: found.start(2)] + answer + readme[found.end(2) :], "utf-8")


if __name__ == "__main__":
    main()
