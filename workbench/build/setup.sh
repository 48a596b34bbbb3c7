#!/bin/sh
# Sets a checkout up: `setup.sh run` for running the workbench, `setup.sh test` for its tests too.
#
# It installs only what is missing and says what it installs, so it can be run again at any time.
# On Debian and Ubuntu that includes system packages; elsewhere the README names them.
set -eu

goal=${1:-run}
case $goal in run | test) ;; *) echo "usage: setup.sh run|test" >&2; exit 2 ;; esac
cd "$(dirname "$0")/../.."

# WeasyPrint loads the libraries when it starts; the fonts are what a PDF is set in.
libraries="libpango-1.0-0 libpangoft2-1.0-0"
fonts="fonts-dejavu-core fonts-noto-core fonts-noto-cjk"
# The program that drives the browser in the tests is linked with this.
driver_libraries="libatomic1"
python_is_enough='import sys; sys.exit(sys.version_info < (3, 11))'
python=
apt_is_fresh=

say() { printf '==> %s\n' "$*"; }
fail() { printf '==> %s\n' "$*" >&2; exit 1; }
on_apt() { command -v apt-get >/dev/null 2>&1 && command -v dpkg-query >/dev/null 2>&1; }
on_ubuntu() { grep -qs '^ID=ubuntu' /etc/os-release; }

# Prints those of the named packages that are not installed.
missing() {
    for package; do
        dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
            printf '%s ' "$package"
    done
}

apt_install() {
    wanted=$(missing "$@")
    [ -n "$wanted" ] || return 0
    say "Installing system packages: $wanted"
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null 2>&1 ||
            fail "Not root, and no sudo. Let an administrator run: apt-get install $wanted"
        as_root=sudo
    fi
    [ -n "$apt_is_fresh" ] || $as_root apt-get -qq -o DPkg::Lock::Timeout=300 update
    apt_is_fresh=yes
    # shellcheck disable=SC2086  # these are lists of words
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300 \
        -o Dpkg::Use-Pty=0 install --no-install-recommends $wanted >/dev/null
}

find_python() {
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c "$python_is_enough" 2>/dev/null; then
            python=$candidate
            return 0
        fi
    done
    return 1
}

ensure_system() {
    if ! on_apt; then
        find_python || fail "Python 3.11 or newer is missing; the README names what to install."
        return 0
    fi
    find_python || apt_install python3 python3-venv
    # Ubuntu 22.04's own Python is too old, but it offers a newer one beside it.
    find_python || apt_install python3.11 python3.11-venv
    find_python || fail "This system offers no Python 3.11 or newer."
    # Debian keeps the part that makes virtual environments in a package of its own.
    if [ ! -x .venv/bin/python ] && ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        apt_install "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    fi
    # shellcheck disable=SC2086
    apt_install ca-certificates $libraries $fonts
    # Ubuntu 22.04 has this library in Pango's own dependencies, later systems have it apart.
    ls /usr/lib/*/libharfbuzz-subset.so.0 >/dev/null 2>&1 || apt_install libharfbuzz-subset0
    [ "$goal" = test ] || return 0
    # shellcheck disable=SC2086
    apt_install $driver_libraries
    [ -n "${WORKBENCH_TEST_POSTGRES_URL:-}" ] || apt_install postgresql
    # Ubuntu's chromium package is only a pointer to a snap; `ensure_browser` brings one there.
    [ -n "${WORKBENCH_TEST_CHROMIUM:-}" ] || on_ubuntu || apt_install chromium
}

# The environment holds absolute paths, so it is made again where the checkout has been moved.
ensure_environment() {
    here=$(pwd -P)
    if [ -x .venv/bin/python ] && .venv/bin/python -c "$python_is_enough" 2>/dev/null &&
        grep -Fqsx "VIRTUAL_ENV=$here/.venv" .venv/made-at; then
        return 0
    fi
    say "Making the virtual environment .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
    printf 'VIRTUAL_ENV=%s/.venv\n' "$here" >.venv/made-at
}

pip_install() {
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input "$@"
}

# `cksum` is the one checksum program that every system has.
fingerprint() { cat "$@" | cksum | tr -d ' \n'; }

ensure_packages() {
    run_mark=$(fingerprint requirements.lock requirements-build.lock pyproject.toml)
    test_mark=$(fingerprint requirements-test.lock pyproject.toml)
    if [ "$(cat .venv/made-from-test 2>/dev/null)" = "$test_mark" ]; then return 0; fi
    if [ "$goal" = test ]; then
        say "Installing the locked Python packages, those of the tests too"
        pip_install --require-hashes --only-binary :all: -r requirements-test.lock
    elif [ "$(cat .venv/made-from-run 2>/dev/null)" = "$run_mark" ]; then
        return 0
    else
        say "Installing the locked Python packages"
        pip_install --require-hashes --only-binary :all: \
            -r requirements.lock -r requirements-build.lock
    fi
    ensure_assets
    say "Installing the workbench from this checkout"
    pip_install --no-deps --no-build-isolation --editable .
    .venv/bin/python -c 'import weasyprint' >/dev/null 2>&1 ||
        fail "The PDF engine finds no Pango library; the README names what to install."
    if [ "$goal" = test ]; then
        printf '%s\n' "$test_mark" >.venv/made-from-test
    else
        printf '%s\n' "$run_mark" >.venv/made-from-run
    fi
}

ensure_assets() {
    .venv/bin/python workbench/build/assets.py --is-complete && return 0
    if ! .venv/bin/python workbench/build/assets.py --has-npm; then
        say "Installing Node.js as a Python package, for the browser assets"
        pip_install --require-hashes --only-binary :all: -r requirements-node.lock
    fi
    say "Fetching the browser assets into static/vendor"
    .venv/bin/python workbench/build/assets.py
}

# Checkers of documents that are no Python packages; the tests start them.
ensure_tools() {
    .venv/bin/python -m workbench.build.tools --is-complete && return 0
    if ! .venv/bin/python workbench/build/assets.py --has-npm ||
        ! .venv/bin/python -m workbench.build.tools --has-node; then
        say "Installing Node.js as a Python package, for the checkers of the tests"
        pip_install --require-hashes --only-binary :all: -r requirements-node.lock
    fi
    say "Fetching the checkers of the tests into build/tools"
    .venv/bin/python -m workbench.build.tools
}

ensure_browser() {
    [ -z "${WORKBENCH_TEST_CHROMIUM:-}" ] || return 0
    .venv/bin/python -m tests.browser && return 0
    say "Installing Chromium for the tests"
    if on_apt; then
        .venv/bin/playwright install --with-deps chromium
    else
        .venv/bin/playwright install chromium
    fi
}

ensure_system
ensure_environment
ensure_packages
ensure_assets
[ "$goal" != test ] || ensure_tools
[ "$goal" != test ] || ensure_browser
