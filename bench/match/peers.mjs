// peers.mjs FOLDER - the products and firms that bench_match wrote, by Zen (tables of 1,000, 10,000 and 100,000 rules) and by
// feelin (200 texts); writes their answers and microseconds a firm. Few rounds: they take long.
import { readFileSync, writeFileSync } from 'node:fs'
import { ZenEngine } from '@gorules/zen-engine'
import { evaluate } from 'feelin'

const folder = process.argv[2]
const firms = JSON.parse(readFileSync(`${folder}/firms.json`))
const texts = readFileSync(`${folder}/products.feel`, 'utf8').trim().split('\n')

async function time(ask, some, rounds) {
  const answers = []
  for (const f of some) answers.push(await ask(f))
  const took = []
  for (let r = 0; r < rounds; r++)
    for (const f of some) {
      const from = performance.now()
      await ask(f)
      took.push((performance.now() - from) * 1000)
    }
  return { us: took.sort((x, y) => x - y)[took.length >> 1], answers }
}

const ret = {}
for (const [n, some] of [[1000, 20], [10000, 10], [100000, 3]]) {
  const decision = new ZenEngine().createDecision(readFileSync(`${folder}/table-${n}.json`))
  ret[`zen_${n}`] = await time(async f => (await decision.evaluate(f)).result.map(r => r.fits), firms.slice(0, some), 1)
}
ret.feelin_200 = await time(async f => texts.flatMap((t, i) => evaluate(t, f).value === true ? [i] : []), firms.slice(0, 3), 1)
writeFileSync(`${folder}/peers.json`, JSON.stringify(ret))
