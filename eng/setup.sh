#!/usr/bin/env bash
# Brings a bare Debian or Ubuntu to where Graft can be built, run and tested: .NET SDK, libLLVM, clang and, for the
# tests' oracles, lld and LLVM's tools. Changes nothing, and asks no server, when all of that is there.
#
#   eng/setup.sh              all
#   eng/setup.sh --no-tests   what Graft itself needs
set -euo pipefail

tree=$(cd "$(dirname "$0")/.." && pwd)
with_tests=yes
for argument in "$@"; do
    case $argument in
        --no-tests) with_tests=no ;;
        *) echo "usage: eng/setup.sh [--no-tests]" >&2; exit 2 ;;
    esac
done

# Newest first; the range that Graft's compile workers support.
llvm_versions="22 21 20 19 18 17 16 15 14"

say() { echo "setup: $*"; }
fail() { echo "setup: $*" >&2; exit 1; }

# The SDK must satisfy global.json, so it is asked from inside the tree.
have_sdk() { (cd "$tree" && dotnet --version) >/dev/null 2>&1; }

have_llvm() {
    local version=$1 library tool
    ldconfig -p | grep -qE "libLLVM(-$version\.so\.1|\.so\.$version(\.[0-9]+)?) " || return 1
    for tool in clang $([ $with_tests = no ] || echo ld.lld llvm-readelf llvm-objdump llvm-jitlink); do
        command -v "$tool-$version" >/dev/null || return 1
    done
}

installed_llvm() {
    local version
    for version in $llvm_versions; do
        if have_llvm "$version"; then echo "$version"; return; fi
    done
}

# By what apt already knows; no server is asked.
offered_llvm() {
    local version offered
    offered=$(apt-cache pkgnames clang- 2>/dev/null)
    for version in $llvm_versions; do
        if grep -qx "clang-$version" <<<"$offered"; then echo "$version"; return; fi
    done
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo -n "$@" || fail "'$*' needs root: run eng/setup.sh as root"
    else fail "'$*' needs root: run eng/setup.sh as root"
    fi
}

# The lists are fetched once per run, and only when a package is really missing.
updated=no
update_lists() {
    [ $updated = no ] || return 0
    say "fetching package lists"
    as_root apt-get -q update >/dev/null || say "some package lists could not be fetched; going on with what there is"
    updated=yes
}

install() {
    local log
    log=$(mktemp)
    update_lists
    say "installing $*"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends \
        -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install "$@" >"$log" 2>&1 || { cat "$log" >&2; fail "'$*' cannot be installed"; }
    rm -f "$log"
}

install_llvm() {
    local version
    update_lists
    version=$(offered_llvm)
    [ -n "$version" ] || fail "no clang of version 14 to 22 is offered by this machine's package sources"
    if have_llvm "$version"; then return; fi
    install "libllvm$version" "clang-$version" $([ $with_tests = no ] || echo "lld-$version llvm-$version")
    have_llvm "$version" || fail "clang-$version was installed, but it or libLLVM $version cannot be found"
}

# The library without which dotnet does not start; its package's name differs by release.
icu_package() { apt-cache pkgnames libicu | grep -xE 'libicu[0-9]+' | sort -V | tail -1; }

install_sdk_by_script() {
    local script target=/usr/share/dotnet
    script=$(mktemp)
    install curl ca-certificates "$(icu_package)"
    say "installing the .NET SDK with Microsoft's script"
    if curl -fsL --retry 2 https://dot.net/v1/dotnet-install.sh -o "$script" \
        && as_root bash "$script" --channel 10.0 --install-dir "$target" >/dev/null; then
        as_root ln -sf "$target/dotnet" /usr/local/bin/dotnet
    fi
    rm -f "$script"
}

install_sdk() {
    update_lists
    if DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 have_sdk; then install "$(icu_package)"; fi
    if have_sdk; then return; fi
    if apt-cache pkgnames dotnet-sdk-10.0 | grep -qx dotnet-sdk-10.0; then install dotnet-sdk-10.0; fi
    have_sdk || install_sdk_by_script
    have_sdk || fail "no .NET SDK that global.json accepts is here, and none could be had from apt or from dot.net:" \
        "install the .NET 10 SDK (https://dotnet.microsoft.com/download) and run this again"
}

if ! command -v apt-get >/dev/null; then
    [ -n "$(installed_llvm)" ] && have_sdk && exit 0
    fail "only Debian and Ubuntu are set up automatically. Install the .NET 10 SDK, and libLLVM and clang of one" \
        "version from 14 to 22 (as clang-N; for the tests also lld-N and LLVM's tools), then run this again"
fi

newest=$(installed_llvm)
offered=$(offered_llvm)
if [ -z "$newest" ] || [ "${offered:-0}" -gt "$newest" ]; then install_llvm; fi
have_sdk || install_sdk
say "ready: .NET SDK $(cd "$tree" && dotnet --version), LLVM $(installed_llvm)"
