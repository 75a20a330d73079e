#!/bin/sh
# Builds the site with ProperDocs, which continues MkDocs, into a temporary folder; fails as `make site` would.
set -eu
unset CDPATH
cd -- "$(dirname -- "$0")/.."

# The theme announces its own end of life at every start.
export NO_MKDOCS_2_WARNING=1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
.venv/bin/python -m properdocs build --strict --config-file mkdocs.yml --site-dir "$folder/site" \
    >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
test -f "$folder/site/index.html"
echo "ProperDocs builds the site, too."
