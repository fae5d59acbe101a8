# GovTech Front Osaka. Needs Python 3.11 or newer and make; everything else is set up in this folder.

SHELL := /bin/sh
NEWEST = for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	  if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$p; break; fi; done
PYTHON ?= $(shell $(NEWEST))
VENV := .venv/bin
ARGS ?=

ifeq ($(strip $(PYTHON)),)
$(error Python 3.11 or newer is needed, and there is none on the path. Install it, or name it: make PYTHON=/path/to/python3 …)
endif

.DEFAULT_GOAL := help
.PHONY: help run test setup setup-dev check format bench coverage docs lock wheel clean

help: ## この一覧 (this list)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

run: ## 見本の内容で動かす、PORT=8000 (set up, load the demonstration, serve)
	@$(PYTHON) setup/run.py

test: setup-dev ## すべての試験、ARGS=… (the whole suite, with PostgreSQL and Chromium)
	@CHROMIUM="$$($(PYTHON) setup/chromium.py)" && export CHROMIUM && $(VENV)/python -m pytest -n auto --dist=worksteal $(ARGS)

setup: ## .venv と画面の部品を用意する (prepare .venv and the assets)
	@$(PYTHON) setup/environment.py run
	@$(PYTHON) setup/assets.py

setup-dev:
	@$(PYTHON) setup/environment.py dev
	@$(PYTHON) setup/assets.py

check: setup-dev ## 書き方・型・構造の検査 (lint, types, architecture)
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy
	$(VENV)/lint-imports --no-logo
	$(VENV)/djlint --quiet --lint templates
	$(VENV)/python -m pytest -q -n auto -m "not slow" tests/architecture

format: setup-dev ## 書き方を直す (format)
	$(VENV)/ruff check --fix .
	$(VENV)/ruff format .

bench: setup-dev ## 速さと、落ちたときに失わないこと (speed as ratios, and what a crash loses)
	$(VENV)/python -m tests.bench $(ARGS)

coverage: setup-dev ## 試験が通った枝 (branches that the suite takes)
	@CHROMIUM="$$($(PYTHON) setup/chromium.py)" && export CHROMIUM && $(VENV)/python -m pytest -n auto --dist=worksteal --cov --cov-report=term $(ARGS)

docs: setup-dev ## docs/reference.md を作り直す (write the reference anew from the code)
	$(VENV)/python setup/reference.py

lock: ## requirements*.lock を作り直す、uvが要る (compile the locks anew; needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --upgrade pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -c requirements.lock pyproject.toml --group dev -o requirements-dev.lock

wheel: setup-dev ## 配布物 (the wheel)
	$(VENV)/python -m build --wheel --no-isolation

clean: ## 作られたものを消す、varは残す (remove what was made; var stays)
	rm -rf .venv build dist node_modules govtech/static/vendor .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
