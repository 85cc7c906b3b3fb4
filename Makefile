# What a developer needs. `make help` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -P -m pytest
TYPES := build/types/fairmark
PORT ?= 8080

.PHONY: help install demo test test-wheel test-nightly lint types bench docs schemas twins clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | sort

install: $(VENV)/installed ## everything into .venv

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[server,dev]'
	@touch $@

demo: install ## the reference server with real frameworks, on 127.0.0.1 (PORT=8080)
	@$(BIN)/fairmark serve --demo --port $(PORT) --database sqlite:///build/demo/fairmark.db

test: install ## all tests, as CI runs them
	$(PYTEST) --numprocesses=auto --dist=loadfile

test-wheel: install ## the tests that a user's installation must pass, on the built wheel in an environment of its own
	rm -rf build/wheel build/wheel-env build/lib
	$(BIN)/python -m build --wheel --outdir build/wheel . > /dev/null
	$(PYTHON) -m venv build/wheel-env
	build/wheel-env/bin/python -m pip install --quiet --disable-pip-version-check build/wheel/*.whl pytest
	build/wheel-env/bin/python -P -m pytest tests/test_twins.py tests/test_installed.py

test-nightly: install ## the property-based tests at length
	FAIRMARK_NIGHTLY=1 $(PYTEST) --numprocesses=auto tests/test_robustness.py

lint: install types ## style, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	MYPYPATH=build/types $(BIN)/mypy -p fairmark
	$(BIN)/lint-imports

types: # mypy needs the packages under their import name
	@mkdir -p $(TYPES)
	@for room in schemas validators server fixtures; do ln -sfn "$(CURDIR)/$$room" $(TYPES)/$$room; done

bench: install ## measure against named peers (needs node and npm)
	$(BIN)/python bench/validate_case.py
	$(BIN)/python bench/import_case.py
	$(BIN)/python bench/serve_case.py waitress
	$(BIN)/python bench/serve_case.py gunicorn
	$(BIN)/python bench/verify_credentials.py
	$(BIN)/python bench/bulk_credentials.py
	$(BIN)/python bench/oneroster.py
	$(BIN)/python bench/learning_reports.py

docs: install ## docs/rules anew from the rules' declarations
	$(BIN)/python -P docs/build.py

schemas: install ## the schemas and contexts that are made of a base and deltas, or of tables
	$(BIN)/python -P schemas/case/build.py
	$(BIN)/python -P schemas/credentials/build.py
	$(BIN)/python -P schemas/credentials/contexts/build.py

twins: install ## the twins that are made by recipes: credentials (signed anew), spreadsheets, the learning profile
	PYTHONPATH=tests $(BIN)/python -P -m credential_twins
	PYTHONPATH=tests $(BIN)/python -P -m mixed_twins
	PYTHONPATH=tests $(BIN)/python -P -m scl_twins
	PYTHONPATH=tests $(BIN)/python -P -m spreadsheet_twins

clean: ## all that was made
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
