# make demo   install into .venv and run the main job to a report
# make experiments   play every experiment of the systems S1 to S26 into results/experiments, and say of each whether its claim holds
# make trials   play the field experiments as virtual trials (under ten minutes on two cores) and write docs/trials.md
# make validation   play the published figures anew (some 20 minutes on two cores) and write docs/validation.md from the executed notebook
# make sceptic   play what a sceptic asks, and write docs/sceptic.md (some ten minutes on two cores)
# make scaling   time and memory against people, ties, impressions, replicates and threads (a quarter of an hour): docs/speed.md, its charts and docs/speed.json
# make test-money   2,000 small towns drawn at random keep every law of money (part of make test-long; a few minutes)
# make test   install with the test extras and run the whole suite: style, types, tests
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo experiments trials validation sceptic scaling test test-long test-money clean

demo: .venv/installed
	$(BIN)/gridsim compare scenarios/fresh_food.yaml --out results/demo --overwrite

experiments: .venv/installed
	$(BIN)/python experiments/run.py s

trials: .venv/installed
	$(BIN)/python -m experiments.trials

validation: .venv/installed-docs
	$(BIN)/python experiments/validation/make.py

sceptic: .venv/installed
	$(BIN)/python experiments/make_sceptic.py

scaling: .venv/installed
	$(BIN)/python benchmarks/scaling.py

test: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/gridsim warm
	$(BIN)/python -m pytest -m "not long" -n auto --dist worksteal

test-long: .venv/installed-dev
	$(BIN)/python -m pytest -m long

test-money: .venv/installed-dev
	$(BIN)/python -m pytest -m long tests/engine/test_money.py

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

.venv/installed-dev: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev,peers]"
	touch $@ .venv/installed

.venv/installed-docs: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[docs]"
	touch $@ .venv/installed

clean:
	rm -rf .venv results
