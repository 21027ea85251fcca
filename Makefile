# The project's commands; the steps are in scripts/. CI runs only `make check` and `make test`.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run up up-scale deb test test-slow test-citus scale walk withstand faults soak clients fuzz bench bench-growth bench-report bench-timing packages check fmt openapi clean rust lint-tools fmt-check code after-code clippy doc boundaries wasm openapi-check deny sbom instructions shell web web-check

# rustup installs cargo in this directory, which is not in the PATH of a shell that was opened before the installation.
export PATH := $(PATH):$(HOME)/.cargo/bin

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

run: rust ## Build the web app (with Node) and the server, and start the server on SQLite
	scripts/web.sh build
	cargo run -p tasklane -- serve

up: ## Start the server on PostgreSQL with Docker: http://localhost:8000
	scripts/compose.sh compose.yaml

up-scale: ## Start three servers behind HAProxy with Docker: http://localhost:8080
	scripts/compose.sh compose.scale.yaml

deb: rust ## Build a Debian package of the server
	scripts/web.sh build
	scripts/deb.sh

# The web app comes first because the server embeds it. The Rust tests spend a quarter of their time waiting, so the other suites run
# beside them. The HTTP suite runs on both databases, so here the client libraries and the fuzzer run on SQLite only.
test: lint-tools ## Run the tests (finds or installs the servers and proxies that they need)
	@scripts/require-tools.sh node npm
	scripts/web.sh build
	scripts/cargo.sh test --no-run
	scripts/with-redis.sh scripts/with-proxies.sh scripts/with-smtp.sh scripts/with-postgres.sh scripts/run-parallel.sh scripts/cargo-test.sh \
		'scripts/web.sh test && unset TEST_DATABASE_URL && scripts/test-clients.sh && scripts/fuzz.sh 3 --phases=examples,coverage'

# The tests of `make test` take minutes and run for each change. The tests below take longer, need a quiet machine, or cover code that
# rarely changes, so they run before a release.
test-slow: deny packages scale faults clients fuzz walk withstand soak ## Run the tests for a release (soak: MINUTES=60)

# `packages` is part of `test-slow`, because it compiles all crates again: Cargo treats an unpacked archive as a different crate.
packages: rust ## Package the library crates, and build and test the archives outside of the repository
	scripts/check-packages.sh

scale: lint-tools ## Test three replicas behind HAProxy, on PostgreSQL and Redis, including a rolling restart under load
	scripts/with-redis.sh scripts/with-proxies.sh scripts/with-smtp.sh scripts/with-postgres.sh scripts/cargo.sh test --test scale

walk: rust ## Test the quick start in a clean copy of the tree: make run, a browser, curl, a CSV import, make up, the package
	scripts/test-quickstart.sh

withstand: rust ## Measure how much one client can slow down the other clients, on a release build (docs/SECURITY-DETAILS.md)
	scripts/test-isolation.sh

faults: lint-tools ## Test failures of the database, Redis, the network and the disk under load (10 minutes)
	scripts/with-redis.sh scripts/with-postgres.sh scripts/cargo.sh test --test faults -- --include-ignored --test-threads=1

test-citus: lint-tools ## Test the stores and the server on the Citus cluster with its coordinator at TEST_CITUS_URL (scripts/citus-cluster.sh starts one)
	scripts/test-citus.sh

soak: lint-tools ## Repeat the PostgreSQL faults and check that resource usage does not grow (MINUTES=60)
	SOAK_MINUTES=$(or $(MINUTES),60) scripts/cargo.sh test --test faults -- --include-ignored --nocapture soak

clients: lint-tools ## Test the API with the published clients and common client libraries, on SQLite and PostgreSQL
	scripts/with-postgres.sh scripts/test-clients.sh

fuzz: lint-tools ## Send generated requests to every operation in openapi.json (FUZZ_EXAMPLES=500 for more)
	scripts/with-postgres.sh scripts/fuzz.sh $(or $(FUZZ_EXAMPLES),100)

BENCH_RESULT = $(or $(CARGO_TARGET_DIR),target)/bench/result.json
BENCH_OPTIONS = $(if $(ONLY),--only=$(ONLY)) $(if $(CONNECTIONS),--connections=$(CONNECTIONS)) \
	$(if $(ROUNDS),--rounds=$(ROUNDS)) $(if $(SECONDS),--seconds=$(SECONDS)) \
	$(if $(BENCH_OWNERS),--owners=$(BENCH_OWNERS)) $(if $(BENCH_TASKS),--tasks=$(BENCH_TASKS)) \
	$(if $(MAX_TASKS),--max-tasks=$(MAX_TASKS)) --result=$(abspath $(BENCH_RESULT)) --report=docs/BENCHMARKS.md

bench: ## Compare the speed with other servers and with direct access to the database (bench/README.md)
	scripts/bench.sh run $(BENCH_OPTIONS)

bench-growth: ## Measure the speed with growing numbers of tasks
	scripts/bench.sh growth $(BENCH_OPTIONS)

bench-report: ## Write docs/BENCHMARKS.md from the last `make bench` and `make bench-growth`
	scripts/bench.sh report $(BENCH_OPTIONS)

bench-timing: rust ## Measure whether response times reveal which accounts exist
	cargo bench -p tasklane-tests --bench timing

# The fastest steps come first. `doc`, `openapi-check` and `instructions` use the build of `code`, and so does `make test`. Only
# `wasm` compiles core with other options. The lints of the web app run beside the Rust build.
check: fmt-check shell words boundaries web code after-code ## Run every check that is not a test

# Compiling cargo-deny takes longer than most checks, so `make check` only uses an installed one. `make test-slow` installs it.
after-code: lint-tools
	scripts/run-parallel.sh 'scripts/doc.sh && scripts/openapi.sh check && scripts/check-instruction-counts.sh' \
		'scripts/check-spelling.sh && scripts/check-wasm.sh && scripts/check-deny.sh --if-installed'

code: lint-tools
	@scripts/require-tools.sh node npm
	scripts/run-parallel.sh 'scripts/web.sh check' '$(CLIPPY)'

fmt: rust ## Format the Rust code
	cargo fmt --all

openapi: lint-tools ## Write openapi.json from the routes
	scripts/openapi.sh write

clean: rust ## Remove the Rust build
	cargo clean

fmt-check: rust
	cargo fmt --all --check

# Also builds the tests that `make test` runs. `--all-targets` does not include the tests `faults`, `scale` and
# `citus`, so the command names them.
CLIPPY = scripts/cargo.sh test --no-run --all-targets --test faults --test scale --test citus
clippy: lint-tools ## Lint and build the Rust code
	$(CLIPPY)

doc: lint-tools ## Build the Rust documentation, and fail on warnings
	scripts/doc.sh

boundaries: rust ## Check the dependencies between the crates
	scripts/check-boundaries.sh

wasm: rust ## Check that core compiles for a target that has no clock, files, threads or network
	scripts/check-wasm.sh

openapi-check: lint-tools
	scripts/openapi.sh check

deny: rust ## Check licenses, banned crates, sources and advisories
	scripts/check-deny.sh

sbom: rust ## Write a software bill of materials (CycloneDX)
	scripts/sbom.sh

instructions: lint-tools ## Count the instructions of the hot paths (needs valgrind, and the compiler named in instructions.txt)
	scripts/check-instruction-counts.sh

web: ## Build the web app into web/dist
	scripts/web.sh build

web-check: ## Check the lints and types of the web app
	@scripts/require-tools.sh node npm
	scripts/web.sh check

shell:
	@if command -v shellcheck >/dev/null; then shellcheck scripts/*.sh .ci/run; \
	else echo "The scripts were not checked: shellcheck is not installed."; fi

rust:
	@scripts/require-tools.sh cargo cc

lint-tools:
	@scripts/require-tools.sh cargo cc clippy-driver

# Checks of the language, by the rules of docs/STYLE.md.
.PHONY: words spelling assurance

words: ## Check wordings (scripts/words.txt)
	scripts/check-words.sh

spelling: ## Check the spelling
	scripts/check-spelling.sh

assurance: lint-tools ## Rewrite the lists of tests in docs/assurance.md
	scripts/cargo.sh test --quiet --test documents -- --ignored --exact assurance::assurance_page_is_written
