// report.mjs FOLDER - the rows of script/bench match, each ending in `holds` or `falls short`; exit 1 when answers differ.
import { readFileSync } from 'node:fs'

const read = name => JSON.parse(readFileSync(`${process.argv[2]}/${name}.json`))
const ours = read('ours'), peers = read('peers')
const row = (what, good) => console.log(`${what}: ${good ? 'holds' : 'falls short'}`)
const n = (v, digits = 0) => v.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits })
const differ = Object.entries(peers).filter(([name, p]) => {
  const own = ours[`own_${name.split('_')[1]}`].answers
  return p.answers.some((a, i) => JSON.stringify([...a].sort((x, y) => x - y)) !== JSON.stringify([...own[i]].sort((x, y) => x - y)))
}).map(([name]) => name)

row(`answers equal: the index and plain evaluation of each condition (rules with gaps, near misses, changes, columns), FEEL on 10,000${ours.differ ? `, ${ours.differ} differ` : ''}`, !ours.differ)
row(`answers equal: Zen at 1,000, 10,000 and 100,000 products, feelin at 200${differ.length ? `, not ${differ}` : ''}`, !differ.length)
for (const k of ['narrow', 'broad'])
  row(`one firm, 100,000 products, texts to answer, ${k} (${n(ours[`fit_${k}`])} fit), p50 at most 100 us: ${n(ours[`us_${k}`])} us, with near misses ${n(ours[`near_us_${k}`])} us`, Math.max(ours[`us_${k}`], ours[`near_us_${k}`]) <= 100)
for (const k of ['narrow', 'broad'])
  row(`and the reasons of the 50 nearest misses in sentences, ${k}, p50 at most 1 ms: ${n(ours[`reasons_us_${k}`])} us`, ours[`reasons_us_${k}`] <= 1000)
row(`one firm, 1,000,000 products, p50 at most 1 ms: ${n(ours.us_1000000)} us`, ours.us_1000000 <= 1000)
row(`eight times the products, at most ten times the time: 125,000 to 1,000,000 in ${n(ours.us_125000)}, ${n(ours.us_250000)}, ${n(ours.us_500000)}, ${n(ours.us_1000000)} us, ${n(ours.us_1000000 / ours.us_125000, 1)} times`, ours.us_1000000 <= 10 * ours.us_125000)
row(`one product, 5,000,000 firms, 13 columns, p50 at most 50 ms: ${n(ours.whom_ms, 1)} ms; columns take ${n(ours.whom_mb)} MB`, ours.whom_ms <= 50)
row(`100,000 products at most 64 MB: ${n(ours.mb_narrow)} and ${n(ours.mb_broad)} MB`, Math.max(ours.mb_narrow, ours.mb_broad) <= 64)
row(`100,000 products built within 2 s: ${n(ours.build_s_narrow, 2)} and ${n(ours.build_s_broad, 2)} s (1,000,000: ${n(ours.build_s_1000000, 1)} s)`, Math.max(ours.build_s_narrow, ours.build_s_broad) < 2)
row(`one product changed among 100,000 within 5 ms, the dearest of 500: ${n(ours.change_us)} us p50, ${n(ours.change_most_us)} us at most`, ours.change_most_us < 5000)
row(`what one changed fact would open, all facts, 10,000 products, within 50 ms: ${n(ours.changes_ms, 2)} ms p50, ${n(ours.changes_most_ms, 2)} ms at most`, ours.changes_most_ms < 50)
row(`faster than plain evaluation of the conditions in C, 100,000 products: ${n(ours.plain_us_narrow / ours.us_narrow)} times narrow, ${n(ours.plain_us_broad / ours.us_broad)} times broad`, ours.us_narrow < ours.plain_us_narrow && ours.us_broad < ours.plain_us_broad)
row(`faster than our FEEL, 10,000 products: ${n(ours.feel_us_10000 / ours.own_10000.us)} times`, ours.own_10000.us < ours.feel_us_10000)
for (const [name, p] of Object.entries(peers)) {
  const [peer, size] = name.split('_'), own = ours[`own_${size}`].us
  row(`faster than ${peer}, ${n(Number(size))} products: ${n(own, 1)} us against ${n(p.us)} us, ${n(p.us / own)} times`, own < p.us)
}
console.log(`a table of 40 rules, as for routing: ${n(ours.routing_us, 1)} us through the index, ${n(ours.routing_plain_us, 1)} us rule by rule`)
process.exit(differ.length || ours.differ ? 1 : 0)
