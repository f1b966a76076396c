# Two commands do all there is to set up: `make chat` talks, `make test` checks everything.
PYTHON ?= python3
BIN := .venv/bin
ARTICLE := $(firstword $(wildcard ../shared/article/*.txt))
OWN_WORDS := $(wildcard ../shared/checks/own_words.py)

.PHONY: chat test laws pictures transcripts map bench chaos tune encoder format clean

chat: .venv/.chat
	@$(BIN)/crossroads prepare
	@$(BIN)/crossroads chat

test: .venv/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/crossroads prepare
	$(BIN)/pytest
	$(BIN)/crossroads check $(if $(ARTICLE),--article $(ARTICLE))
	$(if $(OWN_WORDS),$(BIN)/python $(OWN_WORDS))

# The pictures in README.md, from a conversation that the bot really holds; a few seconds.
pictures: .venv/.dev
	$(BIN)/python -m tests.pictures

# What the bot says in the recorded conversations, written anew; read the diff before you commit it.
transcripts: .venv/.dev
	$(BIN)/python -m tests.transcripts

# The map in README.md, with how often the recorded conversations take each arrow.
map: .venv/.dev
	$(BIN)/python -m tests.walks

bench: .venv/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	$(BIN)/python -m bench

# The laws of the advice over all ways of marking and many more people than `make test` takes; some minutes.
laws: .venv/.dev
	CROSSROADS_LAWS=1 $(BIN)/pytest tests/dialogs/advice

# Bots are killed a hundred times while two hundred people talk to them, and once at every write; ten minutes.
chaos: .venv/.dev
	$(BIN)/python -m tests.chaos

# The thresholds of the search, from the calibration questions (cross-validated, seeded); prints what to write where.
tune: .venv/.dev
	$(BIN)/python -m bench.tune

# The encoder's weights themselves: rarely, half an hour on two cores, and it brings PyTorch along.
encoder: .venv/.dev
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[encoder]'
	$(BIN)/python -m bench.encoder

format: .venv/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.venv/.chat: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Crossroads needs Python 3.11 or later: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/.dev: .venv/.chat
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

clean:
	rm -rf .venv
