#!/bin/sh
# Builds site/ if one of its inputs changed since the last build.
# Usage: .ci/site.sh [--force]
set -eu
unset CDPATH
cd -- "$(dirname -- "$0")/.."

stamp=.venv/.site
# The theme announces its own end of life at every start.
export NO_MKDOCS_2_WARNING=1

# Sums rather than dates, so that a deleted or renamed file counts as a change too.
inputs() {
    for path in entries taxonomy.yaml generator site_src mkdocs.yml constraints.txt pyproject.toml \
        .cache/survey/arxiv .cache/survey/openalex; do
        [ ! -e "$path" ] || find "$path" -name __pycache__ -prune -o -type f -exec cksum {} +
    done | LC_ALL=C sort
}

now=$(inputs)
if [ "${1:-}" != --force ] && [ -f site/index.html ] && [ -f $stamp ] && [ "$(cat $stamp)" = "$now" ]; then
    echo "site/ is up to date; 'make serve' shows it."
    exit 0
fi

rm -f $stamp
# With --quiet, MkDocs would count no warnings, so that --strict would not fail for any.
.venv/bin/python -m mkdocs build --strict >.venv/site.log 2>&1 || { cat .venv/site.log >&2; exit 1; }
printf '%s\n' "$now" >$stamp
echo "The site is in site/. To look at it: 'make serve', or 'python3 -m http.server -d site'"
echo "and open http://127.0.0.1:8000/"
