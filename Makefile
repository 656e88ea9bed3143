.DEFAULT_GOAL := help
.PHONY: help run test check-all bench lint format migrations requirements clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Install what is missing and start the portal with its demo (PORT=8000)
	@scripts/bootstrap.sh run scripts/run.sh

test: ## Run the suite on SQLite and PostgreSQL, and in Chromium, with private servers
	@scripts/bootstrap.sh test .venv/bin/python -m scripts.check sqlite postgresql samples browser

check-all: lint test ## All of that, then axe on every page of every role at three widths
	@scripts/bootstrap.sh test .venv/bin/python -m scripts.check full

bench: ## Measure the commune's pages: server time, and bytes of a first visit and of the next pages
	@scripts/bootstrap.sh test .venv/bin/python -m scripts.bench

lint: ## Check style, types, imports, templates and migrations
	@scripts/bootstrap.sh lint .venv/bin/python -m scripts.check lint

format: ## Rewrite Python files and templates in the project's style
	@scripts/bootstrap.sh lint
	.venv/bin/ruff check --fix --quiet .
	.venv/bin/ruff format .
	.venv/bin/djlint --reformat --quiet templates

migrations: ## Write the migrations that changed models need
	@scripts/bootstrap.sh lint
	.venv/bin/python manage.py makemigrations --settings=securite_region.settings_test

requirements: ## Lock the requirements of pyproject.toml, with their hashes
	@scripts/bootstrap.sh lint scripts/lock.sh

clean: ## Remove caches and built files; data (var/) and .venv stay
	rm -rf staticfiles .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
