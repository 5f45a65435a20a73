#!/usr/bin/env bash
# Makes a release of a tag: tools/release.sh v0.2.0. Only GitHub's `gh` leaves this machine; the tests put
# another program in its place.
set -euo pipefail
cd "$(dirname "$0")/.."
tag=$1

# first the checks: that the tag is this version, and that the changelog says something about it
notes=$(mktemp)
trap 'rm -f "$notes"' EXIT
deno task -q notes "$tag" <CHANGELOG.md >"$notes"

deno task compile --all --real-std
deno task man
(cd dist && sha256sum --check --quiet SHA256SUMS)
gh release create "$tag" --verify-tag --title "chat ${tag#v}" --notes-file "$notes" \
  dist/chat-* dist/chat.1 dist/SHA256SUMS
