#!/bin/sh
# Installs what the test of workbooks needs on Debian and its kin: the spreadsheet of LibreOffice,
# without what it recommends (about 250 MB in all). Needs root; says what is missing otherwise.
set -eu
if ! command -v apt-get >/dev/null; then
    echo "no apt-get here: install LibreOffice Calc by hand, so that 'soffice' is found" >&2
    exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "only root may install: run 'apt-get install --no-install-recommends libreoffice-calc'" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
install() {
    apt-get install -y -qq --no-install-recommends libreoffice-calc
}
# The lists of packages may be old or not there at all.
install || { apt-get update -qq && install; }
