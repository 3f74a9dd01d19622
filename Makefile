# `make help` lists what can be done. Everything needs Python 3.11 or newer, and nothing else.
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
# Name another Python for a new .venv: make setup PYTHON=python3.12
PYTHON ?=
# Some machines forbid byte code: then every program that a test starts would compile itself, and pytest its asserts.
unexport PYTHONDONTWRITEBYTECODE
# Files go out in the order of tests/conftest.py: sorted by tests, a long search would come last and alone.
# Processes of pytest: one more than the cores it is meant for, because the screens' tests wait a third of their time.
WORKERS ?= 3
# Extra words for pytest: make test ARGS="-k queue"
ARGS ?=
# --no-deps below: the lock files name everything, so that pip never looks for newer versions of what they pin.
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq install --compile
EDITABLE := $(PIP) --no-deps --no-build-isolation --no-index --editable . && $(BIN)/python -m compileall -q sdrdesk

RUN := $(VENV)/.run-installed
DEV := $(VENV)/.dev-installed
LOCKS := requirements/run.txt requirements/build.txt

.PHONY: help
help: ## List what can be done
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

# ------------------------------------------------------------------------------------ set up

$(BIN)/python:
	@python=$$(sh scripts/python.sh "$(PYTHON)") || exit 1; \
	echo "Making $(VENV) with $$python"; "$$python" -m venv --clear $(VENV)

$(RUN): $(LOCKS) pyproject.toml | $(BIN)/python
	@echo "Installing sdrdesk (about half a minute the first time)"
	@$(PIP) --no-deps --require-hashes --only-binary :all: -r requirements/run.txt -r requirements/build.txt
	@$(EDITABLE)
	@touch $@

$(DEV): requirements/dev.txt $(LOCKS) pyproject.toml | $(BIN)/python
	@echo "Installing sdrdesk and the tools that check it (about a minute the first time)"
	@$(PIP) --no-deps --require-hashes --only-binary :all: -r requirements/dev.txt
	@$(EDITABLE)
	@touch $(RUN) $@

.PHONY: setup
setup: $(DEV) ## Make .venv with everything to work on sdrdesk

.PHONY: demo
demo: $(RUN) ## Start a seeded desk: nothing to configure, nothing of yours is touched
	@$(BIN)/sdrdesk demo

# ------------------------------------------------------------------------------------- check

.PHONY: check
# pytest comes last, so that its closing line is what one sees; `make -k check` runs all the same.
check: format-check lint types contracts spelling check-wheel test ## Exactly what CI runs

.PHONY: test
test: $(DEV) ## Run the tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

.PHONY: soak
soak: $(DEV) ## Play the whole desk against its model, 10,000 random sequences (SOAK=200 for fewer)
	nice $(BIN)/python benchmarks/soak.py

.PHONY: coverage
coverage: $(DEV) ## Run the tests and list what they never reach
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --cov --cov-report=term $(ARGS)

.PHONY: format
format: $(DEV) ## Format the code and sort the imports
	$(BIN)/ruff check --select I --fix .
	$(BIN)/ruff format .

.PHONY: format-check
format-check: $(DEV)
	$(BIN)/ruff format --check --quiet .

.PHONY: lint
lint: $(DEV) ## Look for mistakes in style and sense
	$(BIN)/ruff check .

.PHONY: types
types: $(DEV) ## Check the types
	$(BIN)/mypy

.PHONY: contracts
contracts: $(DEV) ## Check that each layer imports only what lies below it
	$(BIN)/lint-imports --no-cache --no-logo

.PHONY: spelling
spelling: $(DEV)
	$(BIN)/codespell

.PHONY: audit
audit: $(DEV) ## Check what is installed: files, versions, licences, known faults as far as they can be asked
	$(BIN)/python scripts/audit.py

.PHONY: check-wheel
check-wheel: $(DEV)
	bash scripts/check_wheel.sh
	bash scripts/release.sh try

# ------------------------------------------------------------------------------------- write

.PHONY: snapshots
snapshots: $(DEV) ## Accept the screens as they are now (look at the difference first)
	$(BIN)/python -m pytest tests/snapshots --snapshot-update $(ARGS)

.PHONY: screenshots
screenshots: $(DEV) ## Take the README's pictures again
	$(BIN)/python screenshots/take.py

.PHONY: demo-film
demo-film: $(DEV) ## Take the README's film again (needs Chromium; fetches Pillow into a throwaway folder)
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && $(PIP) --target "$$folder" pillow==12.0.0 && \
	PYTHONPATH="$$folder" $(BIN)/python screenshots/film.py

.PHONY: docs
docs: $(DEV) ## Write what the documents take from the program: commands, keys, exit statuses, the manual page
	$(BIN)/python scripts/docs.py

.PHONY: statements
statements: $(DEV) ## Write store/compiled*.py from store/statements/ and the migrations
	$(BIN)/python -m sdrdesk.store.compile

.PHONY: bench
bench: $(DEV) ## Measure every speed goal beside its floor into benchmarks/results.md
	$(BIN)/python -m benchmarks.run $(ARGS)

.PHONY: lock
lock: $(DEV) ## Write requirements/*.txt anew from pyproject.toml
	bash scripts/lock.sh

.PHONY: wheel
wheel: $(DEV) ## Build the wheel into dist/
	$(BIN)/python -m build --wheel --no-isolation

.PHONY: release
release: $(DEV) ## Build the version of sdrdesk/__init__.py into dist/: wheel, sdist, SBOM, hashes, the same bytes each time
	bash scripts/release.sh

.PHONY: clean
clean: ## Remove .venv and everything else that can be made again
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache \
	    .coverage .coverage.* htmlcov snapshot_report.html
	find sdrdesk tests screenshots benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
