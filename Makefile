# One command sets up, one checks everything. `make` alone says what there is.
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

# Linear algebra on matrices this small loses by threads, and many processes with threads each lose badly.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export MKL_NUM_THREADS := 1
export VECLIB_MAXIMUM_THREADS := 1

.PHONY: help demo test check bench docs messages screenshots lock clean
.DEFAULT_GOAL := help

help:
	@echo "make demo    a sample runner, end to end, and the answer"
	@echo "make test    every test"
	@echo "make check   style, types, architecture and the rules of the house"
	@echo "make bench   speed against peers, validity on simulated runners (SHORT=1: a first look)"
	@echo "make docs    the generated pages"
	@echo "make messages  what the web app says, for its translations"
	@echo "make screenshots  a picture of every page of the web app"
	@echo "make lock    the pinned requirements, after a change in pyproject.toml"
	@echo "make clean   remove .venv and all caches"

demo: $(VENV)/.ready
	@$(BIN)/backstride demo

test: $(VENV)/.ready-dev
	$(BIN)/pytest -n 2

check: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q -m "not slow" tests/house

bench: $(VENV)/.ready-dev
	$(BIN)/python benchmarks/run.py $(if $(SHORT),--short)

docs: $(VENV)/.ready-dev
	$(BIN)/python scripts/evidence_page.py
	$(BIN)/python scripts/screen_page.py
	$(BIN)/python scripts/exercise_page.py
	$(BIN)/python scripts/readme_answer.py

# What the web app says, gathered into its catalogs; what is not yet translated is named.
messages: $(VENV)/.ready-dev
	$(BIN)/python scripts/messages.py

# Every page at phone and desktop width, light and dark (needs Chromium on PATH).
screenshots: $(VENV)/.ready-dev
	$(BIN)/python scripts/screenshots.py out/screenshots

lock:
	scripts/lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache out
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@python=$$(PYTHON="$(PYTHON)" scripts/find_python) && echo "setting up $(VENV) with $$python" \
		&& "$$python" -m venv $(VENV)

# The locks hold the build backend too, so nothing is fetched that is not pinned by its hash.
$(VENV)/.ready: requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo "installing what backstride runs with (once; a few hundred MB)"
	@$(PIP) install --quiet --require-hashes -r requirements.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-dev: requirements-dev.txt $(VENV)/.ready
	@echo "installing what backstride is tested with (once)"
	@$(PIP) install --quiet --require-hashes -r requirements-dev.txt
	@touch $@
