#!/usr/bin/env bash
# Compiles `graft exec` ahead of time, to artifacts/native/graft-exec: it then starts in some milliseconds, without dotnet. ./graft uses it as
# long as no source is newer; everything works without it. Needs a C compiler and zlib's headers (Debian: gcc, zlib1g-dev).
set -euo pipefail
cd "$(dirname "$0")/.."

compiler=
for candidate in cc gcc clang $(seq -f 'clang-%g' 22 -1 14); do
    if command -v "$candidate" >/dev/null; then compiler=$candidate; break; fi
done
[ -n "$compiler" ] || { echo "native: needs a C compiler, such as the package gcc" >&2; exit 1; }

target=artifacts/native
stamp=$(mktemp)
trap 'rm -rf "$stamp" "$target.new"' EXIT
dotnet publish src/Exec -c Release -r linux-x64 -p:GraftNative=true -p:CppCompilerAndLinker="$compiler" -o "$target.new" -v quiet -nologo
mkdir -p "$target"
touch -r "$stamp" "$target.new/graft-exec" # a source that was written meanwhile is newer
mv -f "$target.new/graft-exec" "$target/graft-exec"
echo "native: $target/graft-exec"
