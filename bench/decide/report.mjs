// report.mjs FOLDER - the rows of script/bench decide, each ending in `holds` or `falls short`; exit 1 when answers differ.
import { readFileSync } from 'node:fs'

const read = name => JSON.parse(readFileSync(`${process.argv[2]}/${name}.json`))
const ours = read('ours'), peers = read('peers')
const sides = { 'our table': ours.table, 'our texts': ours.texts, Zen: peers.zen, feelin: peers.feelin }
const want = JSON.stringify(ours.table.answers)
const differ = Object.keys(sides).filter(s => JSON.stringify(sides[s].answers) !== want)
const row = (what, good) => console.log(`${what}: ${good ? 'holds' : 'falls short'}`)
const us = n => n < 100 ? n.toFixed(1) : n.toFixed(0)

for (const [name, s] of Object.entries(sides))
  console.log(`50 products x 6 conditions for one firm, ${name}: ${us(s.us)} us`)
row(`answers for ${ours.table.answers.length} firms equal on all four sides (${ours.table.answers.flat().length} products fit)${differ.length ? `, not ${differ}` : ''}`, !differ.length)
row(`one firm at most 10 us: ${us(ours.table.us)} us as a table, ${us(ours.texts.us)} us as texts`, Math.max(ours.table.us, ours.texts.us) <= 10)
row(`at least 10 times faster than Zen: ${(peers.zen.us / ours.table.us).toFixed(0)} times`, peers.zen.us >= 10 * ours.table.us)
row(`at least 1,000 times faster than feelin: ${(peers.feelin.us / ours.texts.us).toFixed(0)} times`, peers.feelin.us >= 1000 * ours.texts.us)
row(`a table of 10,000 rules loads within 1 s: ${ours.big.load_s.toFixed(2)} s; asked once ${us(ours.big.ask_us)} us, ${ours.big.hits} rules fit`, ours.big.load_s < 1)
process.exit(differ.length ? 1 : 0)
