// report.mjs FOLDER - the rows of script/bench match, each ending in `holds` or `falls short`; exit 1 when answers differ.
import { readFileSync } from 'node:fs'

const read = name => JSON.parse(readFileSync(`${process.argv[2]}/${name}.json`))
const ours = read('ours'), peers = read('peers'), hall = read('hall'), page = read('page')
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
row(`answers equal: the kept handbook of 300, 3,000 and 10,000 products and each rule by itself; who may vote by SQL and by columns; counts on the page${hall.differ ? `, ${hall.differ} differ` : ''}`, !hall.differ && !page.wrong)
for (const k of [300, 3000, 10000])
  row(`the question of the match page, ${n(k)} products, two thirds with a limit by formula or grade, 50 of each class with reasons, and what would open more, within 50 ms: ${n(hall[`match_ms_${k}`], 1)} ms p50, ${n(hall[`match_most_ms_${k}`], 1)} ms at most; each rule by itself ${n(hall[`plain_ms_${k}`], 1)} ms; compiling all ${n(hall[`first_ms_${k}`])} ms, after one changed ${n(hall[`change_ms_${k}`], 1)} ms`, hall[`match_most_ms_${k}`] <= 50)
row(`the page itself over HTTP, ${n(page.products)} products, at most 100 ms: ${n(page.page_ms)} ms p50, ${n(page.most_ms)} ms at most, ${n(page.bytes / 1024)} KB; the first after a start ${n(page.first_ms)} ms`, page.page_ms <= 100)
console.log('where the index does not pay, and is not used:')
console.log(`  routing: ${hall.routing_rules} rules of the table in force take ${n(hall[`routing_us_${hall.routing_rules}`], 1)} us by FEEL; 40 rules would take ${n(ours.routing_us, 1)} us through the index, ${n(ours.routing_plain_us, 1)} us one by one: a request takes a thousand`)
console.log(`  who may vote, a roll of 20,000: its statement reads them in ${n(hall.poll_sql_us_20000 / 1000, 1)} ms; a scan of columns takes ${n(hall.poll_scan_us_20000 / 1000, 2)} ms, filling them from the same rows ${n(hall.poll_fill_us_20000 / 1000, 2)} ms more than reading them`)
process.exit(differ.length || ours.differ || hall.differ || page.wrong ? 1 : 0)
