#!/usr/bin/env bash
# Shows unattended what Graft is for; sets the machine up first, safe to repeat.
#   1. Three modules that call each other in a circle are loaded by three processes, in a random order.
#   2. A function of Lua's mathematics is edited and built while a script that uses it runs; the script goes on.
# Ends with 0 only if the script's printed results really changed, in the same process, with its variables alive.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

home=$(mktemp -d "${TMPDIR:-/tmp}/graft-demo.XXXXXX") # runtimes and host of the demo, apart from the user's own
log=$home/log
lua=artifacts/demo/lua
started=() # processes to end, whatever happens
export GRAFT_HOME=$home COUNTER_STOP=$home/stop
export GRAFT_HOST_IDLE_SECONDS=60 # a host that outlives the demo, if it is killed, does not live long

finish() {
    local process
    if [ -f artifacts/cli/current ]; then ./graft shutdown --all >/dev/null 2>&1 || true; fi
    for process in "${started[@]}"; do
        kill -9 "$process" 2>/dev/null || true
        wait "$process" 2>/dev/null || true
    done
    rm -rf "$home"
}
trap finish EXIT
trap 'exit 130' INT TERM

title() { printf '\n== %s\n' "$*"; }
say() { printf '   %s\n' "$*"; }
fail() { printf '\ndemo: %s\n' "$*" >&2; exit 1; }
indent() { sed 's/^/   | /'; }

# timed WHAT COMMAND...: runs it quietly and prints how long it took; its output is in $log.
timed() {
    local what=$1 begin=$EPOCHREALTIME end
    shift
    "$@" >"$log" 2>&1 || { cat "$log" >&2; fail "$what: failed"; }
    end=$EPOCHREALTIME
    printf '   %-58s %7.2f s\n' "$what" "$(((${end/[.,]/} - ${begin/[.,]/}) / 1000))e-3"
}

# wait_for LIMIT WHAT COMMAND...: until the command succeeds, at most LIMIT seconds.
wait_for() {
    local limit=$((SECONDS + $1)) what=$2
    shift 2
    until "$@"; do
        [ $SECONDS -lt $limit ] || fail "$what: not within its time"
        sleep 0.1
    done
}

# run_runtime NAME: starts a runtime in the background; its output goes to $home/NAME.out, its process to $runtime.
run_runtime() {
    ./graft run --name "$1" >"$home/$1.out" 2>&1 &
    runtime=$!
    started+=("$runtime")
    wait_for 20 "runtime $1" grep -qs "is running" "$home/$1.out"
}

build() { dotnet build -v minimal -tl:off -nologo "$@"; }

is_ready() { ./graft wait "$1" --timeout 0 --runtime cycle >/dev/null 2>&1; }
ready() {
    local symbol separator=
    for symbol in a b c; do
        printf '%s%s: ' "$separator" $symbol
        if is_ready $symbol; then printf 'ready'; else printf 'not yet'; fi
        separator='   '
    done
}

results() { grep -c "sqrt(144) = $1\$" "$home/lua.out" || true; }
has_results() { [ "$(results "$1")" -ge "$2" ]; }

title "Set-up"
timed "machine: .NET SDK, LLVM, clang" eng/setup.sh --no-tests
timed "sources of Lua" eng/corpus.sh lua
timed "Graft itself" ./graft --version
timed "samples/Cycle, three projects" build samples/Cycle/A
for module in B C; do build samples/Cycle/$module >"$log" 2>&1 || { cat "$log" >&2; fail "samples/Cycle/$module"; }; done
mkdir -p artifacts/demo
rm -rf $lua
cp -r artifacts/corpus/lua $lua
timed "samples/Lua, three projects, patchable, at -O2" build samples/Lua/Interpreter -p:LuaSource="$PWD/$lua/"

set_up=$SECONDS

title "1. Modules A, B and C: a calls b, b calls c, c calls a"
run_runtime cycle
say "$(head -1 "$home/cycle.out")"
modules=$(shuf -e A B C)
say "Each is loaded by a process of its own. This time's order: $(echo $modules)"
count=0
for module in $modules; do
    timed "process $((count += 1)): graft load --standalone, module $module" \
        ./graft load --standalone --runtime cycle --module $module samples/Cycle/$module/bin/Debug/lib$module.a
    now=$(ready)
    say "   $now"
    case $count:$now in
        [12]:*": ready"*) fail "something was ready before all of the cycle was there" ;;
        3:*"not yet"*) fail "the cycle is complete and not ready" ;;
    esac
done
timed "graft call a 3" ./graft call a 3 --runtime cycle
result=$(cat "$log")
tail -n +2 "$home/cycle.out" | indent
say "returned $result"
[ "$result" = 10 ] || fail "a(3) must be 10"
./graft shutdown --runtime cycle

title "2. Lua runs a script, and its mathematics change meanwhile"
run_runtime lua
say "$(head -1 "$home/lua.out")"
for module in Core Libraries Interpreter; do
    timed "graft load --module Lua.$module" ./graft load --runtime lua --module Lua.$module samples/Lua/$module/bin/Debug/libLua.$module.a
done
./graft call run_script "$PWD/samples/Lua/counter.lua" --runtime lua >"$home/call.out" 2>&1 &
script=$!
started+=("$script")
say "graft call run_script samples/Lua/counter.lua"
wait_for 60 "the script's first results" has_results 12.0 10
sed -i 's/l_mathop(sqrt)(luaL_checknumber(L, 1))/-&/' $lua/lmathlib.c
say "While it runs, lmathlib.c is edited:"
{ diff artifacts/corpus/lua/lmathlib.c $lua/lmathlib.c || true; } | grep '^[<>]' | indent
timed "dotnet build samples/Lua/Libraries -p:GraftRuntime=lua" \
    build samples/Lua/Libraries -p:LuaSource="$PWD/$lua/" -p:GraftRuntime=lua -v normal
# Where its time went: clang, then what is Graft's, then the patch.
{ grep -o 'Lua.Libraries: .*' "$log" || fail "the build tells no times"; } | indent
wait_for 60 "the script's new results" has_results -12.0 10
touch "$COUNTER_STOP"
wait "$script" || fail "the script ended with an error: $(cat "$home/call.out")"

say "What the script printed:"
grep '^process' "$home/lua.out" >"$home/lines"
old=$(results 12.0)
{
    head -2 "$home/lines"
    echo "..."
    sed -n "$((old - 1)),$((old + 2))p" "$home/lines"
    echo "..."
    tail -1 "$home/lines"
} | indent

# One change from the old value to the new, the counter counts on, one process: the runtime's.
awk -v runtime="$runtime" '
    $2 != runtime { print "line " NR " is of process " $2 ", not " runtime; bad = 1 }
    $4 != NR { print "line " NR " has counter " $4; bad = 1 }
    $NF != "12.0" && $NF != "-12.0" { print "line " NR " has the result " $NF; bad = 1 }
    $NF == "-12.0" { new++ }
    $NF == "12.0" { old++; if (new) { print "line " NR " has the old result again"; bad = 1 } }
    END { exit bad || old < 10 || new < 10 }' "$home/lines" || fail "the script's results are not what they must be"
kill -0 "$runtime" || fail "the runtime has ended"

title "The script's results changed after counter $old; its counter went on, its process is still $runtime"
say "after the set-up: $((SECONDS - set_up)) s"
