# One command each. `make help` lists them; CONTRIBUTING.md says when to use which.

# The first Python on the path that is new enough; another one: make PYTHON=/path/to/python …
PYTHON ?= $(shell for python in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; break; }; done)
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check
# Test processes at a time: much of what they do is to wait for browsers and servers.
WORKERS ?= 3

# make demo FRESH=1 EMPLOYEES=5000 PORT=9000
DEMO := $(if $(filter-out 0,$(FRESH)),--fresh) $(if $(EMPLOYEES),--employees $(EMPLOYEES)) $(if $(PORT),--port $(PORT))

RUNTIME := requirements.txt requirements-build.txt
DEV     := $(RUNTIME) requirements-dev.txt
PACKAGE := pyproject.toml src/releve/__init__.py

PLAYS_OF_sync   := tests/simulation/test_sync_model.py
PLAYS_OF_switch := tests/simulation/switch/test_switch_model.py
PLAYS_OF_all    := $(PLAYS_OF_sync) $(PLAYS_OF_switch)

.DEFAULT_GOAL := help
.PHONY: help demo serve cluster story test simulate check format bench lock wheel clean

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

demo: $(VENV)/runtime  ## start a living example; FRESH=1 anew, EMPLOYEES=n, PORT=n; Ctrl-C stops
	@$(call until_stopped,$(BIN)/releve demo $(DEMO))

serve: $(VENV)/runtime  ## start the server on your own data; ARGS="--help"
	@$(call until_stopped,$(BIN)/releve serve $(if $(PORT),--port $(PORT)) $(ARGS))

cluster: $(VENV)/dev  ## production on this machine, to try and to break: 3 etcd, 2 PostgreSQL, a server per region
	@$(call until_stopped,PYTHONPATH=. $(BIN)/python deploy/cluster.py)

story: $(VENV)/runtime  ## perform the whole story headless; ARGS="--json"
	@$(BIN)/releve story $(ARGS)

test: $(VENV)/dev  ## all tests; TESTS=tests/unit ARGS="-k words"; RELEVE_REQUIRE_ALL=1 makes a skip a failure
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS) $(or $(TESTS),tests)

simulate: $(VENV)/dev  ## many random histories, seed printed; WHAT=sync or switch, RUNS=400, SEED=n repeats one
	RELEVE_SIMULATE=$(or $(RUNS),400) RELEVE_SEED=$(SEED) $(BIN)/python -m pytest -n 0 -s --show-capture=no $(ARGS) $(PLAYS_OF_$(or $(WHAT),all))

check: $(VENV)/dev  ## what a machine can see without running it: form, types, addresses
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy src tests bench deploy
	$(BIN)/python -m tests.house_rules.addresses

format: $(VENV)/dev  ## put the code in form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/dev  ## figures beside their baselines; writes build/bench.json; ARGS="words of a row"
	$(BIN)/python -m bench.run $(ARGS)

wheel: $(VENV)/dev  ## build the wheel into dist/
	$(BIN)/python -m build --wheel --no-isolation

clean:  ## remove what was built and cached; your data and .venv stay
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find src tests bench -name __pycache__ -type d -prune -exec rm -rf {} +

# Ctrl-C reaches the server, which ends well; the shell must outlive it, so that make has nothing to complain about.
define until_stopped
trap : INT TERM; $(1); status=$$?; case $$status in 130|143) exit 0;; *) exit $$status;; esac
endef

# ---------------------------------------------------------------- the environment: made once, then in no time

$(VENV)/made:
	@test -n "$(PYTHON)" || { echo "Relève needs Python 3.11 or newer. Install it, or name it: make PYTHON=/path/to/python …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "This Python cannot make environments. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo "Setting up $(VENV), once. This takes a minute or two…"
	@$(PYTHON) -m venv $(VENV) && touch $@

$(VENV)/runtime: $(RUNTIME) $(PACKAGE) | $(VENV)/made
	@test -e $(VENV)/dev || $(PIP) install --require-hashes $(RUNTIME:%=-r %)
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev: $(DEV) $(PACKAGE) | $(VENV)/made
	@$(PIP) install --require-hashes $(DEV:%=-r %)
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/runtime

# ---------------------------------------------------------------- pins

LOCK    := build/lock/bin
COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(LOCK)/pip-compile --quiet --allow-unsafe --generate-hashes --strip-extras \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --resolver=backtracking $(ARGS)

lock: $(LOCK)/pip-compile  ## pin again what pyproject.toml asks for; ARGS="--upgrade" takes newer ones
	$(COMPILE) --extra postgres --output-file requirements.txt pyproject.toml
	$(COMPILE) --only-build-deps --build-deps-for editable --constraint requirements.txt --output-file requirements-build.txt pyproject.toml
	$(LOCK)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["dev"], sep="\n")' \
	  | $(COMPILE) --constraint requirements.txt --constraint requirements-build.txt --output-file requirements-dev.txt -
	$(LOCK)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["patroni"], sep="\n")' \
	  | $(COMPILE) --constraint requirements.txt --output-file bench/requirements-patroni.txt -
	$(LOCK)/python -m tests.house_rules.addresses

$(LOCK)/pip-compile:
	$(PYTHON) -m venv build/lock
	$(LOCK)/python -m pip --quiet --disable-pip-version-check install pip-tools==7.6.2
