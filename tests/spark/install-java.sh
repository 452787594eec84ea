#!/bin/sh
# Installs what Spark needs on Debian and its kin: Java 17 without windows. Needs root; says what is
# missing otherwise.
set -eu
if ! command -v apt-get >/dev/null; then
    echo "no apt-get here: install Java 17 by hand, so that 'java' is found" >&2
    exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "only root may install: run 'apt-get install --no-install-recommends openjdk-17-jre-headless'" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
install() {
    apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless
}
# The lists of packages may be old or not there at all.
install || { apt-get update -qq && install; }
