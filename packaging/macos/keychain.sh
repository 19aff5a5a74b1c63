#!/usr/bin/env bash
# Put the signing certificate into a keychain of its own for this build, and take it away again.
#
# usage: keychain.sh open|close
# CERTIFICATE_P12: the certificate with its key, base64. CERTIFICATE_PASSWORD: its password. RUNNER_TEMP: where to work.
set -euo pipefail

keychain="${RUNNER_TEMP:?}/signing.keychain-db"

case "${1:-}" in
    open)
        secret="$(openssl rand -hex 24)"
        base64 --decode <<<"${CERTIFICATE_P12:?}" >"$RUNNER_TEMP/certificate.p12"
        trap 'rm -f "$RUNNER_TEMP/certificate.p12"' EXIT
        security create-keychain -p "$secret" "$keychain"
        security set-keychain-settings -lut 21600 "$keychain"
        security unlock-keychain -p "$secret" "$keychain"
        security import "$RUNNER_TEMP/certificate.p12" -k "$keychain" -P "${CERTIFICATE_PASSWORD:?}" \
            -T /usr/bin/codesign
        security set-key-partition-list -S apple-tool:,apple: -s -k "$secret" "$keychain" >/dev/null
        security list-keychains -d user -s "$keychain" login.keychain-db
        ;;
    close)
        security delete-keychain "$keychain" || true
        ;;
    *)
        echo "usage: keychain.sh open|close" >&2
        exit 2
        ;;
esac
