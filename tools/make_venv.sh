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

# uv does not read pip's configuration: hand over the index and the certificates it names.
pip_setting() {
    .venv/bin/python -m pip config list 2>/dev/null | sed -n "s/^[^=]*\.$1='\(.*\)'\$/\1/p" | tail -n 1
}
index=${PIP_INDEX_URL:-$(pip_setting index-url)}
certificates=${PIP_CERT:-$(pip_setting cert)}
if [ -n "$index" ]; then export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$index}"; fi
if [ -n "$certificates" ]; then export SSL_CERT_FILE="${SSL_CERT_FILE:-$certificates}"; fi
export UV_PYTHON=.venv/bin/python UV_NO_CONFIG=1

.venv/bin/uv pip install -q --require-hashes -r requirements.lock
.venv/bin/uv pip install -q --no-deps --no-build-isolation -e .
