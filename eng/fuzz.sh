#!/usr/bin/env bash
# Feeds damaged objects and archives to the readers, the merger and the linker for some minutes (1). Ends with 1 if one was handled badly; what is
# printed then repeats it: dotnet tests/Fuzz/bin/Release/net10.0/Graft.Fuzz.dll --seed S --case C
set -euo pipefail
cd "$(dirname "$0")/.."

minutes=${1:-1}
[[ $minutes =~ ^[0-9]+$ ]] || { echo "usage: eng/fuzz.sh [MINUTES]" >&2; exit 2; }
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
dotnet build tests/Fuzz -c Release -v quiet -nologo -clp:ErrorsOnly
code=0
dotnet tests/Fuzz/bin/Release/net10.0/Graft.Fuzz.dll --seconds $((minutes * 60)) --output artifacts/fuzz || code=$?
if [ -f artifacts/fuzz/running ]; then echo "fuzz: the process died in one of these cases: $(cat artifacts/fuzz/running)" >&2; fi
exit $code
