#!/bin/sh
# Make Spark's own environment from its hash-locked file. Usage: tools/make_spark_venv.sh [FOLDER]
# Needs .venv (make lint makes it) and, to run, Java 17. Packages come from the index pip is set up for.
# Without FOLDER: .venv-spark.
set -eu

cd "$(dirname "$0")/.."
folder=${1:-.venv-spark}

. tools/package_index.sh

[ -x "$folder/bin/python" ] || .venv/bin/uv venv -q --python .venv/bin/python "$folder"
.venv/bin/uv pip sync -q --python "$folder/bin/python" --require-hashes deploy/spark/requirements.lock
