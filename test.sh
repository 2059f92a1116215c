#!/usr/bin/env bash
# Sets the machine up, builds everything and runs all tests; safe to repeat, quick the second time.
# Arguments go to `dotnet test`. The last line is `N passed, N failed` (`, N skipped` may follow).
set -euo pipefail
cd "$(dirname "$0")"

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# The build of the samples starts an engine host: one of its own, that ends with this script.
GRAFT_HOME=$(mktemp -d "${TMPDIR:-/tmp}/graft-test.XXXXXX")
export GRAFT_HOME GRAFT_CACHE=none
end_host() {
    dotnet src/Cli/bin/Debug/net10.0/graft.dll shutdown >/dev/null 2>&1 || true
    rm -rf "$GRAFT_HOME"
}
trap end_host EXIT

results=artifacts/test-results
rm -rf "$results"

eng/setup.sh
eng/corpus.sh lua sqlite
dotnet build Msbuild.sln -v quiet || { echo "test.sh: the build failed" >&2; exit 1; }

# Started in the background, a shell hands on that Ctrl+C is ignored; tests press it.
code=0
env --default-signal=INT dotnet test tests --no-build -v quiet --results-directory "$results" --logger "trx;LogFileName=graft.trx" \
    --logger "console;verbosity=minimal" --blame-hang-timeout 5m "$@" || code=$?

# count NAME: the sum of one counter over all result files.
count() {
    { grep -rhoE "<Counters [^>]*" "$results" 2>/dev/null || true; } | sed -nE "s/.* $1=\"([0-9]+)\".*/\1/p" \
        | awk '{ sum += $1 } END { print sum + 0 }'
}
passed=$(count passed)
failed=$(count failed)
skipped=$(($(count total) - $(count executed)))
if [ "$skipped" -gt 0 ]; then echo "$passed passed, $failed failed, $skipped skipped"; else echo "$passed passed, $failed failed"; fi
if [ "$passed" = 0 ]; then exit 1; fi
exit $code
