#!/bin/sh
# Replaces requirements.txt with a file that has pins with hashes and nothing else, from a job that ran new packages.
# Usage: copy-requirements.sh FILE
set -eu

pin='[a-z0-9][a-z0-9-]*==[A-Za-z0-9.!+_-]+( ; [A-Za-z0-9_.<>=!'"'"'" ()-]+)? \\'
hash='    --hash=sha256:[0-9a-f]{64}( \\)?'
if odd=$(grep -n -v -E "^(#.*|$pin|$hash)$" "$1"); then
    printf 'error: %s has lines that are not pins with hashes:\n%s\n' "$1" "$odd" >&2
    exit 1
fi
cp "$1" requirements.txt
