# Pliego's tasks. `make help` lists them.

PYTHON ?= python3
BIN := .venv/bin
LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-header --quiet --upgrade

QUESTIONS ?= ../shared/answers
SEED ?= ../shared/articles

.DEFAULT_GOAL := help
.PHONY: help install develop optional run test test-long evaluate lint lock clean

help: ## List these targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  \033[1m%-10s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: .venv/installed .venv/optional ## Make .venv with what it takes to run, and nothing outside this folder

develop: .venv/developed .venv/optional ## Make .venv with what it takes to run, check and test

optional: ## Try again to install the models that find articles by meaning
	@rm -f .venv/optional
	@$(MAKE) --no-print-directory .venv/optional

run: install ## Start the bot: on Telegram with TELEGRAM_TOKEN in .env, else in the rehearsal
	@$(BIN)/pliego run

lint: develop ## Check style, types and the arrows between the floors
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

test: lint ## Run every check, in under five minutes
	@$(BIN)/pytest -n 4 -m "not long"

test-long: develop ## Run the storms and the thousands in full
	@$(BIN)/pytest -m long

evaluate: develop ## Print how good the answers are, measured on questions with known answers
	@$(BIN)/python benchmarks/table.py $(QUESTIONS) --seed $(SEED)

lock: develop ## Resolve the dependencies again and write their hashes down
	@$(LOCK) --group build -o requirements/run.txt
	@$(LOCK) --group build --group develop -o requirements/develop.txt
	@$(LOCK:pyproject.toml=--no-deps) --group optional -o requirements/optional.txt
	@echo 'pip' | $(BIN)/uv pip compile - --universal --python-version 3.11 --generate-hashes \
		--no-header --quiet --upgrade -o requirements/pip.txt

clean: ## Remove the environment and the caches, never the data
	@rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

.venv/bin/python:
	@echo "Making .venv; this takes a minute the first time."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Pliego needs Python 3.11 or newer; try make PYTHON=python3.12 ...")'
	@$(PYTHON) -m venv .venv

.venv/installed: requirements/pip.txt requirements/run.txt pyproject.toml | .venv/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/pip.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@

.venv/developed: requirements/develop.txt .venv/installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/develop.txt
	@touch $@

# Each by itself, and without the one that has no wheel for this machine.
.venv/optional: requirements/optional.txt .venv/installed
	@for package in $$(sed -n 's/^\([a-z0-9-]*==[0-9.]*\) .*/\1/p' requirements/optional.txt); do \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: \
			--require-hashes --constraint requirements/optional.txt $$package > $@.log 2>&1 \
		|| echo "Without $${package%%==*}, which cannot be installed here: answers miss more. See $@.log; make optional tries again."; \
	done
	@touch $@
