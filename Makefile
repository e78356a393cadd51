# The two commands that matter are `make demo` and `make test`; each sets up what it needs.
PYTHON ?= python3
# Where this is set, each of the many processes of a run compiles the project anew.
unexport PYTHONDONTWRITEBYTECODE
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
SYSTEM := PYTHON='$(PYTHON)' sh requirements/system.sh
COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet
PYTEST := $(BIN)/python -m pytest
JOBS ?= 3
SIDE_BY_SIDE := -n $(JOBS) --dist loadfile --no-loadscope-reorder  # the long files come first

# A step is done exactly while its stamp is there, which is named after what the step is made from.
# Contents count and not times: branches may be switched, and folders copied.
hash = $(firstword $(shell { echo '$(abspath $(VENV))'; cat $(1); } | sha256sum))
GRADING := requirements/core.txt requirements/build.txt
BASE := requirements/pip.txt $(GRADING)  # .venv is rebuilt when these change
CORE := $(VENV)/.core-$(call hash,$(BASE))
BESIDE := autograder/judge/by_hand.pth autograder/judge/joined.py autograder/cli/vectorgrade.py  # installed as copies
READY := $(VENV)/.ready-$(call hash,$(BASE) pyproject.toml $(BESIDE))
DEV := $(VENV)/.dev-$(call hash,$(BASE) requirements/dev.txt)
MUTANTS := $(VENV)/.mutants-$(call hash,$(BASE) requirements/dev.txt requirements/mutants.txt)

.NOTPARALLEL: # what is missing is told before anything else is begun
.PHONY: help setup dev demo test test-fast test-all lint bench bench-peers sweeps mutants fuzz ablation soak chaos \
	pictures requirements clean for-grading for-testing

help:
	@echo "make demo       grade the example class and say where to look"
	@echo "make test       lint and the whole test suite (under 10 minutes)"
	@echo "make test-fast  what is worth running at every save (under 1 minute)"
	@echo "make test-all   the suite on Python 3.11, 3.12 and 3.13"
	@echo "make lint       ruff and strict mypy"
	@echo "make bench      measure what grading costs"
	@echo "make bench-peers  one submission here and with three other autograders (installs them)"
	@echo "make sweeps     try in full what the tests try in part: wrong versions, pages, kills, worlds"
	@echo "make mutants    grade every small change of the reference: each must lose points"
	@echo "make fuzz       10^6 mutated replies, 10^4 archives and notebooks: reject or exact"
	@echo "make ablation   remove each wall in turn: the tests must see what gets through"
	@echo "make soak       5,000 submissions, one in ten hostile: no wrong grade, nothing grows"
	@echo "make chaos      2,000 submissions on a cluster whose parts are killed: the same grades"
	@echo "make pictures   draw the README's pictures anew, in Chromium"
	@echo "make setup      .venv with this project in it, and what grading needs"
	@echo "make dev        the same, with all that building, testing and linting need"

for-grading:
	@$(SYSTEM) grading

for-testing:
	@$(SYSTEM) testing

setup: for-grading $(READY)
	@$(BIN)/python -m autograder handout build --engine-only

dev: setup $(DEV)

$(CORE):
	@$(SYSTEM) python
	@rm -f $(VENV)/.*-*
	$(PYTHON) -m venv --clear $(VENV)
	$(PIP) install --require-hashes -r requirements/pip.txt
	$(PIP) install --require-hashes $(GRADING:%=-r %)
	@touch $@

$(READY): | $(CORE)
	@rm -f $(VENV)/.ready-*
	@$(PIP) --quiet uninstall --yes autograder  # what this project was called before version 0.2
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

# Where other packages were installed before, or a part of these, .venv is made from the start. Most of
# what is in them is never imported, so that each module is compiled when it is.
$(DEV): | $(READY)
	@! ls $(VENV)/.dev-* >/dev/null 2>&1 || { rm -f $(VENV)/.*-* && rm -rf $(VENV); }
	@[ -e $(READY) ] || $(MAKE) --no-print-directory $(READY)
	@touch $(VENV)/.dev-begun
	$(PIP) install --no-compile --require-hashes -r requirements/dev.txt
	@mv $(VENV)/.dev-begun $@

demo: setup
	$(BIN)/autograder grade tests/submissions/class -o demo-out

test: for-testing lint
	$(PYTEST) $(SIDE_BY_SIDE)

test-fast: dev
	$(PYTEST) -m "not slow and not sweep" $(SIDE_BY_SIDE) tests/unit

# A Python that is missing is named and fails the target: a silent skip would read as a pass.
test-all:
	@for version in 3.11 3.12 3.13; do \
		command -v python$$version >/dev/null && python$$version --version >/dev/null 2>&1 || \
			{ echo "python$$version is missing: install it, then run make test-all again"; exit 2; }; \
		$(MAKE) --no-print-directory VENV=.venv-$$version PYTHON=python$$version for-testing dev && \
		.venv-$$version/bin/python -m pytest $(SIDE_BY_SIDE) || exit 1; \
	done

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: dev
	$(BIN)/python -m benchmarks.grading
	$(BIN)/python -m benchmarks.cluster

bench-peers: dev
	$(BIN)/python -m benchmarks.peers

# What `make test` tries only in part; this -m overrides the one in pyproject.toml.
sweeps: for-testing $(DEV)
	$(PYTEST) -m sweep $(SIDE_BY_SIDE)

mutants: dev $(MUTANTS)
	$(BIN)/python -m benchmarks.mutants

$(MUTANTS): | $(DEV)
	@rm -f $(VENV)/.mutants-*
	$(PIP) install --no-deps --require-hashes -r requirements/mutants.txt
	@touch $@

fuzz: dev
	$(BIN)/python -m benchmarks.fuzz

ablation: for-testing $(DEV)
	$(BIN)/python -m benchmarks.ablation

soak: dev
	$(BIN)/python -m benchmarks.soak

chaos: dev
	$(BIN)/python -m benchmarks.chaos

pictures: for-testing $(DEV)
	$(BIN)/python -m docs.pictures.draw

# All of them agree: what `make dev` adds changes nothing that `make setup` has installed.
requirements:
	$(COMPILE) pyproject.toml --all-extras -o requirements/dev.txt
	$(COMPILE) pyproject.toml -c requirements/dev.txt -o requirements/core.txt
	$(COMPILE) pyproject.toml --extra dask -c requirements/dev.txt -o requirements/dask.txt
	$(COMPILE) requirements/build.in -c requirements/dev.txt -o requirements/build.txt
	$(COMPILE) requirements/pip.in -o requirements/pip.txt
	$(COMPILE) requirements/mutants.in -c requirements/dev.txt --no-deps -o requirements/mutants.txt

clean:
	rm -rf $(VENV) .venv-3.* .venv-peers demo-out .pytest_cache .mypy_cache .ruff_cache
