#!/bin/sh
# Writes the files that are generated from taxonomy.yaml and entries/: README.md, lists/, issue forms, entry schema.
set -eu
unset CDPATH
cd -- "$(dirname -- "$0")/../.."

.venv/bin/survey readme
.venv/bin/survey bot forms
.venv/bin/survey schema --output .vscode/entry.schema.json
