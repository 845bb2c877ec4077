PYTHON ?= python3
BIN := .venv/bin
JOBS ?= auto

.PHONY: help demo test lint bench serve clean
help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /	/'
