#!/usr/bin/env bash
# Fetches real C and C++ sources to build and test with, from the source packages of this machine's distribution, into
# artifacts/corpus: `lua` (5.4, as released), `sqlite` (the amalgamation: sqlite3.c, sqlite3.h, shell.c) and `leveldb` (C++),
# and `speedtest1`, SQLite's own benchmark.
# The distribution pins the version, and apt checks signatures. The machine's own package sources stay as they are:
# apt works on a private copy in which every source is a deb-src one.
#
#   eng/corpus.sh [lua] [sqlite] [leveldb] [speedtest1]     all if none is named
set -euo pipefail

tree=$(cd "$(dirname "$0")/.." && pwd)
corpus=$tree/artifacts/corpus
work=

say() { echo "corpus: $*"; }
fail() { echo "corpus: $*" >&2; exit 1; }
trap 'rm -rf "$work"' EXIT

# Makes the private apt folder, once per run.
prepare_apt() {
    [ -z "$work" ] || return 0
    command -v apt-get >/dev/null || fail "needs apt (Debian or Ubuntu); elsewhere put the sources into $corpus/lua and $corpus/sqlite"
    work=$(mktemp -d)
    mkdir -p "$work"/parts "$work"/lists/partial "$work"/cache/archives/partial
    local file
    for file in /etc/apt/sources.list.d/*.sources; do
        if [ -f "$file" ]; then sed -E 's/^Types:.*/Types: deb-src/' "$file" >"$work/parts/${file##*/}"; fi
    done
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        if [ -f "$file" ]; then sed -nE 's/^[[:space:]]*deb(-src)?[[:space:]]/deb-src /p' "$file" >"$work/parts/${file##*/}"; fi
    done
    if [ -f "$work/parts/sources.list" ]; then mv "$work/parts/sources.list" "$work/parts/machine.list"; fi
    say "fetching lists of source packages"
    apt_private -q update >/dev/null 2>"$work/update.log" || true # a third party's source may have no deb-src
}

apt_private() {
    apt-get -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$work/parts" \
        -o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User=root "$@"
}

# fetch PACKAGE: unpacks its upstream release (the .orig archive, without the distribution's patches); prints the folder.
fetch() {
    local package=$1 folder=$work/$1 archive
    mkdir -p "$folder/source"
    (cd "$folder" && apt_private -qq source --only-source --download-only "$package") >"$folder/apt.log" 2>&1 \
        || { cat "$work/update.log" "$folder/apt.log" >&2; fail "the source package $package cannot be had"; }
    archive=$(find "$folder" -maxdepth 1 -name '*.orig.tar.*' ! -name '*.asc')
    tar -xf "$archive" -C "$folder/source" --strip-components=1
    echo "$folder/source"
}

# publish NAME FOLDER: a corpus appears whole or not at all.
publish() {
    mkdir -p "$corpus"
    rm -rf "${corpus:?}/$1" "$corpus/$1.new"
    cp -r "$2" "$corpus/$1.new"
    mv "$corpus/$1.new" "$corpus/$1"
    say "$1 is in $corpus/$1"
}

need_tools() {
    local missing=()
    command -v make >/dev/null || missing+=(make)
    command -v tclsh >/dev/null || missing+=(tcl)
    command -v xz >/dev/null || missing+=(xz-utils)
    [ ${#missing[@]} = 0 ] && return
    [ "$(id -u)" = 0 ] || fail "needs ${missing[*]}: install them, or run this as root"
    say "installing ${missing[*]}"
    { apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends \
        -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install "${missing[@]}"; } >/dev/null
}

c_compiler() {
    local compiler
    for compiler in cc gcc clang $(seq -f 'clang-%g' 22 -1 14); do
        if command -v "$compiler" >/dev/null; then echo "$compiler"; return; fi
    done
    fail "needs a C compiler: run eng/setup.sh first"
}

lua() {
    [ -f "$corpus/lua/lmathlib.c" ] && return
    prepare_apt
    local source
    source=$(fetch lua5.4)
    publish lua "$source/src"
}

sqlite() {
    [ -f "$corpus/sqlite/sqlite3.c" ] && return
    need_tools
    prepare_apt
    local source compiler
    source=$(fetch sqlite3)
    compiler=$(c_compiler)
    say "making SQLite's amalgamation"
    (cd "$source" && ./configure --disable-tcl CC="$compiler" && make sqlite3.c shell.c sqlite3.h) >"$work/sqlite.log" 2>&1 \
        || { tail -20 "$work/sqlite.log" >&2; fail "the amalgamation cannot be made"; }
    mkdir "$work/amalgamation"
    cp "$source"/sqlite3.c "$source"/sqlite3.h "$source"/shell.c "$work/amalgamation"
    publish sqlite "$work/amalgamation"
}

speedtest1() {
    [ -f "$corpus/speedtest1/speedtest1.c" ] && return
    prepare_apt
    local source
    source=$(fetch sqlite3)
    mkdir "$work/speedtest1"
    cp "$source/test/speedtest1.c" "$work/speedtest1"
    publish speedtest1 "$work/speedtest1"
}

leveldb() {
    [ -f "$corpus/leveldb/db/db_impl.cc" ] && return
    prepare_apt
    local source
    source=$(fetch leveldb)
    publish leveldb "$source"
}

for name in "${@:-lua}"; do
    case $name in
        lua | sqlite | leveldb | speedtest1) ;;
        *) echo "usage: eng/corpus.sh [lua] [sqlite] [leveldb] [speedtest1]" >&2; exit 2 ;;
    esac
done
if [ $# = 0 ]; then set -- lua sqlite leveldb speedtest1; fi
for name in "$@"; do "$name"; done
