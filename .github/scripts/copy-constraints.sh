#!/bin/sh
# Replaces constraints.txt with a file that has pins and nothing else: new packages ran where the file was made.
# Usage: copy-constraints.sh FILE
set -eu

if odd=$(grep -n -v -E '^(#.*|[a-z0-9][a-z0-9-]*==[A-Za-z0-9.!+_-]+)$' "$1"); then
    printf 'error: %s has lines that are not pins:\n%s\n' "$1" "$odd" >&2
    exit 1
fi
cp "$1" constraints.txt
