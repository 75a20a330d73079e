#!/bin/sh
# Rewrites requirements.txt: what the program needs to run, at the versions of constraints.txt, with the hash of
# every file. PYTHON names the interpreter. No package runs, but one without a wheel may run its build.
set -eu
unset CDPATH PYTHONHOME PYTHONPATH
cd -- "$(dirname -- "$0")/../.."

export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_USER=0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -qq uv
"$folder/venv/bin/uv" pip compile --quiet --universal --python-version 3.11 --extra all --constraint constraints.txt \
    --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
    --output-file "$folder/requirements" pyproject.toml
{
    sed -n '/^#/p; /^[^#]/q' requirements.txt
    cat "$folder/requirements"
} >"$folder/renewed"
cp "$folder/renewed" requirements.txt
