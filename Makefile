# What a developer needs. `make help` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TYPES := build/types/fairmark
PORT ?= 8080

.PHONY: help install demo test test-nightly lint bench schemas docs clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | sort

install: $(VENV)/installed ## everything into .venv

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[server,dev]'
	@touch $@

test: install ## all tests, as CI runs them
	$(BIN)/python -P -m pytest --numprocesses=auto

lint: install types ## style, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	MYPYPATH=build/types $(BIN)/mypy -p fairmark
	$(BIN)/lint-imports

.PHONY: types
types: # mypy needs the packages under their import name
	@mkdir -p $(TYPES)
	@for room in schemas validators server fixtures; do ln -sfn "$(CURDIR)/$$room" $(TYPES)/$$room; done

schemas: install ## CASE 1.1 anew from 1.0 and the delta
	$(BIN)/python schemas/case/build.py

clean: ## all that was made
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
