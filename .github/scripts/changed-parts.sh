#!/bin/sh
# Tells whether a pull request changes more than entries: writes code=true or code=false to $GITHUB_OUTPUT.
# BASE names the branch that it is for.
set -eu
unset CDPATH
cd -- "$(dirname -- "$0")/../.."

changed=$(git diff --name-only "$BASE...HEAD")
code=false
printf '%s\n' "$changed" | grep -qv -e '^entries/[^/]*\.yaml$' -e '^$' && code=true
echo "code=$code" >>"$GITHUB_OUTPUT"
