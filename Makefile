# All that is made here goes to .venv/ and site/. The scripts in .ci/ decide what is out of
# date, since make itself cannot follow file names with spaces or notice deleted files.

.DEFAULT_GOAL := site
.NOTPARALLEL:
.SUFFIXES:
MAKEFLAGS += --no-print-directory
export PYTHON
# The theme announces its own end of life at every start.
export NO_MKDOCS_2_WARNING := 1

BIN := .venv/bin

.PHONY: help site test serve fmt check generate docs clean bench venv venv-run browser

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

site: venv-run ## build the site into site/ (what a bare 'make' does)
	@sh .ci/site.sh

test: venv ## run every check and test
	@sh .ci/test.sh

serve: venv-run ## show the site at http://127.0.0.1:8000/ and follow changes
	@$(BIN)/survey serve

fmt: venv ## rewrite entries and code in their canonical form
	@$(BIN)/survey fmt
	@$(BIN)/python -m ruff check --fix-only --quiet
	@$(BIN)/python -m ruff format --quiet

check: venv ## check the entries and the taxonomy
	@$(BIN)/survey check
	@$(BIN)/python -m pytest -q tests/data

generate: venv-run ## regenerate README.md, lists/, issue forms and schema
	@sh .github/scripts/generate.sh

docs: venv ## regenerate the pages Commands and Python API
	@$(BIN)/python -m reference

bench: venv ## run the benchmarks
	@$(BIN)/python -m benchmarks

venv: ## make the Python environment with all that the tests need
	@sh .ci/venv.sh test

venv-run:
	@sh .ci/venv.sh

browser: venv ## find or install the browser of the tests
	@sh .ci/browser.sh

clean: ## remove all that was made, .venv and site included
	@rm -rf .venv site build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
