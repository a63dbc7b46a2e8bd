# Two commands do everything on a fresh machine: `make run` and `make test`. What they need, and what is
# missing, is said by scripts/setup in one line.

SITE ?= sostegno.localhost
PORT ?= 8000
HOST ?= 127.0.0.1
VENV := .venv
PYTHON := $(VENV)/bin/python
BANCO := $(VENV)/bin/banco
export BANCO_SITES := $(CURDIR)/sites
# Some at a time, each with a site of its own; a site that is given is one, and its tests go one after the other.
PARALLEL := $(if $(SITE_URL),,-n auto --dist loadfile)

# What needs no browser runs side by side, the longest first; each says what it found once it is through.
SIDE_BY_SIDE := app-test http-test host-unit lint desk-unit
JOBS := $(shell [ "$$(nproc 2>/dev/null || echo 2)" -gt 3 ] && echo 3 || echo 2)
HEAD = @echo "== $@"
TOGETHER := $(if $(filter output-sync,$(.FEATURES)),-j $(JOBS) --output-sync=target)

.PHONY: help run setup setup-test desk site test lint unit host-unit desk-unit app-test long-tests http-test browser-test guide requirements bench-figures office-figures lock bench-install clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## / - /'

run: ## set everything up and serve the desk with both services and the demo cases
	@scripts/setup run
	@scripts/serve $(SITE) $(HOST) $(PORT)

setup: ## install what the product needs
	@scripts/setup run

setup-test: ## install what the tests need too
	@scripts/setup test

test: setup-test ## run every test, the browser included
	@$(MAKE) --no-print-directory --keep-going $(TOGETHER) $(SIDE_BY_SIDE)
	@$(MAKE) --no-print-directory browser-test requirements

lint: setup-test ## ruff, mypy, and the desk's types and form
	$(HEAD)
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@npm --prefix apps/banco/desk run --silent check

unit: host-unit desk-unit ## tests of the host and of the desk's code

host-unit: setup-test
	$(HEAD)
	@$(PYTHON) -m pytest -n auto apps/banco/tests

desk-unit: setup-test
	$(HEAD)
	@npm --prefix apps/banco/desk test --silent

app-test: setup-test ## tests of the app, run on the host in Frappe's manner
	$(HEAD)
	@scripts/app-test

long-tests: setup-test ## 10,000 random lives of money of 50 steps each, with crashes in the middle (an hour and more)
	@scripts/long-tests

http-test: setup-test ## black-box tests over HTTP, on SITE_URL or on a site of their own
	$(HEAD)
	@$(PYTHON) -m pytest $(PARALLEL) tests/http

browser-test: setup-test ## walks of the desk in a real browser; pictures in artefacts/
	$(HEAD)
	@$(PYTHON) -m pytest $(PARALLEL) tests/browser

guide: browser-test ## make the pictures of the user guide anew
	@$(PYTHON) scripts/guide

requirements: setup-test ## every line of the briefs with the tests that show it
	@$(PYTHON) tests/requirements.py

bench-figures: setup-test ## the figures of speed and memory, as JSON
	@$(PYTHON) tests/figures/run.py

office-figures: setup-test ## the figures of an office's work over 100,000 referrals, as JSON (minutes)
	@$(PYTHON) tests/figures/office.py

lock: setup-test ## pin the dependencies again
	@scripts/lock

bench-install: ## take the app into a Frappe bench: make bench-install BENCH=~/frappe-bench SITE=my.site
	@scripts/bench-install "$(BENCH)" "$(SITE)"

clean: ## remove what setup and tests made; sites stay
	rm -rf $(VENV) apps/banco/desk/node_modules apps/banco/desk/dist artefacts
