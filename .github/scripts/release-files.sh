#!/bin/sh
# Writes the files of a release into a folder: those of `survey release`, the wheel, and a bill of materials
# (CycloneDX) of the packages that the program was tested with. TAG names the release: v1.2.0.
set -eu
unset CDPATH
folder=$1
cd -- "$(dirname -- "$0")/../.."

.venv/bin/python -m pip install -qq -c constraints.txt --no-build-isolation -e '.[release]'
.venv/bin/survey release "${TAG#v}" --output "$folder"
.venv/bin/python -m pip wheel -q --no-deps --no-build-isolation --wheel-dir "$folder" .
.venv/bin/cyclonedx-py environment --output-reproducible --pyproject pyproject.toml \
    --output-file "$folder/sbom.cdx.json" .venv
