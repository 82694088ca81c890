PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Compiled once, and not anew in each process that a test starts.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run setup test prove lint bench messages pictures clean
.DEFAULT_GOAL := help

help: ## show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test,lint]'
	@touch $@

setup: $(VENV)/.installed ## make .venv with all that run, tests and lint need

run: setup ## start the bot; without MADANG_TOKEN the rehearsal opens
	$(BIN)/madang run

test: setup ## all tests
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

prove: setup ## the heavy proofs: every file, at every step, against the slow count
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[oracle]'
	$(BIN)/python -m pytest -m slow -n 2

lint: setup ## ruff, mypy, floors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup ## the benchmarks, with the packages that they compare against
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench,oracle]'
	$(BIN)/python -m bench

messages: setup ## check the catalogs against the texts in the code
	$(BIN)/python -m locales.catalogs

pictures: setup ## take the handbook's pictures from the rehearsal (needs Chromium)
	$(BIN)/python -m docs.pictures
