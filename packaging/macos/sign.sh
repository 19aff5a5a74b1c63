#!/usr/bin/env bash
# Sign ActivityWatch.app from the inside out, with the hardened runtime, and check the result.
#
# usage: sign.sh path/to/ActivityWatch.app
# CODESIGN_IDENTITY: the "Developer ID Application: …" certificate, which must be in a keychain of the search list.
set -euo pipefail

app="${1:?usage: sign.sh path/to/ActivityWatch.app}"
identity="${CODESIGN_IDENTITY:?CODESIGN_IDENTITY names the certificate to sign with}"
here="$(cd "$(dirname "$0")" && pwd)"
sign=(codesign --force --timestamp --options runtime --sign "$identity")

# A signature covers what lies below it, so libraries and helpers come before the programs, these before the whole.
while IFS= read -r -d '' file; do
    if file -b "$file" | grep -q '^Mach-O'; then
        "${sign[@]}" "$file"
    fi
done < <(find "$app/Contents/Frameworks" "$app/Contents/Resources" -type f -print0)

while IFS= read -r -d '' framework; do
    "${sign[@]}" "$framework"
done < <(find "$app/Contents/Frameworks" -type d -name '*.framework' -print0)

for program in "$app"/Contents/MacOS/*; do
    "${sign[@]}" --entitlements "$here/entitlements.plist" "$program"
done
"${sign[@]}" --entitlements "$here/entitlements.plist" "$app"

codesign --verify --deep --strict --verbose=2 "$app"
