"""Runs every benchmark, one after the other, each in a process of its own, and says which could not run."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
BENCHMARKS = (
    *("fit_decode", "markup", "import_end_to_end", "history", "apple_health"),
    *("answer_time", "plan_time", "closed_loop", "checks", "validity", "population_prior", "study"),
    "web_pages",
    *("nuts", "oracle"),  # which say so where the extra is not installed
)
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="a first look: fewer files, runners and rounds")
    parser.add_argument("--only", action="append", choices=BENCHMARKS, help="this one; may be repeated")
    wanted = parser.parse_args()
    # Figures count CPU time of one thread; linear algebra that spins up threads of its own spoils them.
    environment = {**os.environ, **dict.fromkeys(ONE_THREAD, "1")}
    failed = []
    for name in wanted.only or BENCHMARKS:
        print(f"== {name}", flush=True)
        script = HERE / name / "run.py" if (HERE / name).is_dir() else HERE / f"{name}.py"
        command = [sys.executable, script, *(["--short"] if wanted.short else [])]
        if subprocess.run(command, env=environment, check=False).returncode != 0:
            failed.append(name)
        print(flush=True)
    if failed:
        sys.exit(f"could not run to the end: {', '.join(failed)}")


if __name__ == "__main__":
    main()
