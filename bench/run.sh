#!/usr/bin/env bash
# Fetches and compiles the corpus if it is missing, builds the benchmarks in Release and runs one.
#   bench/run.sh link [runs]
set -euo pipefail
cd "$(dirname "$0")/.."

[ "${1:-}" = link ] || { echo "usage: bench/run.sh link [runs]" >&2; exit 2; }
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
llvm=$(ls /usr/bin/clang-[0-9]* 2>/dev/null | sed 's/.*-//' | sort -rn | head -1)
[ -n "$llvm" ] || { echo "bench: needs clang, lld and llvm of one version: run eng/setup.sh first" >&2; exit 1; }
for tool in ld.lld llvm-jitlink llvm-nm; do
    command -v "$tool-$llvm" >/dev/null || { echo "bench: needs $tool-$llvm (packages lld-$llvm, llvm-$llvm)" >&2; exit 1; }
done

eng/corpus.sh lua sqlite
objects=artifacts/corpus/objects/pic
compile() {
    local output=$objects/$1/$(basename "$2" .c).o
    mkdir -p "$objects/$1"
    [ "$output" -nt "$2" ] || "clang-$llvm" -c -w -O2 -fPIC -ffunction-sections -fdata-sections "$2" -o "$output"
}
for source in artifacts/corpus/lua/*.c; do compile lua "$source"; done
for source in artifacts/corpus/sqlite/*.c; do compile sqlite "$source"; done

dotnet build bench -c Release -v quiet
exec dotnet bench/bin/Release/net10.0/Graft.Bench.dll link "$objects" "$llvm" "${2:-9}"
