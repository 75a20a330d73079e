#!/bin/sh
# Finds a Chromium for the browser tests, or gets one, and writes its path to .venv/browser.
# SURVEY_CHROMIUM names one to use.
set -eu
unset CDPATH
cd -- "$(dirname -- "$0")/.."

runs() {
    [ -x "$1" ] && "$1" --version >/dev/null 2>&1 </dev/null
}

# As root on Debian, installs what is named; elsewhere it is for the caller to go without.
apt() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    {
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
    } >/dev/null 2>&1 </dev/null
}

use() {
    printf '%s\n' "$1" >.venv/browser
    exit 0
}

# The shell without windows starts and draws in two thirds of the time.
on_path() {
    for name in chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable; do
        path=$(command -v "$name") || continue
        # Some distributions ship a command that only tells how to install the browser.
        if runs "$path"; then use "$path"; fi
    done
}

if [ -z "${SURVEY_CHROMIUM:-}" ] && [ -f .venv/browser ] && [ -x "$(cat .venv/browser)" ]; then exit 0; fi

# The Node.js inside Playwright needs a library that a minimal Debian lacks.
driver() {
    .venv/bin/python -m playwright --version >.venv/browser.log 2>&1 </dev/null
}
driver || { apt libatomic1 && driver; } || {
    cat .venv/browser.log >&2
    echo "error: Playwright does not start; on Debian: sudo apt-get install libatomic1" >&2
    exit 1
}

if [ -n "${SURVEY_CHROMIUM:-}" ]; then
    path=$(command -v "$SURVEY_CHROMIUM") || path=$SURVEY_CHROMIUM
    if runs "$path"; then use "$path"; fi
    echo "error: SURVEY_CHROMIUM=$SURVEY_CHROMIUM does not run" >&2
    exit 1
fi

on_path

# A machine without a single font renders no text to test.
if apt chromium-headless-shell fonts-dejavu-core || apt chromium fonts-dejavu-core; then on_path; fi

echo "Downloading Playwright's Chromium ..."
PLAYWRIGHT_BROWSERS_PATH=$(pwd)/.venv/browsers
export PLAYWRIGHT_BROWSERS_PATH
if .venv/bin/python -m playwright install --no-shell chromium >.venv/browser.log 2>&1 </dev/null; then
    path=$(.venv/bin/python -c '
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)')
    if runs "$path"; then use "$path"; fi
    echo "error: Playwright's Chromium does not run; system libraries may be missing:" >&2
    echo "       sudo .venv/bin/python -m playwright install-deps chromium" >&2
    exit 1
fi
tail -n 5 .venv/browser.log >&2
echo "error: no Chromium found and none could be had; install one (sudo apt-get install chromium)" >&2
echo "       or name one: SURVEY_CHROMIUM=/path/to/chromium make test" >&2
exit 1
