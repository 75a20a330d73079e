#!/bin/sh
# Runs checks, each named and timed on a line, and fails at the end if one failed.
# Usage: .ci/test.sh [data|lint|unit|browser|all]
set -u
unset CDPATH
# A make that a test starts is not a part of the make that started this script.
unset MAKEFLAGS MAKELEVEL MFLAGS
# Tests start the program hundreds of times; without bytecode it would be compiled each time.
unset PYTHONDONTWRITEBYTECODE
# The theme announces its own end of life at every start.
export NO_MKDOCS_2_WARNING=1
cd -- "$(dirname -- "$0")/.." || exit 1

bin=.venv/bin
log=$(mktemp) || exit 1
linting=
trap 'rm -f "$log" "$log.lint"; [ -z "$linting" ] || kill "$linting" 2>/dev/null' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
passed=0
failed=0
failures=

# step NAME COMMAND...
step() {
    name=$1
    shift
    printf '%-30s ' "$name"
    began=$(date +%s)
    "$@" >"$log" 2>&1 </dev/null
    code=$?
    seconds=$(($(date +%s) - began))
    if [ $code = 0 ]; then
        passed=$((passed + 1))
        note=
        case $name in pytest*) note=$(tail -n 1 "$log" | tr -d =) ;; esac
        printf 'ok    %4d s %s\n' $seconds "$note"
    else
        failed=$((failed + 1))
        failures="$failures${failures:+, }$name"
        printf 'FAIL  %4d s\n' $seconds
        sed 's/^/    /' "$log"
        [ -s "$log" ] || echo "    (exit code $code, no output)"
    fi
}

tree() {
    git status --porcelain 2>/dev/null
}

same_tree() {
    [ -z "$(tree)" ] || { tree; return 1; }
}

lint() {
    step "ruff check" $bin/python -m ruff check --no-fix
    step "ruff format --check" $bin/python -m ruff format --check
    step "mypy" $bin/python -m mypy
    step "lint-imports" $bin/lint-imports
    step "tsc" sh .ci/typescript.sh
    step "zizmor" $bin/zizmor --offline --no-progress --quiet --persona auditor .github
    step "workflow schema" $bin/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
    step "issue form schema" $bin/check-jsonschema --builtin-schema vendor.github-issue-forms \
        .github/ISSUE_TEMPLATE/add-work.yml .github/ISSUE_TEMPLATE/correct-work.yml .github/ISSUE_TEMPLATE/dead-link.yml
    step "dependabot schema" $bin/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
}

data() {
    step "survey check" $bin/survey check
    step "survey fmt --check" $bin/survey fmt --check
    step "pytest: data" $bin/python -m pytest -q tests/data
}

generated() {
    step "survey readme --check" $bin/survey readme --check
    step "survey schema --check" $bin/survey schema --check
    step "survey bot forms --check" $bin/survey bot forms --check
}

site() {
    step "site build" sh .ci/site.sh --force
}

# COVERAGE=1 measures branches, also in the processes that tests start, and prints a table.
unit() {
    run="$bin/python -m pytest"
    [ -z "${COVERAGE:-}" ] || run="$bin/python -m coverage run -m pytest"
    # Twice as many processes as processors: many tests wait for pauses, servers and other processes.
    step "pytest: unit and golden" env SURVEY_SITE_DIR=site $run -q -m "not browser" -n "$(($(nproc) * 2))" --dist worksteal \
        --ignore=tests/data --ignore=tests/browser
    [ -z "${COVERAGE:-}" ] || {
        $bin/python -m coverage combine --quiet && $bin/python -m coverage report
    }
}

browser() {
    step "a browser" sh .ci/browser.sh
    # One process more than processors, since pages wait now and then.
    step "pytest: browser" env SURVEY_SITE_DIR=site $bin/python -m pytest -q -m browser -n "$(($(nproc) + 1))" \
        --dist worksteal tests/browser tests/contribute tests/scripts
}

before=$(tree)

case ${1:-all} in
data | lint) "$1" ;;
unit | browser) site; "$1" ;;
all)
    # Most of these need one processor only.
    sh .ci/test.sh lint >"$log.lint" 2>&1 &
    linting=$!
    data
    generated
    site
    step "lint, beside the steps above" wait $linting
    linting=
    sed 's/^/    /' "$log.lint"
    unit
    browser
    ;;
*) echo "usage: $0 [data|lint|unit|browser|all]" >&2; exit 2 ;;
esac

# Only a clean checkout can tell whether the checks changed it.
[ -n "$before" ] || step "checkout left unchanged" same_tree

[ $failed = 0 ] || echo "Failed: $failures"
echo "steps: $passed passed, $failed failed"
[ $failed = 0 ]
