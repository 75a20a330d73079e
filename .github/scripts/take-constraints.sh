#!/bin/sh
# Puts renewed pins in place of constraints.txt, if they are pins and nothing else: who made them ran new packages.
# Usage: take-constraints.sh FILE
set -eu

if odd=$(grep -n -v -E '^(#.*|[a-z0-9][a-z0-9-]*==[A-Za-z0-9.!+_-]+)$' "$1"); then
    printf 'error: %s has lines that are no pins:\n%s\n' "$1" "$odd" >&2
    exit 1
fi
cp "$1" constraints.txt
