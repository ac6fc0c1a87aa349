#!/bin/sh
# Make Superset's own environment from its hash-locked file. Usage: deploy/superset/make_venv.sh [FOLDER]
# Needs .venv (make lint makes it). Packages come from the index pip is set up for. Without FOLDER: .venv-superset.
set -eu

cd "$(dirname "$0")/../.."
folder=${1:-.venv-superset}

. tools/package_index.sh

[ -x "$folder/bin/python" ] || .venv/bin/uv venv -q --python .venv/bin/python "$folder"
.venv/bin/uv pip sync -q --python "$folder/bin/python" --require-hashes deploy/superset/requirements.lock
