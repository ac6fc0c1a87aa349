#!/bin/sh
# Make .venv from the two hash-locked files: first uv with pip, then everything else with uv, then the project itself.
# Packages come from the index pip is set up for. Usage: tools/make_venv.sh PYTHON
set -eu

python=$1
cd "$(dirname "$0")/.."

if ! "$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
    echo "make: Python 3.11 is needed and '$python' is not it; install it or say where it is: make PYTHON=/path/to/python3.11" >&2
    exit 1
fi

[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.lock

. tools/package_index.sh
export UV_PYTHON=.venv/bin/python

.venv/bin/uv pip install -q --require-hashes -r requirements.lock
.venv/bin/uv pip install -q --no-deps --no-build-isolation -e .
