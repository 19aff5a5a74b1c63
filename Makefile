# ActivityWatch. `make run` and `make test` install everything they need; the rest assumes nothing either.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest

.PHONY: help run run-testing test test-unit test-integration soak check lint types format webui screenshots bench clean build uninstall install package smoke

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  \033[1m%-18s\033[0m %s\n", $$1, $$2}' Makefile

run: ## Install what is needed and start the tray (headless without a display)
	@$(PYTHON) packaging/prepare.py run
	@$(BIN)/aw-qt $(ARGS)

run-testing: ## The same in testing mode: port 5666, files of its own
	@$(MAKE) --no-print-directory run ARGS="--testing $(ARGS)"

test: ## Install what is needed and run every test but the long counts
	@$(PYTHON) packaging/prepare.py test
	@$(BIN)/python bundle/aw-webui/build.py --check
	@$(PYTEST) -n 2 -m "not system and not soak" $(ARGS)
	@$(PYTEST) -m "system and not soak" $(ARGS)

test-unit: ## Only the tests that start no real programs
	@$(PYTHON) packaging/prepare.py test
	@$(PYTEST) -n 2 -m "not system and not soak" $(ARGS)

test-integration: ## Only the tests with real processes, displays and browsers
	@$(PYTHON) packaging/prepare.py test
	@$(PYTEST) -m "system and not soak" $(ARGS)

soak: ## The long counts: a thousand kills, hundreds of power cuts, ten idle minutes
	@$(PYTHON) packaging/prepare.py test
	@$(PYTEST) -m soak -s --timeout 3600 $(ARGS)

check: lint types test ## Everything that must hold before a change lands

lint: ## Style and likely mistakes (ruff)
	@$(PYTHON) packaging/prepare.py test
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

format: ## Lay the code out (ruff)
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

types: ## Types (mypy, strict)
	@$(PYTHON) packaging/prepare.py test
	@$(BIN)/mypy

webui: ## Build the web UI into the server
	@$(PYTHON) packaging/prepare.py run

screenshots: ## Pictures of every page to be looked at, into tests/output (ARGS: a folder and words to choose by)
	@$(PYTHON) packaging/prepare.py test
	@$(BIN)/python -m tests.webui.screenshots $(ARGS)

bench: ## Measure speed and weight (never part of the tests)
	@$(PYTHON) packaging/prepare.py test
	@for b in benchmarks/bench_*.py; do echo "== $$b"; PYTHONPATH=.:bundle $(BIN)/python $$b || exit 1; done

build: ## Install everything into the active virtualenv (PIP_USER=true: user site; DEV=true: editable)
	@$(PYTHON) packaging/into_python.py build

uninstall: ## Remove exactly what `make build` installed, and the menu entry of `make install`
	@$(PYTHON) packaging/into_python.py uninstall
	@$(PYTHON) packaging/linux/menu_entry.py uninstall

install: ## Add the menu entry and the icons for the current user
	@$(PYTHON) packaging/linux/menu_entry.py install

package: ## Freeze every program; archives and packages into dist/ (ARGS=--folder-only: just the folder)
	@$(PYTHON) packaging/prepare.py package
	@$(BIN)/python packaging/package.py $(ARGS)

smoke: ## Prove what `make package` made: unpack, start, ask, kill, stop (ARGS: a file in dist/, --short, …)
	@$(PYTHON) packaging/smoke.py $(ARGS)

clean: ## Remove what was built here; no recorded activity is touched
	rm -rf .venv .make build dist *.egg-info bundle/*.egg-info bundle/aw_server/static bundle/aw-webui/node_modules
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
