# Names for the things one does here; how they are done is in scripts/. `make check` and `make test` are all that CI runs.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run up up-scale deb test test-slow scale walk withstand faults soak fuzz bench bench-growth bench-report bench-timing check fmt openapi clean rust lint-tools fmt-check code clippy doc boundaries wasm openapi-check deny sbom instructions shell web web-check

# rustup puts cargo there, and a shell that was opened before does not know it yet.
export PATH := $(PATH):$(HOME)/.cargo/bin

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

run: rust ## Build the web app (with Node) and the server, and start it on its embedded database
	scripts/web.sh build
	cargo run --profile quick -p tasklane -- serve

up: ## Start the server on PostgreSQL with Docker: http://localhost:8000
	scripts/compose.sh compose.yaml

up-scale: ## Start three servers behind HAProxy with Docker: http://localhost:8080
	scripts/compose.sh compose.scale.yaml

deb: rust ## Build a Debian package of the server as it is now
	scripts/web.sh build
	scripts/deb.sh

# The app comes first because the server embeds it. The suites after the Rust tests run at the same time, because each of them waits
# for servers and browsers much of its time.
test: lint-tools ## Run every test (finds, or gets, the servers and proxies that it needs)
	@scripts/require.sh node npm
	scripts/web.sh build
	scripts/with-redis.sh scripts/with-proxies.sh scripts/with-postgres.sh scripts/cargo-test.sh
	scripts/with-postgres.sh scripts/side-by-side.sh 'scripts/web.sh test' scripts/test-clients.sh \
		'scripts/fuzz.sh 3 --phases=examples,coverage'

# What guards each change within minutes is in `make test`. These take longer, need a quiet machine, or watch what changes seldom:
# before a release.
test-slow: scale faults fuzz walk withstand soak ## The tests for a release: replicas, faults, fuzzing, the walk, withstand, soak (MINUTES=60)

scale: lint-tools ## Three replicas behind HAProxy, on PostgreSQL and Redis, restarted one after another under load
	scripts/with-redis.sh scripts/with-proxies.sh scripts/with-postgres.sh scripts/cargo.sh test --test scale

walk: rust ## The first hour of a new user on a clean copy of the tree: make run, a browser, curl, a CSV, make up, the package
	scripts/walk.sh

withstand: rust ## Measure what one user or a stranger can do to all others, on a release build (docs/SECURITY.md)
	scripts/withstand.sh

faults: lint-tools ## All that can break around the server, under load, with a ledger of its answers (ten minutes)
	scripts/with-redis.sh scripts/with-postgres.sh scripts/cargo.sh test --test faults -- --include-ignored --test-threads=1

soak: lint-tools ## The faults of PostgreSQL in turn, for hours: what grows? (MINUTES=60)
	SOAK_MINUTES=$(or $(MINUTES),60) scripts/cargo.sh test --test faults -- --include-ignored --nocapture soak

fuzz: lint-tools ## Many generated requests, by the API's own description (FUZZ_EXAMPLES=500 for more)
	scripts/with-postgres.sh scripts/fuzz.sh $(or $(FUZZ_EXAMPLES),100)

BENCH_RESULT = $(or $(CARGO_TARGET_DIR),target)/bench/result.json
BENCH_OPTIONS = $(if $(ONLY),--only=$(ONLY)) $(if $(CONNECTIONS),--connections=$(CONNECTIONS)) \
	$(if $(ROUNDS),--rounds=$(ROUNDS)) $(if $(SECONDS),--seconds=$(SECONDS)) \
	$(if $(BENCH_OWNERS),--owners=$(BENCH_OWNERS)) $(if $(BENCH_TASKS),--tasks=$(BENCH_TASKS)) \
	$(if $(MOST_TASKS),--most-tasks=$(MOST_TASKS)) --result=$(abspath $(BENCH_RESULT)) --report=docs/BENCHMARKS.md

bench: ## How fast it is, beside other servers and the bare database (bench/README.md)
	scripts/bench.sh run $(BENCH_OPTIONS)

bench-growth: ## How it changes as the tasks become many
	scripts/bench.sh growth $(BENCH_OPTIONS)

bench-report: ## Write docs/BENCHMARKS.md from the last `make bench` and `make bench-growth`
	scripts/bench.sh report $(BENCH_OPTIONS)

bench-timing: rust ## Whether the time of an answer tells who has an account
	cargo bench -p tasklane-tests --bench timing

# In the order of their times, so that a small mistake shows early. Whatever compiles Rust uses the artefacts of `code`, which are also
# those of `make test`; boundaries and wasm alone compile core in other ways. The lints of the web app keep the second processor
# busy while Rust links.
check: fmt-check shell boundaries web code doc wasm openapi-check deny instructions ## Everything that is judged without running a test

code: lint-tools
	@scripts/require.sh node npm
	scripts/side-by-side.sh 'scripts/web.sh check' '$(CLIPPY)'

fmt: rust ## Format the Rust code
	cargo fmt --all

openapi: lint-tools ## Write openapi.json anew from the routes
	scripts/openapi.sh write

clean: rust ## Remove everything that was built
	cargo clean

fmt-check: rust
	cargo fmt --all --check

# Builds as well: what it makes is what `make test` runs. The tests of a release are named because they are in no set of targets.
CLIPPY = scripts/cargo.sh test --no-run --all-targets --test faults --test scale
clippy: lint-tools ## Only the lints of the Rust code
	$(CLIPPY)

doc: lint-tools ## Only the Rust documentation
	scripts/doc.sh

boundaries: rust ## Only the dependency arrows between the crates
	scripts/check-boundaries.sh

wasm: rust
	scripts/check-wasm.sh

openapi-check: lint-tools
	scripts/openapi.sh check

deny: rust ## Only licences, banned crates, sources and advisories
	scripts/check-deny.sh

sbom: rust ## Write what the program is made of, as a CycloneDX file
	scripts/sbom.sh

instructions: lint-tools ## Only how many instructions the hot paths cost, where valgrind and the compiler of the figures are
	scripts/check-instructions.sh

web: ## Only the web app, into web/dist
	scripts/web.sh build

web-check: ## Only the lints and types of the web app
	@scripts/require.sh node npm
	scripts/web.sh check

shell:
	@if command -v shellcheck >/dev/null; then shellcheck scripts/*.sh .ci/run; \
	else echo "The scripts were not checked: shellcheck is not installed."; fi

rust:
	@scripts/require.sh cargo cc

lint-tools:
	@scripts/require.sh cargo cc clippy-driver

# Language, by the rules of docs/STYLE.md.
.PHONY: words spelling assurance
check: words spelling

words: ## Only wordings that never read well (scripts/words.txt)
	scripts/check-words.sh

spelling: ## Only the spelling
	scripts/check-spelling.sh

assurance: lint-tools ## Rewrite the lists of tests in docs/assurance.md
	scripts/assurance.sh write
