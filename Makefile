# `make run` and `make test` do everything from a fresh clone on; both can be run again.
# Settings are WORKBENCH_* variables: README.md lists them.

SHELL := /bin/sh
BIN := .venv/bin
UV_VERSION := 0.13.8
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-emit-index-url
# `make test TESTS=tests/rules` runs a part.
TESTS ?= tests

.DEFAULT_GOAL := help
.PHONY: help run test setup setup-test check format assets wheel lock benchmark mutants clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

run: setup ## Set everything up and start the workbench with its worked example
	@$(BIN)/workbench example
	@exec $(BIN)/workbench serve

test: setup-test check ## Set everything up and run all checks and tests
	@echo "==> Tests"
	@$(BIN)/pytest --numprocesses=auto $(TESTS)

setup: ## Install what running needs, system packages included
	@sh workbench/build/setup.sh run

setup-test: ## Install what testing needs, a browser and PostgreSQL included
	@sh workbench/build/setup.sh test

check: ## Run the linters and the type checker
	@echo "==> Style"
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@echo "==> Templates"
	@$(BIN)/djlint templates --lint --quiet
	@echo "==> Types"
	@$(BIN)/mypy
	@echo "==> Import contracts"
	@$(BIN)/lint-imports

format: ## Put the code into the house style
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

assets: setup ## Put the browser assets into static/vendor
	@$(BIN)/python workbench/build/assets.py

wheel: setup ## Build the wheel into dist/
	@$(BIN)/python -m hatchling build --target wheel

lock: ## Make all lock files again with the newest versions that pyproject.toml allows
	@$(BIN)/python -m pip install --quiet uv==$(UV_VERSION)
	@$(LOCK) --upgrade pyproject.toml --group test --group build --output-file requirements-test.lock
	@$(LOCK) --upgrade pyproject.toml --constraints requirements-test.lock --output-file requirements.lock
	@$(LOCK) --upgrade --group build --constraints requirements-test.lock --output-file requirements-build.lock
	@$(LOCK) --upgrade --group node --output-file requirements-node.lock
	@$(LOCK) --upgrade --group mutants --constraints requirements-test.lock --output-file requirements-mutants.lock
	@npm install --package-lock-only --ignore-scripts

benchmark: ## Run a benchmark: make benchmark NAME=rules
	@$(BIN)/python -m tests.benchmarks $(NAME)

mutants: setup-test ## Run the mutation tests: make mutants PARTS="diff rules" for some of the parts
	@$(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: -r requirements-mutants.lock
	@nice $(BIN)/python -m tests.mutants $(PARTS)

clean: ## Remove everything that can be made again; data in var/ stays
	@rm -rf .venv build dist node_modules static/vendor test-results
	@rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
