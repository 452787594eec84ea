#!/bin/sh
# Installs what builds the module on Debian and its kin: a C compiler for the target, and, where
# rustup has no target for WebAssembly, the compiler and the sources of the standard library that
# Debian packages (about 700 MB in all). The toolchain of rustup stays as it is. With `browser`
# Chromium instead. Needs root; says what is missing otherwise.
set -eu
if [ "${1-}" = browser ]; then
    packages="chromium fonts-noto-cjk"
elif rustup target list --installed 2>/dev/null | grep -qx wasm32-unknown-unknown; then
    packages="clang"
else
    packages="clang rustc-web cargo-web rust-web-src"
fi
if ! command -v apt-get >/dev/null; then
    echo "no apt-get here: install $packages by hand" >&2
    exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "only root may install: run 'apt-get install --no-install-recommends $packages'" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
# Lists of packages that are old name an old compiler, which does not build the module. Where they
# cannot be had, those at hand are tried.
apt-get update -qq || echo "the lists of packages may be old" >&2
# shellcheck disable=SC2086 # names of packages, one a word
apt-get install -y -qq --no-install-recommends $packages
