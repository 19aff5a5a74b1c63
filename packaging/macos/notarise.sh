#!/usr/bin/env bash
# Let Apple look at a signed disk image, and staple its ticket to it. On a refusal its log is printed.
#
# usage: notarise.sh path/to/activitywatch.dmg
# NOTARY_APPLE_ID, NOTARY_TEAM_ID, NOTARY_PASSWORD: an account, its team and a password made for this program.
set -euo pipefail

image="${1:?usage: notarise.sh path/to/activitywatch.dmg}"
account=(--apple-id "${NOTARY_APPLE_ID:?}" --team-id "${NOTARY_TEAM_ID:?}" --password "${NOTARY_PASSWORD:?}")

if [ -n "${CODESIGN_IDENTITY:-}" ]; then
    codesign --force --timestamp --sign "$CODESIGN_IDENTITY" "$image"
fi

answer="$(xcrun notarytool submit "$image" "${account[@]}" --wait --output-format json)"
status="$(plutil -extract status raw -o - - <<<"$answer")"
if [ "$status" != "Accepted" ]; then
    xcrun notarytool log "$(plutil -extract id raw -o - - <<<"$answer")" "${account[@]}" >&2 || true
    echo "notarise: Apple's answer was: $status" >&2
    exit 1
fi
xcrun stapler staple "$image"
xcrun stapler validate "$image"
