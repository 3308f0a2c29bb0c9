# Every command of the project. `make run` and `make test` need Python, Rust and make, nothing else.
# PYTHON chooses the interpreter (default python3); any other one gets a venv and a target folder of its own.
# What is slow leaves a stamp in the venv and is done again only when something that it was made from has changed.

PYTHON ?= python3
PYTHONS ?= $(wildcard $(or $(PYENV_ROOT),$(HOME)/.pyenv)/versions/3.1[1-9].*/bin/python)
HOST ?= 127.0.0.1
PORT ?= 8000
SHARED ?= ../shared
# `off` builds the wheel once, without a profile: half the time to build, a fifth slower.
PROFILE ?= on

# One that does not run would have no tag, and so the default's venv.
TAG := $(if $(filter python3,$(PYTHON)),,$(or \
       $(shell $(PYTHON) -c 'import sys; print("-%d.%d" % sys.version_info[:2])'),$(error PYTHON=$(PYTHON) does not run)))
VENV := .venv$(TAG)
SUITE := .venv-suite
BIN := $(VENV)/bin
WHEEL = $(wildcard $(VENV)/wheel/*.whl)
SOURCES := $(shell find rust python -type d -name fuzz -prune -o -type f ! -name '*.so' ! -name '*.pyc' -print) \
           Cargo.toml Cargo.lock .cargo/config.toml pyproject.toml README.md LICENSE

export PYO3_PYTHON = $(abspath $(BIN)/python)
export CARGO_TARGET_DIR ?= $(CURDIR)/target$(if $(TAG),/py$(TAG))
export PIP_DISABLE_PIP_VERSION_CHECK = 1
.DEFAULT_GOAL := help
# Under `make -j` two pips would work on one venv; Cargo and the linker use every core anyway.
.NOTPARALLEL:
.PHONY: help run test test-rust test-python test-all check fmt format-check lint types fuzz wheel wheel-check develop \
        mutants bench bench-pytest count count-check load conformance conformance-update originality clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-20s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/.installed ## serve the example at http://127.0.0.1:8000, its docs at /docs (HOST=, PORT=)
	$(BIN)/uvicorn --app-dir docs/examples --host $(HOST) --port $(PORT) notes.main:app

test: test-rust test-python ## run every Rust and Python test

test-rust: ## run the core crate's tests; they need no Python
	cargo test --locked --package ferroapi-core

test-python: $(VENV)/.installed $(VENV)/.group-test ## run every Python test against the installed wheel (ARGS= goes to pytest)
	$(BIN)/python -m pytest $(ARGS)

test-all: ## run every test on every CPython that pyenv has, 3.11 and later (PYTHONS=)
	set -e; for python in $(PYTHONS); do echo "== $$python"; $(MAKE) test PYTHON=$$python; done

check: format-check lint types fuzz test ## everything a change must pass

fmt: $(VENV)/.group-lint ## format Rust and Python
	cargo fmt --all
	$(BIN)/ruff check --fix --exit-zero --quiet
	$(BIN)/ruff format

format-check: $(VENV)/.group-lint ## is the formatting right?
	cargo fmt --all --check
	$(BIN)/ruff format --check

lint: $(VENV)/.group-lint ## clippy, also for the next CPython, and ruff
	cargo clippy --locked --workspace --all-targets -- -D warnings
# For an interpreter that need not be installed: its ABI as PyO3 wants it described.
	PYO3_CONFIG_FILE="$(CURDIR)/rust/ferroapi-py/next-cpython.txt" \
		cargo clippy --locked --package ferroapi-py --target-dir "$$CARGO_TARGET_DIR/next" -- -D warnings
	$(BIN)/ruff check

types: $(VENV)/.group-lint $(VENV)/.group-bench $(VENV)/.installed ## mypy, pyright, the extension's stub, completeness of the public types
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/python -m mypy.stubtest --concise --mypy-config-file pyproject.toml ferroapi._ferroapi
	PATH=$(abspath $(BIN)):$$PATH pyright --ignoreexternal --verifytypes ferroapi

fuzz: ## build every fuzz target (running one: docs/CONTRIBUTING.md)
	cargo build --locked --manifest-path rust/ferroapi-core/fuzz/Cargo.toml

wheel: $(VENV)/.wheel ## leave one wheel for this Python in dist/
	rm -rf dist && mkdir dist && cp $(WHEEL) dist/

wheel-check: wheel ## does the wheel answer in an empty venv, and refuse to be imported without its extension?
	$(PYTHON) tests/wheel/check.py dist/*.whl

develop: $(VENV)/.group-dev ## build quickly and install in place: then `.venv/bin/pytest` tests the tree
	rm -f $(VENV)/.installed
	VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/maturin develop --locked --profile dev-opt --extras standard

# It ends with 3 where a change made the tests hang, which is noticed too.
mutants: $(VENV)/.group-dev ## do the tests notice? cargo-mutants on the core crate, planted faults elsewhere (hours; ARGS= names faults)
	$(if $(ARGS),,cargo mutants --package ferroapi-core --output target || test $$? = 3)
	$(BIN)/python tests/mutants/run.py $(ARGS)

bench: $(VENV)/.installed $(VENV)/.group-bench ## FastAPI, FerroAPI and raw ASGI interleaved in process: the README's table and chart (ARGS=--check)
	$(BIN)/python -m benches.python $(ARGS)

bench-pytest: $(VENV)/.installed $(VENV)/.group-bench ## the same cases under pytest-benchmark (ARGS= goes to pytest)
	$(BIN)/python -m pytest benches/python $(ARGS)

count: $(VENV)/.installed $(VENV)/.group-bench ## count instructions per request under callgrind and write them down
	$(BIN)/python -m benches.counts $(ARGS)

count-check: $(VENV)/.installed $(VENV)/.group-bench ## count again: more than 2 % over what is written down fails
	$(BIN)/python -m benches.counts --check $(ARGS)

load: $(VENV)/.installed $(VENV)/.group-bench ## server CPU per request under uvicorn, FastAPI and raw ASGI beside
	$(BIN)/python -m benches.load $(ARGS)

conformance: $(SUITE)/.installed ## FastAPI's own test suite (needs ../shared); what passed must pass
	$(SUITE)/bin/python tests/conformance/check.py --shared $(SHARED) $(ARGS)

conformance-update: $(SUITE)/.installed ## the same, and add what passes now to the committed list
	$(SUITE)/bin/python tests/conformance/check.py --shared $(SHARED) --update $(ARGS)

originality: $(VENV)/.group-test ## is no run of six lines FastAPI's or Starlette's? (needs ../shared)
	$(BIN)/python $(SHARED)/originality.py . $$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')

clean: ## remove what was built, venvs included
	rm -rf target dist .venv .venv-3.* $(SUITE) .benchmarks .mypy_cache .pytest_cache .ruff_cache rust/ferroapi-core/fuzz/target
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- how the venvs come to be

$(VENV)/.pip: # `pip install --group` wants pip 25.1
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	touch $@

$(VENV)/.group-%: pyproject.toml | $(VENV)/.pip
	$(BIN)/python -m pip install --quiet --group $*
	touch $@

$(VENV)/.profile-%: | $(VENV)/.pip
	rm -f $(VENV)/.profile-*
	touch $@

# The example's group before the wheel: the profile's training runs with it.
$(VENV)/.wheel: $(SOURCES) $(VENV)/.profile-$(PROFILE) | $(VENV)/.group-build $(VENV)/.group-example
	rm -rf $(VENV)/wheel
	$(BIN)/python rust/release/build.py --out $(VENV)/wheel $(if $(filter off,$(PROFILE)),--plain)
	touch $@

# The example's group, there already, pins what the wheel would take the newest of. Uninstalled first: pip keeps an equal version.
$(VENV)/.installed: $(VENV)/.wheel
	$(BIN)/python -m pip uninstall -qq --yes ferroapi
	$(BIN)/python -m pip install --quiet "$(WHEEL)[standard]"
	touch $@

$(SUITE)/.pip: $(SHARED)/compat/requirements-suite.txt
	$(PYTHON) -m venv --clear $(SUITE)
	$(SUITE)/bin/python -m pip install --quiet --requirement $<
	touch $@

$(SUITE)/.installed: $(VENV)/.wheel $(SUITE)/.pip
	$(SUITE)/bin/python -m pip uninstall -qq --yes ferroapi
	$(SUITE)/bin/python -m pip install --quiet $(WHEEL)
	touch $@
