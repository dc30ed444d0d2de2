# make demo   install into .venv and run the main job to a report
# make test   install with the test extras and run the whole suite: style, types, tests
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test test-long clean

demo: .venv/installed
	$(BIN)/gridsim compare scenarios/fresh_food.yaml --out results/demo --overwrite

test: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -m "not long"

test-long: .venv/installed-dev
	$(BIN)/python -m pytest -m long

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

.venv/installed-dev: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	touch $@ .venv/installed

clean:
	rm -rf .venv results
