// peers.mjs FOLDER - the products of cases.mjs for each firm, by Zen and by feelin; writes their answers and microseconds a firm.
import { readFileSync, writeFileSync } from 'node:fs'
import { ZenEngine } from '@gorules/zen-engine'
import { evaluate } from 'feelin'

const folder = process.argv[2]
const firms = JSON.parse(readFileSync(`${folder}/firms.json`))
const texts = readFileSync(`${folder}/products.feel`, 'utf8').trim().split('\n')
const decision = new ZenEngine().createDecision(readFileSync(`${folder}/products.json`))
const zen = async firm => (await decision.evaluate(firm)).result.map(r => r.fits)
const feelin = async firm => texts.flatMap((t, i) => evaluate(t, firm).value === true ? [i + 1] : [])

// at least `seconds`, after one round to warm up; the best round of several counts, as on our side
async function time(ask, seconds) {
  const answers = []
  for (const f of firms) answers.push(await ask(f))
  let best = Infinity
  for (const end = performance.now() + seconds * 1000; performance.now() < end;) {
    const from = performance.now()
    for (const f of firms) await ask(f)
    best = Math.min(best, (performance.now() - from) * 1000 / firms.length)
  }
  return { answers, us: best }
}
writeFileSync(`${folder}/peers.json`, JSON.stringify({ zen: await time(zen, 2), feelin: await time(feelin, 3) }))
