#!/bin/sh
# Creates the release of TAG on the host, with the files of a folder.
set -eu
unset CDPATH
folder=$1
cd -- "$(dirname -- "$0")/../.."

gh release create "$TAG" --verify-tag --title "$TAG" --notes-file "$folder/CHANGES.md" "$folder"/* "$folder"/.zenodo.json
