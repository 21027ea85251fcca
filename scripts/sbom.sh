#!/usr/bin/env bash
# sbom.sh: writes a bill of materials to target/tasklane.cdx.json (CycloneDX 1.5).
set -euo pipefail
cd "$(dirname "$0")/.."

cyclonedx=$(scripts/cargo-tool.sh cyclonedx 0.5.9)
# The tool writes a file beside each crate of the workspace. The file of the program lists everything that is linked
# into the program.
trap 'rm -f ./*/tasklane.cdx.json' EXIT
"$cyclonedx" cyclonedx --quiet --manifest-path app/Cargo.toml --format json --spec-version 1.5 --override-filename tasklane.cdx
out=${CARGO_TARGET_DIR:-target}/tasklane.cdx.json
mv app/tasklane.cdx.json "$out"
echo "$out: $(grep -c '"bom-ref"' "$out") components"
