#!/bin/sh
# Make Superset's own environment from its hash-locked file. Usage: deploy/superset/make_venv.sh [FOLDER]
# Needs .venv (make lint makes it). Packages come from the index pip is set up for. Without FOLDER: .venv-superset.
set -eu

cd "$(dirname "$0")/../.."
folder=${1:-.venv-superset}

# uv does not read pip's configuration: hand over the index and the certificates it names.
pip_setting() {
    .venv/bin/python -m pip config list 2>/dev/null | sed -n "s/^[^=]*\.$1='\(.*\)'\$/\1/p" | tail -n 1
}
index=${PIP_INDEX_URL:-$(pip_setting index-url)}
certificates=${PIP_CERT:-$(pip_setting cert)}
if [ -n "$index" ]; then export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$index}"; fi
if [ -n "$certificates" ]; then export SSL_CERT_FILE="${SSL_CERT_FILE:-$certificates}"; fi
export UV_NO_CONFIG=1

[ -x "$folder/bin/python" ] || .venv/bin/uv venv -q --python .venv/bin/python "$folder"
.venv/bin/uv pip sync -q --python "$folder/bin/python" --require-hashes deploy/superset/requirements.lock
