# `make run` and `make test` need Python >= 3.11 with pip, and nothing else of ours.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP     = $(BIN)/python -m pip install --quiet --disable-pip-version-check
UV_VERSION := 0.13.9

.PHONY: run test format lock eval eval-sets clean

run: $(VENV)/.run
	$(BIN)/python bot.py run

# The same venv serves all; each lock holds the one before it with the same pins.
test: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy bot.py
	$(BIN)/pytest -n auto --dist loadfile

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Debian packs what `venv` installs pip with separately: where it is missing, the system's own pip does it.
$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	if $(PYTHON) -c 'import ensurepip' 2>/dev/null; then $(PYTHON) -m venv $(VENV); \
	else $(PYTHON) -m venv --without-pip $(VENV) && $(PYTHON) -m pip --python $@ install --quiet pip; fi

$(VENV)/.run: requirements.lock | $(BIN)/python
	$(PIP) --require-hashes -r requirements.lock
	touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	$(PIP) --require-hashes -r requirements-dev.lock
	touch $@

$(VENV)/.bench: requirements-bench.lock $(VENV)/.dev
	$(PIP) --require-hashes -r requirements-bench.lock
	touch $@

$(VENV)/.uv-$(UV_VERSION): | $(BIN)/python
	$(PIP) uv==$(UV_VERSION)
	touch $@

# Rewrites the lock files: universal (any platform, Python >= 3.11), hashed, without a registry's address. Versions stay
# as they are while pyproject.toml allows them; `make lock UPGRADE=--upgrade` takes the newest that it allows.
UPGRADE ?=
COMPILE  = $(BIN)/uv pip compile --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes --no-header \
           --no-emit-index-url --no-emit-find-links pyproject.toml
lock: $(VENV)/.uv-$(UV_VERSION)
	$(COMPILE) -o requirements.lock
	$(COMPILE) -c requirements.lock --group dev -o requirements-dev.lock
	$(COMPILE) -c requirements-dev.lock --group dev --group bench -o requirements-bench.lock

# Measures everything that docs/quality.md and docs/briefing.md tell, and rewrites their marked tables. EVAL is a folder
# with seeds/dev (a gold set, docs/evaluation.md), ir (collections, a folder each) and, if it has them,
# sentences, summ (*.jsonl) and kit/summ (peers.py, bench.py). It takes a quarter of an hour; PEERS=1 measures the
# summarisers of the kit too, which do not change with ours and take as long again (bench/summaries.py).
PEERS ?=
BENCH = $(BIN)/python -m bench
TABLES = --markdown docs/quality.md
of_briefing = $(if $(shell grep -s '<!-- $(1) -->' docs/briefing.md),--markdown docs/briefing.md)
KIT = $(EVAL)/kit/summ
SUMMARIES = $(shell grep -ls '"references"' $(EVAL)/summ/*.jsonl)
eval: eval-sets $(VENV)/.bench
	$(BENCH).quality $(EVAL)/seeds/dev $(TABLES)
	$(BENCH).corpus $(EVAL)/seeds/dev
	$(BENCH).ablation $(EVAL)/seeds/dev $(call of_briefing,ablation-gold)
	$(BENCH).retrieval $(EVAL)/ir $(TABLES)
	$(BENCH).retrieval $(EVAL)/ir --typos $(TABLES)
	$(BENCH).matching curve $(EVAL)/seeds/dev --plot docs/matching.png $(TABLES) \
	--negatives $(EVAL)/ir/agnews/queries.jsonl $(EVAL)/ir/squad_topic/queries.jsonl
	$(BENCH).matching misspellings $(EVAL)/ir/squad_kw3 $(EVAL)/ir/agnews $(EVAL)/ir/xquad_en $(TABLES)
	test ! -d $(EVAL)/sentences || $(BENCH).sentences $(EVAL)/sentences $(call of_briefing,sentences)
	test ! -d $(EVAL)/summ || $(BENCH).summaries --data $(SUMMARIES) $(if $(wildcard $(KIT)/peers.py),--kit $(KIT)) \
	$(call of_briefing,summaries)
	test ! -d $(EVAL)/summ || $(BENCH).summaries --data $(SUMMARIES) --ablate $(call of_briefing,ablation-sets)
	test -z "$(PEERS)" || $(BENCH).summaries --data $(SUMMARIES) --kit $(KIT) --peers $(call of_briefing,summaries-peers)

eval-sets:
	@test -d "$(EVAL)/seeds/dev" -a -d "$(EVAL)/ir" || \
	{ echo 'Say where the evaluation sets are: make eval EVAL=folder, with seeds/dev and ir in it.' >&2; exit 2; }

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
