#!/usr/bin/env bash
# Makes a release of a tag: tools/release.sh v0.2.0. GitHub's `gh` is its only way out; the tests put
# another one in its place.
set -euo pipefail
cd "$(dirname "$0")/.."
tag=$1

# first what can refuse: the tag is not this version, or the changelog says nothing of it
notes=$(mktemp)
trap 'rm -f "$notes"' EXIT
deno task -q notes "$tag" <CHANGELOG.md >"$notes"

deno task compile --all --real-std
deno task man
(cd dist && sha256sum --check --quiet SHA256SUMS)
gh release create "$tag" --verify-tag --title "chat ${tag#v}" --notes-file "$notes" \
  dist/chat-* dist/chat.1 dist/SHA256SUMS
