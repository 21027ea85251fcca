# Names for the things one does here; how they are done is in scripts/. `make check` and `make test` are all that CI runs.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run up up-scale deb test test-slow scale walk withstand faults soak fuzz bench bench-growth bench-report bench-timing check fmt openapi clean rust fmt-check clippy doc boundaries wasm openapi-check deny sbom instructions shell web web-check

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

test: rust ## Run every test (finds, or gets, the servers and proxies that it needs)
	scripts/web.sh build
	scripts/with-redis.sh scripts/with-proxies.sh scripts/with-postgres.sh scripts/cargo-test.sh
	@scripts/require.sh node npm
	scripts/with-postgres.sh scripts/test-clients.sh
	scripts/with-postgres.sh scripts/fuzz.sh 3 --phases=examples,coverage
	scripts/web.sh test

# What guards each change within minutes is in `make test`. These take longer, need a quiet machine, or watch what changes seldom:
# before a release.
test-slow: scale faults fuzz walk withstand soak ## The tests for a release: replicas, faults, fuzzing, the walk, withstand, soak (MINUTES=60)

scale: rust ## Three replicas behind HAProxy, on PostgreSQL and Redis, restarted one after another under load
	scripts/with-redis.sh scripts/with-proxies.sh scripts/with-postgres.sh cargo test --workspace --all-features --test scale

walk: rust ## The first hour of a new user on a clean copy of the tree: make run, a browser, curl, a CSV, make up, the package
	scripts/walk.sh

withstand: rust ## Measure what one user or a stranger can do to all others, on a release build (docs/SECURITY.md)
	scripts/withstand.sh

faults: rust ## All that can break around the server, under load, with a ledger of its answers (ten minutes)
	scripts/with-redis.sh scripts/with-postgres.sh cargo test --workspace --all-features --test faults -- --include-ignored --test-threads=1

soak: rust ## The faults of PostgreSQL in turn, for hours: what grows? (MINUTES=60)
	SOAK_MINUTES=$(or $(MINUTES),60) cargo test --workspace --all-features --test faults -- --include-ignored --nocapture soak

fuzz: rust ## Many generated requests, by the API's own description (FUZZ_EXAMPLES=500 for more)
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

check: fmt-check shell boundaries web-check web clippy doc wasm openapi-check deny instructions ## Everything that is judged without running a test

fmt: rust ## Format the Rust code
	cargo fmt --all

openapi: rust ## Write openapi.json anew from the routes
	scripts/openapi.sh write

clean: rust ## Remove everything that was built
	cargo clean

fmt-check: rust
	cargo fmt --all --check

clippy: rust ## Only the lints
	cargo clippy --workspace --all-targets --all-features --test faults --test scale -- -D warnings

doc: rust ## Only the Rust documentation
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --all-features --no-deps

boundaries: rust ## Only the dependency arrows between the crates
	scripts/check-boundaries.sh

wasm: rust
	scripts/check-wasm.sh

openapi-check: rust
	scripts/openapi.sh check

deny: rust ## Only licences, banned crates, sources and advisories
	scripts/check-deny.sh

sbom: rust ## Write what the program is made of, as a CycloneDX file
	scripts/sbom.sh

instructions: rust ## Only how many instructions the hot paths cost, where valgrind and the compiler of the figures are
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

# Language, by the rules of docs/STYLE.md.
.PHONY: words spelling assurance
check: words spelling

words: ## Only wordings that never read well (scripts/words.txt)
	scripts/check-words.sh

spelling: ## Only the spelling
	scripts/check-spelling.sh

assurance: rust ## Rewrite the lists of tests in docs/assurance.md
	scripts/assurance.sh write
