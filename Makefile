# SPDX-License-Identifier: MIT
# Every verb of the workshop. `make help` lists them; `make run` and `make test` are all a newcomer needs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCKED := $(VENV)/.from-lock
INSTALLED := $(VENV)/.installed

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules
export PYTHONUTF8 := 1

.PHONY: help
help: ## list the verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

.PHONY: install
install: $(INSTALLED) ## the virtual environment, from requirements.lock

# pip brings uv alone, from the lock with its hashes; uv brings the rest in seconds.
$(LOCKED): requirements.lock
	@command -v $(PYTHON) >/dev/null || { echo "Нет Python: установите Python 3.11 или новее. / No Python: install Python 3.11 or newer." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' || { echo "Нужен Python 3.11–3.14: make PYTHON=python3.11 … / Python 3.11 to 3.14 is needed." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Нет модуля venv: установите пакет python3-venv. / No venv module: install the package python3-venv." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@awk '/^uv==/ { found = 1 } found { print } found && !/\\$$/ { exit }' requirements.lock > $(VENV)/uv.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $(VENV)/uv.lock
	@echo "Устанавливаются пакеты из requirements.lock… / Installing packages from requirements.lock…"
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-config --require-hashes -r requirements.lock
	@touch $@

$(INSTALLED): $(LOCKED) pyproject.toml
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-config --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: lock
lock: ## requirements.lock anew from pyproject.toml
	@test -x $(BIN)/uv || $(MAKE) install
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --quiet --output-file requirements.lock $(LOCK_OPTIONS)
	@if grep -nE '://|file:|--find-links|--index' requirements.lock; then \
		echo "requirements.lock must name no address of this machine." >&2; exit 1; fi

BUNDLE := platform/nastavnik/web/static/dist/manifest.json

.PHONY: bundle
bundle: $(BUNDLE) ## styles, scripts, icons and the font

$(BUNDLE): platform/frontend/package-lock.json platform/frontend/build.mjs platform/frontend/icons.txt $(shell find platform/frontend/src -type f)
	@command -v npm >/dev/null || { echo "Нет npm: установите Node.js 20 или новее. / No npm: install Node.js 20 or newer." >&2; exit 1; }
	cd platform/frontend && npm ci --silent && npm run --silent build

.PHONY: run
run: install bundle ## the product on this machine, until Ctrl-C; data stay in .local (PORT=8000)
	@$(BIN)/python -m nastavnik.local

.PHONY: style
style: install ## ruff alone
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

.PHONY: check
check: style ## ruff, types, catalogue
	$(BIN)/mypy
	$(BIN)/nastavnik i18n check

.PHONY: test
test: install bundle ## every test
	$(BIN)/pytest -n 2 $(TEST_OPTIONS)

.PHONY: fmt
fmt: install ## put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
