#!/bin/sh
# The committed stylesheet and script equal what the sources give, and keep their budgets.
set -eu
cd "$(dirname "$0")"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
./build.sh "$tmp"
bad=0
for f in qiao.css qiao.js; do
	cmp -s "$tmp/$f" "../src/web/static/$f" || { echo "ui: src/web/static/$f is stale: run ui/build.sh"; bad=1; }
done
css=$(gzip -9c "$tmp/qiao.css" | wc -c) js=$(wc -c <"$tmp/qiao.js") jsz=$(gzip -9c "$tmp/qiao.js" | wc -c)
echo "ui: css $css bytes gz (at most 14336), js $js bytes (at most 3072), together $((css + jsz)) gz (at most 20480)"
[ "$css" -le 14336 ] && [ "$js" -le 3072 ] && [ $((css + jsz)) -le 20480 ] || { echo "ui: over the budget"; bad=1; }
if grep -Eq 'https?://[a-z]' "$tmp/qiao.css" "$tmp/qiao.js"; then echo "ui: a foreign address in the output"; bad=1; fi
if grep -q 'GDS Transport' "$tmp/qiao.css"; then echo "ui: GOV.UK's font must not be used"; bad=1; fi
if grep -q '"resolved"' package-lock.json; then echo "ui: package-lock.json names a registry"; bad=1; fi
exit $bad
