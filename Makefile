# Two commands are enough on a fresh machine with python3 (3.11 or later, with venv) and make:
#   make demo    sets up .venv, reads the sample plans, shows the ledger's first rows
#   make test    sets up .venv, checks style, types and layers, runs the tests

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
DEMO_DB := sqlite:///data/processed/demo.db
# slow tests run where CI is set; elsewhere ask for them with SLOW=1
MARKS := $(if $(CI)$(SLOW),,-m "not slow")

.PHONY: help setup demo test lint bench lock clean
help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/'

$(READY): requirements.lock pyproject.toml
	@echo "Setting up .venv with the locked packages; this takes a minute or two and happens once."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "taizhang needs Python 3.11 or later; this is " + sys.version.split()[0])'
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

setup: $(READY) ## make the environment in .venv

demo: $(READY) ## read the sample plans and show the ledger
	@echo "Reading data/raw into $(DEMO_DB) …"
	@mkdir -p data/processed
	@$(BIN)/taizhang ingest data/raw --db $(DEMO_DB)
	@echo; echo "The plans:"
	@$(BIN)/taizhang plans --db $(DEMO_DB) --limit 20
	@echo; echo "The first tasks:"
	@$(BIN)/taizhang tasks --db $(DEMO_DB) --limit 10
	@echo; echo "Ask on:  $(BIN)/taizhang tasks --unit 城管 --due-before 2025-12-31 --db $(DEMO_DB)"
	@echo "See them: $(BIN)/taizhang serve --open --db $(DEMO_DB)"

test: lint ## style, types, layers and tests (SLOW=1 for the slow ones too)
	@$(BIN)/python -m pytest -n auto -q $(MARKS)

lint: $(READY) ## style, types and layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check -q .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(READY) ## speed, as ratios within one run
	@$(BIN)/python benchmarks/run.py

lock: ## pin the packages anew (needs uv)
	uv pip compile pyproject.toml --extra dev --extra report --extra web --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o requirements.lock

clean: ## remove the environment and what it made
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
