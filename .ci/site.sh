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
    for path in entries taxonomy.yaml generator site_src mkdocs.yml constraints.txt pyproject.toml; do
        [ ! -e "$path" ] || find "$path" -name __pycache__ -prune -o -type f -exec cksum {} +
    done | LC_ALL=C sort
}

now=$(inputs)
if [ "${1:-}" != --force ] && [ -f site/index.html ] && [ -f $stamp ] && [ "$(cat $stamp)" = "$now" ]; then
    echo "site/ is up to date; 'make serve' shows it."
    exit 0
fi

rm -f $stamp
.venv/bin/python -m mkdocs build --strict --quiet
printf '%s\n' "$now" >$stamp
echo "The site is in site/. To look at it: 'make serve', or 'python3 -m http.server -d site'"
echo "and open http://127.0.0.1:8000/"
