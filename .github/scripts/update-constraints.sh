#!/bin/sh
# Rewrites constraints.txt with the newest packages that pyproject.toml allows; its leading comments stay.
# PYTHON names the interpreter, which should be the oldest version that the project supports.
set -eu
unset CDPATH PYTHONHOME PYTHONPATH
cd -- "$(dirname -- "$0")/../.."

export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_USER=0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -qq -U setuptools setuptools-scm
"$folder/venv/bin/python" -m pip install -qq '.[release,test]'
"$folder/venv/bin/python" -m pip freeze --all >"$folder/frozen"

{
    sed -n '/^#/p; /^[^#]/q' constraints.txt
    # Normalized names; without pip, this project and packages from files.
    sed -n 's/^\([A-Za-z0-9._-]*\)==\(.*\)$/\1 \2/p' "$folder/frozen" |
        awk '{ name = tolower($1); gsub(/[._-]+/, "-", name); if (name != "pip" && name != "living-survey") print name "==" $2 }' |
        LC_ALL=C sort
} >"$folder/constraints"
cp "$folder/constraints" constraints.txt
