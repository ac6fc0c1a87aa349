# `make help` lists the targets. Needs GNU make and Python 3.11; everything else is installed into .venv from the lock files.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
AS_OF ?= 2023-10-27
TEST_JOBS ?= 2
BIN := .venv/bin
PARALLEL = -n $(TEST_JOBS) --dist loadfile --no-loadscope-reorder --ignore tests/lint --ignore tests/soak --ignore tests/bi
STAMP := .venv/.installed

# Every command imports Airflow, dbt or Great Expectations: without cached bytecode each pays seconds more.
unexport PYTHONDONTWRITEBYTECODE

# Nothing calls home.
export DO_NOT_TRACK := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export GX_ANALYTICS_ENABLED := false

.DEFAULT_GOAL := help
.PHONY: help run up test test-rounds lint lint-types lint-sql lint-rules bench bench-parts spark test-soak test-bi lock

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: $(STAMP) ## the whole job through Airflow over samples/ (AS_OF=2023-10-27): received, late, wrong, outputs
	@AS_OF=$(AS_OF) $(BIN)/python -m gnbv.run

up: $(STAMP) ## Airflow with its UI, on this machine only
	@$(BIN)/python -m gnbv.up

test: lint ## lint and the tests; the last lines say what was not run
	$(BIN)/python -m pytest -p tools.not_run $(PARALLEL) -m "not whole_round"

test-rounds: $(STAMP) ## the tests of whole rounds: many files, several builds
	$(BIN)/python -m pytest $(PARALLEL) -m whole_round

lint: $(STAMP) ## style, types, SQL, compose file, rules over the repository and dbt's manifest
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@$(MAKE) --no-print-directory -j $(TEST_JOBS) -O lint-types lint-sql lint-rules

# Hidden: the slow parts of lint, beside each other.
lint-types:
	$(BIN)/mypy

lint-sql:
	$(BIN)/sqlfluff lint --processes $(TEST_JOBS) dbt_project/models dbt_project/tests

lint-rules:
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	$(BIN)/python -m pytest -q tests/lint

bench: $(STAMP) ## everything that grows with the country, from 1 to 50 million figures; over an hour; benchmarks/RESULTS.md
	@$(BIN)/python benchmarks/scale.py

bench-parts: $(STAMP) ## each step over the samples; speed and scores of reading; a thousand letters; PostgreSQL
	@$(BIN)/python benchmarks/spine.py
	@$(BIN)/python benchmarks/intake.py
	@$(BIN)/python benchmarks/reports.py
	@$(BIN)/python benchmarks/report_scores.py
	@$(BIN)/python benchmarks/letters.py
	@$(BIN)/python benchmarks/postgres.py --rows 250000

spark: $(STAMP) ## Spark's own environment, .venv-spark; with it and Java 17 `make test` compares both engines
	@tools/make_spark_venv.sh

test-soak: $(STAMP) ## the long tests; appends a line to docs/quality/soak.md
	@$(BIN)/python tools/record_soak.py

test-bi: $(STAMP) ## the site in a browser; Superset with its dashboards, in an environment of its own
	$(BIN)/python -m pytest -p tools.not_run tests/bi

# Hidden: solve the lock files again after a change of the dependencies in pyproject.toml, of Superset's, Spark's or the
# peers'.
lock: $(STAMP)
	$(BIN)/uv pip compile -q pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header -o requirements.lock
	$(BIN)/uv pip compile -q deploy/superset/requirements.in --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header -o deploy/superset/requirements.lock
	$(BIN)/uv pip compile -q deploy/spark/requirements.in --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header -o deploy/spark/requirements.lock
	$(BIN)/uv pip compile -q benchmarks/peers/requirements.in --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header -o benchmarks/peers/requirements.lock

$(STAMP): requirements-uv.lock requirements.lock pyproject.toml tools/make_venv.sh
	@echo "making .venv from the lock files"
	@tools/make_venv.sh "$(PYTHON)"
	@touch $@
