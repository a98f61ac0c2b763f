# Targets work in a fresh clone; each sets up what it needs in $(VENV).
VENV ?= .venv
PYTHON ?= python3
JOBS ?= 2
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.DELETE_ON_ERROR:
.PHONY: help setup demo check test snapshots bench gazetteer clean

help:  ## show the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/run: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP_INSTALL) --editable .
	touch $@

$(VENV)/dev: $(VENV)/run
	$(PIP_INSTALL) --editable '.[dev]'
	touch $@

setup: $(VENV)/dev  ## virtual environment with everything for development

demo: $(VENV)/run  ## set up, and show the repair of a sample
	$(BIN)/corrector fix --format human samples/news.txt

check: $(VENV)/dev  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: check  ## set up, and run style, types and all tests
	$(BIN)/python -m pytest -n $(JOBS)

snapshots: $(VENV)/dev  ## rewrite the expected output of samples and README
	$(BIN)/python -m tests.snapshots

TESTS ?= tests/quality/rows.jsonl
bench: $(VENV)/dev  ## measure: make bench DATA=DIR [TESTS=DIR]
	@test -n "$(DATA)" || { echo "usage: make bench DATA=DIR (the folder of development data)" >&2; exit 2; }
	$(PIP_INSTALL) harper-py
	$(BIN)/python -m benchmarks --data $(DATA)
	$(BIN)/corrector evaluate $(TESTS) --system corrector --system harper --system nothing

gazetteer: $(VENV)/dev  ## check and compile the tables of names
	$(BIN)/corrector gazetteer validate
	$(BIN)/corrector gazetteer build

clean:  ## remove the virtual environment and caches
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
