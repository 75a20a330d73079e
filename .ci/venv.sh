#!/bin/sh
# Brings .venv in line with pyproject.toml and constraints.txt; silent when it is already.
# Usage: .ci/venv.sh [test]     "test" adds what the tests need.
# PYTHON names the interpreter (python3 when unset).
set -eu
unset CDPATH PYTHONHOME PYTHONPATH
cd -- "$(dirname -- "$0")/.."

group=${1:-run}
case $group in run | test) ;; *) echo "usage: $0 [test]" >&2; exit 2 ;; esac

fail() {
    printf 'error: %s\n' "$@" >&2
    exit 1
}

version_of() {
    "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null
}

# Content, not dates: a fresh clone or a branch switch touches files without changing them.
# The folder counts because a virtual environment cannot be moved or copied.
base=$(pwd -P; cksum <constraints.txt)
full=$(printf '%s\n' "$base"; cksum <pyproject.toml)

usable() {
    [ -f .venv/.base ] && [ "$(cat .venv/.base)" = "$base" ] || return 1
    # An upgraded system Python leaves an environment that starts but finds no packages.
    .venv/bin/python -c 'import pip' 2>/dev/null || return 1
    [ -z "${PYTHON:-}" ] || [ "$(version_of "$PYTHON")" = "$(version_of .venv/bin/python)" ]
}

installed() {
    [ -f ".venv/.$1" ] && [ "$(cat ".venv/.$1")" = "$full" ]
}

can_ensurepip() {
    "$python" -c 'import ensurepip, venv' 2>/dev/null
}

# Debian splits ensurepip off into a package of its own.
apt_ensurepip() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    echo "Installing python$version-venv ..."
    {
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "python$version-venv"
    } >/dev/null 2>&1 </dev/null || return 1
    can_ensurepip
}

create() {
    python=${PYTHON:-python3}
    command -v "$python" >/dev/null ||
        fail "there is no $python; install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3"
    version=$(version_of "$python") || fail "$python does not run"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "$python is Python $version, and 3.11 or newer is needed; name another: make PYTHON=python3.11"

    echo "Making the Python environment in .venv (about a minute, once) ..."
    rm -rf .venv
    if can_ensurepip || apt_ensurepip; then
        "$python" -m venv .venv
    elif "$python" -c 'import virtualenv' 2>/dev/null; then
        "$python" -m virtualenv --quiet .venv
    elif "$python" -m pip --version >/dev/null 2>&1; then
        # This pip may not install for the system, yet may fill another environment.
        "$python" -m venv --without-pip .venv
        "$python" -m pip --python .venv/bin/python install -qq pip
    else
        fail "$python cannot make a virtual environment: it has no ensurepip, no virtualenv and no pip" \
            "on Debian or Ubuntu, install it: sudo apt-get install python$version-venv"
    fi
}

install() {
    # The pinned setuptools builds the project, so no unpinned one is fetched for that.
    .venv/bin/python -m pip install -qq -c constraints.txt setuptools setuptools-scm
    .venv/bin/python -m pip install -qq --no-compile -c constraints.txt --no-build-isolation -e "$1"
}

export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_USER=0

if ! usable; then
    create
    printf '%s\n' "$base" >.venv/.base
fi

if ! installed test && { [ "$group" = test ] || ! installed run; }; then
    # An environment that has the test group keeps it when only pyproject.toml changed.
    if [ "$group" = test ] || [ -f .venv/.test ]; then
        what='.[test]' stamps='run test'
    else
        what='.[site,bot]' stamps='run'
    fi
    rm -f .venv/.run .venv/.test
    install "$what" || fail "the packages of constraints.txt could not be installed (see above); is the network reachable?"
    for stamp in $stamps; do printf '%s\n' "$full" >".venv/.$stamp"; done
fi
