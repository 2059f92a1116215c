#!/usr/bin/env bash
# Fetches and compiles the corpus if it is missing, builds the benchmarks in Release and runs one.
#   bench/run.sh link [--quick] [--no-peers] [--only=NAME,...]
#   bench/run.sh edit [--quick] [--no-peers]
#   bench/run.sh storm [--quick]
#   bench/run.sh calls [--quick] [--only=micro,sqlite,lua]
# link          objects to code in a running process
# edit          a function of SQLite's IR edited and saved, to its new code in a running process
# calls         what a stub costs: calls of 1 to 65,536 functions, SQLite's speedtest1, Lua
# storm         100,000 patches of a function that 8 threads call
# --quick       about two minutes instead of fifteen
# --no-peers    Graft in a warm host alone
# --only        some of: lua sqlite leveldb 100 1000 ring two-edge tree sparse
set -euo pipefail
cd "$(dirname "$0")/.."

benchmark=${1:-}
case $benchmark in
    link | edit | calls | storm) shift ;;
    *) sed -n '/^#   bench/s/^#  /usage:/p' "$0" >&2; exit 2 ;;
esac
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
llvm=$(ls /usr/bin/clang-[0-9]* 2>/dev/null | sed 's/.*-//' | sort -rn | head -1)
[ -n "$llvm" ] || { echo "bench: needs clang and llvm of one version: run eng/setup.sh first" >&2; exit 1; }
for tool in llvm-mc llvm-nm; do
    command -v "$tool-$llvm" >/dev/null || { echo "bench: needs $tool-$llvm (package llvm-$llvm)" >&2; exit 1; }
done

# mold is a peer, GNU time tells peak memory: had if that is possible, done without otherwise.
missing=()
command -v mold >/dev/null || missing+=(mold)
[ -x /usr/bin/time ] || missing+=(time)
if [ ${#missing[@]} -gt 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "bench: installing ${missing[*]}" >&2
    { apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends \
        -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install "${missing[@]}"; } >/dev/null 2>&1 \
        || echo "bench: they cannot be installed; going on without" >&2
fi

corpus=artifacts/corpus
objects=artifacts/bench/objects

# compile SET SOURCE FLAGS...: one object, unless it is there.
compile() {
    local output=$objects/$1/$(basename "${2%.*}").o
    mkdir -p "$objects/$1"
    [ "$output" -nt "$2" ] || "clang-$llvm" -c -w -O2 -fPIC -ffunction-sections -fdata-sections "${@:3}" "$2" -o "$output"
}

prepare_link() {
    eng/corpus.sh lua sqlite leveldb
    for source in "$corpus"/lua/*.c; do
        [ "${source##*/}" = luac.c ] || compile lua "$source" # it has a main of its own
    done
    for source in "$corpus"/sqlite/*.c; do compile sqlite "$source"; done
    for source in "$corpus"/leveldb/{db,table,util}/*.cc; do
        case ${source##*/} in
            *_test.cc | *test_util.cc | testutil.cc | *_windows.cc | leveldbutil.cc) ;;
            *) compile leveldb "$source" -std=c++17 -DNDEBUG -DLEVELDB_PLATFORM_POSIX=1 -DHAVE_FDATASYNC=1 -DHAVE_O_CLOEXEC=1 \
                -DHAVE_FULLFSYNC=0 -DHAVE_CRC32C=0 -DHAVE_SNAPPY=0 -I"$corpus/leveldb" -I"$corpus/leveldb/include" ;;
        esac
    done
}

# SQLite as the front end gives it, before any pass.
prepare_edit() {
    local source=$corpus/sqlite/sqlite3.c output=artifacts/bench/edit/sqlite3.ll
    eng/corpus.sh sqlite
    mkdir -p "${output%/*}"
    [ "$output" -nt "$source" ] || "clang-$llvm" -S -emit-llvm -w -O1 -Xclang -disable-llvm-passes -fPIC "$source" -o "$output"
}

prepare_calls() { eng/corpus.sh lua sqlite speedtest1; }

prepare_storm() { :; }

"prepare_$benchmark"

dotnet build bench -c Release -v quiet >&2
exec dotnet bench/bin/Release/net10.0/Graft.Bench.dll "$benchmark" artifacts/bench "$llvm" "$@"

