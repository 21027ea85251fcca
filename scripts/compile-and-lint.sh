#!/bin/sh
# compile-and-lint.sh RUSTC ARGUMENT…: compiles a crate of the workspace as rustc does, and fails on a warning of the compiler
# or of clippy. Cargo calls this script for scripts/cargo.sh.
case " $* " in
*" --crate-name "*) exec clippy-driver "$@" --deny warnings ;;
*) exec clippy-driver "$@" ;; # cargo queries the compiler, for example its version
esac
