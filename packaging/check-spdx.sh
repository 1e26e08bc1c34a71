#!/bin/bash
# SPDX-License-Identifier: MIT
# Checks that each source file names the licence of its folder (see LICENSE.md) in its first lines, and
# that the text of each such licence is in LICENSES.
#
#   packaging/check-spdx.sh [CHECKOUT]
set -euo pipefail

cd -P -- "${1:-$(dirname -- "${BASH_SOURCE[0]}")/..}"
problems=0

complain() {
    printf '%s\n' "$1" >&2
    problems=$((problems + 1))
}

# The licences that a file may have, by its path.
allowed_for() {
    case $1 in
        ui/* | app/* | tests/ui/*) echo GPL-3.0-or-later ;;
        packaging/* | resources/*) echo MIT CC0-1.0 ;;
        *) echo MIT ;;
    esac
}

sources() {
    find . \( -name 'build*' -o -name node_modules -o -name .git -o -name .cache \) -prune -o -type f \
        \( -name '*.cpp' -o -name '*.h' -o -name '*.qml' -o -name '*.js' -o -name '*.py' \
        -o -name '*.mjs' -o -name '*.sh' -o -name '*.cmake' -o -name CMakeLists.txt -o -name run \) \
        -print0 | sort -z
}

count=0
while IFS= read -r -d '' path; do
    path=${path#./}
    count=$((count + 1))
    licence=$(head -n 3 "$path" | sed -nE 's/^(\/\/|#) SPDX-License-Identifier: ([^ ]+)$/\2/p')
    allowed=$(allowed_for "$path")
    if [ -z "$licence" ]; then
        complain "$path: no SPDX-License-Identifier in the first three lines; due: $allowed"
    elif [[ " $allowed " != *" $licence "* ]]; then
        complain "$path: is under $licence; due: $allowed"
    elif [ ! -s "LICENSES/$licence.txt" ]; then
        complain "$path: the text of $licence is missing: LICENSES/$licence.txt"
    fi
done < <(sources)

[ "$count" -gt 0 ] || complain "no source files found in $PWD"
printf '%d source files checked, %d problems\n' "$count" "$problems"
[ "$problems" = 0 ]
