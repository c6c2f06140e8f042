#!/bin/sh
# Compile the stylesheet and the script into src/web/static (or into $1). Needs Node 18 and npm; building qiao does not:
# the results are committed. check.sh says whether they are fresh.
set -eu
cd "$(dirname "$0")"
out=${1:-../src/web/static}
[ -d node_modules/sass ] || npm ci --ignore-scripts --no-audit --no-fund >/dev/null
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
esbuild="node node_modules/esbuild/bin/esbuild"
node node_modules/sass/sass.js --no-source-map --style=compressed --quiet-deps --load-path=node_modules scss/qiao.scss "$tmp/raw.css"
# "@media screen\0" is a hack for a browser nobody here has; it only upsets checkers.
$esbuild "$tmp/raw.css" --minify --target=chrome78,safari12 --log-level=error --outfile="$tmp/qiao.css"
$esbuild qiao.js --minify --target=es2017 --log-level=error --outfile="$tmp/qiao.js"
mkdir -p "$out"
cp "$tmp/qiao.css" "$tmp/qiao.js" "$out/"
