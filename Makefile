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

.PHONY: help site test check lint unit browser coverage serve fmt generate docs bench clean venv venv-run

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

site: venv-run ## build the site into site/ (what a bare 'make' does)
	@sh .ci/site.sh

test: venv ## run every check and test
	@sh .ci/test.sh

check: venv ## check entries, taxonomy and texts, in seconds
	@sh .ci/test.sh data

lint: venv ## check style, types, imports and workflows
	@sh .ci/test.sh lint

unit: venv ## run the tests without a browser
	@sh .ci/test.sh unit

browser: venv ## find or install a browser, and run the tests in it
	@sh .ci/test.sh browser

coverage: venv ## run the tests without a browser, and print what they cover
	@COVERAGE=1 sh .ci/test.sh unit

serve: venv-run ## show the site at http://127.0.0.1:8000/ and follow changes
	@$(BIN)/survey serve

fmt: venv ## rewrite entries and code in their canonical form
	@$(BIN)/survey fmt
	@$(BIN)/python -m ruff check --fix-only --quiet
	@$(BIN)/python -m ruff format --quiet

generate: venv-run ## regenerate README.md, lists/, issue forms and schema
	@sh .github/scripts/generate.sh

docs: venv ## regenerate the pages Commands and Python API
	@$(BIN)/python -m reference

bench: venv ## run the benchmarks and write benchmarks/RESULTS.md
	@$(BIN)/python -m benchmarks

venv: ## make the Python environment with all that the tests need
	@sh .ci/venv.sh test

venv-run:
	@sh .ci/venv.sh

clean: ## remove all that was made, .venv and site included
	@rm -rf .venv site build .coverage *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
