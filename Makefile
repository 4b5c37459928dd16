# Every target sets up what it needs on a machine that has only Python 3.11 to 3.13, pip and make;
# the second time it starts at once. ARGS are handed on: make run ARGS="train net.convas".

VENV := .venv
PYTHON := $(VENV)/bin/python
INSTALL := $(PYTHON) -m pip install --disable-pip-version-check -c constraints.txt

# pyright: the node that its pin brings, whatever the machine has; no look for a newer pyright.
export PYRIGHT_PYTHON_GLOBAL_NODE := 0
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1

.DELETE_ON_ERROR:
.PHONY: run test lint format bench setup clean

run: $(VENV)/.program
	@.ci/system-libraries
	@$(PYTHON) main.py $(ARGS)

test: lint
	@.ci/system-libraries test
	$(PYTHON) -m pytest $(ARGS)

lint: $(VENV)/.tools
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/ruff check
	$(VENV)/bin/pyright
	$(VENV)/bin/lint-imports --no-logo

format: $(VENV)/.tools
	$(VENV)/bin/ruff check --fix-only
	$(VENV)/bin/ruff format

bench: $(VENV)/.tools
	@.ci/system-libraries test
	@set -e; for script in benchmarks/[a-z]*.py; do echo "== $$script"; $(PYTHON) "$$script" $(ARGS); done

# All that a developer needs, and the hooks that run `make lint`'s tools at each commit.
setup: $(VENV)/.tools
	@.ci/system-libraries test
	$(INSTALL) --group dev
	$(VENV)/bin/pre-commit install

# Without ensurepip (Debian's python3 without python3-venv) the machine's own pip brings the first one.
$(VENV)/.created:
	@python=$$(.ci/find-python) && echo "Making $(VENV) with $$python" && \
	{ "$$python" -m venv --clear $(VENV) >/dev/null 2>&1 || \
	  { "$$python" -m venv --clear --without-pip $(VENV) && \
	    "$$python" -m pip --python $(PYTHON) install --quiet pip; }; }
	@touch $@

$(VENV)/.program: pyproject.toml constraints.txt | $(VENV)/.created
	@echo "Installing what Convas needs. The first time this fetches PyTorch and Qt, so it takes minutes."
	$(INSTALL) --quiet pip
	$(INSTALL) --editable .
	@$(PYTHON) -m compileall -q graph backend gui  # what pip does for all that it copies
	@touch $@

$(VENV)/.tools: $(VENV)/.program
	$(INSTALL) --group test
	@touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info .hypothesis .pytest_cache .ruff_cache .import_linter_cache .scratch
	find graph backend gui tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
