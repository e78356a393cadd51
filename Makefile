# The two commands that matter are `make demo` and `make test`; each sets up what it needs.
PYTHON ?= python3
# Where this is set, each of the many processes of a run compiles the project anew.
unexport PYTHONDONTWRITEBYTECODE
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet
PYTEST := $(BIN)/python -m pytest
JOBS ?= 2
SIDE_BY_SIDE := -n $(JOBS) --dist loadfile --no-loadscope-reorder  # the long files come first

.PHONY: help setup demo test test-fast test-all lint bench mutants fuzz ablation soak requirements clean

help:
	@echo "make demo       grade the example class and say where to look"
	@echo "make test       lint and the whole test suite (under 10 minutes)"
	@echo "make test-fast  what is worth running at every save (under 1 minute)"
	@echo "make test-all   the suite on Python 3.11, 3.12 and 3.13"
	@echo "make lint       ruff and strict mypy"
	@echo "make bench      measure what grading costs"
	@echo "make mutants    grade every small change of the reference: each must lose points"
	@echo "make fuzz       10^6 mutated replies, 10^4 archives and notebooks: reject or exact"
	@echo "make ablation   remove each wall in turn: the tests must see what gets through"
	@echo "make soak       5,000 submissions, one in ten hostile: no wrong grade, nothing grows"
	@echo "make setup      .venv with pinned packages and this project in it"

setup: $(STAMP)

# Each stamp is older than what it was made from, or missing, exactly when that step is stale.
$(VENV)/.packages: requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 setup"; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "Python lacks its venv module: on Debian, apt-get install python3-venv"; exit 2; }
	$(PYTHON) -m venv --clear $(VENV)
	$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

$(STAMP): $(VENV)/.packages pyproject.toml
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

demo: setup
	$(BIN)/autograder grade tests/submissions/class -o demo-out

test: lint
	$(PYTEST) $(SIDE_BY_SIDE)

test-fast: setup
	$(PYTEST) -m "not slow" tests/unit

# A Python that is missing is named and fails the target: a silent skip would read as a pass.
test-all:
	@for version in 3.11 3.12 3.13; do \
		command -v python$$version >/dev/null && python$$version --version >/dev/null 2>&1 || \
			{ echo "python$$version is missing: install it, then run make test-all again"; exit 2; }; \
		$(MAKE) --no-print-directory VENV=.venv-$$version PYTHON=python$$version setup && \
		.venv-$$version/bin/python -m pytest $(SIDE_BY_SIDE) || exit 1; \
	done

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup
	$(BIN)/python -m benchmarks.grading

mutants: $(VENV)/.mutants
	$(BIN)/python -m benchmarks.mutants

$(VENV)/.mutants: $(STAMP) requirements/mutants.txt
	$(PIP) install --no-deps --require-hashes -r requirements/mutants.txt
	@touch $@

fuzz: setup
	$(BIN)/python -m benchmarks.fuzz

ablation: setup
	$(BIN)/python -m benchmarks.ablation

soak: setup
	$(BIN)/python -m benchmarks.soak

requirements: setup
	$(COMPILE) pyproject.toml -o requirements/core.txt
	$(COMPILE) pyproject.toml --extra dev -o requirements/dev.txt
	$(COMPILE) requirements/mutants.in -c requirements/dev.txt --no-deps -o requirements/mutants.txt

clean:
	rm -rf $(VENV) .venv-3.* demo-out .pytest_cache .mypy_cache .ruff_cache
