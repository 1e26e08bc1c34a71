# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What app/run and tests/run share: packages, a log, configuring and building. Sourced, with `root`
# set to the checkout.

: "${root:?}"
log=

say() {
    printf '%s\n' "$*"
}

die() {
    printf '%s\n' "$*" >&2
    exit 1
}

# The names in one section of packaging/debian-packages.
packages_of() {
    sed -n "/^# \[$1\]/,/^# \[/{/^#/d;/^\$/d;p}" "$root/packaging/debian-packages"
}

# Those of the named packages that are not installed, one a line. Node may have come from elsewhere,
# and such packages conflict with Debian's npm: the commands are what counts.
missing_packages() {
    local installed name
    # It fails when it does not know one of them.
    installed=$({ dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2> /dev/null || true; } |
        sed -n 's/^installed //p')
    for name in "$@"; do
        grep -qxF -e "$name" <<< "$installed" && continue
        case $name in nodejs) command -v node ;; npm) command -v npm ;; *) false ;; esac > /dev/null ||
            printf '%s\n' "$name"
    done
}

apt_get() {
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        as_root=(sudo)
    fi
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 \
        -o Acquire::Retries=3 "$@" < /dev/null >> "$log" 2>&1
}

apt_lists_are_there() {
    compgen -G '/var/lib/apt/lists/*_Packages*' > /dev/null
}

# install_packages SECTION…: installs what is missing of these sections.
install_packages() {
    local section names=() missing
    for section in "$@"; do
        mapfile -t -O "${#names[@]}" names < <(packages_of "$section")
    done
    command -v dpkg-query > /dev/null ||
        die "This is made for Debian 12. Elsewhere, install what packaging/debian-packages names."
    mapfile -t missing < <(missing_packages "${names[@]}")
    [ ${#missing[@]} -gt 0 ] || return 0

    say "Installing ${#missing[@]} packages: ${missing[*]}"
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo > /dev/null ||
            die "This needs root: run  apt-get install ${missing[*]}  as root, then start again."
        sudo -v || die "Without root's rights packages can't be installed: ${missing[*]}"
    fi
    local install=(install --no-install-recommends "${missing[@]}")
    if { apt_lists_are_there && apt_get "${install[@]}"; } ||
        { apt_get update && apt_get "${install[@]}"; }; then
        return 0
    fi
    show_log
    die "apt-get could not install all of: ${missing[*]}"
}

# start_log NAME: from here on, what tools print goes to build/NAME.
start_log() {
    log=$root/build/$1
    if ! { mkdir -p "$root/build" && : > "$log"; } 2> /dev/null; then
        die "$root/build can't be written: the build needs a folder that it may write to."
    fi
}

show_log() {
    printf '\n--- the last lines of %s\n' "$log" >&2
    tail -n 60 "$log" >&2
    printf -- '---\n' >&2
}

# configure PRESET [OPTION…]: configures build/PRESET.
configure() {
    local preset=$1
    shift
    local folder=$root/build/$preset fresh=()
    # A checkout that has moved, or come as a copy, brings a cache with the old paths.
    if [ -e "$folder/CMakeCache.txt" ] &&
        ! grep -qxF -e "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt"; then
        fresh=(--fresh)
    fi
    if [ -z "${CMAKE_CXX_COMPILER_LAUNCHER:-}" ] && command -v ccache > /dev/null &&
        [ -w "${CCACHE_DIR:-${HOME:-/nowhere}}" ]; then
        export CMAKE_CXX_COMPILER_LAUNCHER=ccache
    fi
    # Presets are found from the working folder. Two builds at a time would spoil a build folder.
    (cd "$root" && flock -o "$root/build/.lock" cmake "${fresh[@]}" --preset "$preset" "$@") >> "$log" 2>&1
}

is_configured() {
    [ -e "$root/build/$1/build.ninja" ] &&
        grep -qxF -e "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$root/build/$1/CMakeCache.txt"
}

# build PRESET TARGET…
build() {
    local preset=$1
    shift
    flock -o "$root/build/.lock" cmake --build "$root/build/$preset" --parallel "$(nproc)" --target "$@" \
        >> "$log" 2>&1
}

# True if there is nothing to do for these targets.
is_built() {
    local preset=$1
    shift
    grep -q 'no work to do' <<< "$(cmake --build "$root/build/$preset" --target "$@" -- -n 2> /dev/null)"
}
