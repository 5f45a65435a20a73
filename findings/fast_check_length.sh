#!/bin/sh
# fast-check 4.11.0: no array, text or bytes of more than 10 items is made, whatever `maxLength` says.
#
# Expected: `fc.array(item, { maxLength: 1000 })` makes arrays of up to 1,000 items, more of them in more runs. So a test
#   of what happens beyond 500 gets there.
# Seen: in 20,000 runs the longest has 10 items, with and without `maxLength`; with `minLength: n` it has 2 n + 10. So it is
#   for texts and bytes. `fc.string()` has printable ASCII alone. With `size: "max"`, or with the global setting
#   `defaultSizeToMaxWhenMaxSpecified`, which is off, the longest is as long as it may be.
# So: name `size: "max"` beside each `maxLength`, or set that globally, and look once how long the longest one is.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >probe.mjs <<'EOF'
import fc from "fast-check";

function report(name, arbitrary) {
  let longest = 0;
  fc.assert(
    fc.property(arbitrary, ({ length }) => void (longest = Math.max(longest, length))),
    { numRuns: 20_000, seed: 1 },
  );
  console.log(`${name}: ${longest > 900 ? "more than 900" : longest}`);
}

const maxLength = 1000;
report("array", fc.array(fc.nat()));
report("array, maxLength 1000", fc.array(fc.nat(), { maxLength }));
report("array, minLength 20, maxLength 1000", fc.array(fc.nat(), { minLength: 20, maxLength }));
report("string, maxLength 1000", fc.string({ maxLength }));
report("uint8Array, maxLength 1000", fc.uint8Array({ maxLength }));
report("array, maxLength 1000, size max", fc.array(fc.nat(), { maxLength, size: "max" }));

const letters = fc.sample(fc.string(), { numRuns: 20_000, seed: 1 }).join("");
console.log(`string has letters that are not printable ASCII: ${/[^ -~]/.test(letters)}`);

fc.configureGlobal({ defaultSizeToMaxWhenMaxSpecified: true });
report("array, maxLength 1000, with the global setting", fc.array(fc.nat(), { maxLength }));
EOF

npm install --silent --no-fund --no-audit fast-check@4.11.0
node probe.mjs | tee seen

cat >expected <<'EOF'
array: 10
array, maxLength 1000: 10
array, minLength 20, maxLength 1000: 50
string, maxLength 1000: 10
uint8Array, maxLength 1000: 10
array, maxLength 1000, size max: more than 900
string has letters that are not printable ASCII: false
array, maxLength 1000, with the global setting: more than 900
EOF
diff expected seen
