#!/usr/bin/env bash
# Makes the packages Graft.Sdk, Graft.Runtime and Graft.Cli and puts them into artifacts/packages. Arguments go to `dotnet pack`.
set -euo pipefail
cd "$(dirname "$0")/.."

for project in src/Sdk src/Runtime src/Cli; do
    dotnet pack "$project" -c Release -v quiet -nologo "$@"
done
ls -1 artifacts/packages/*.nupkg
