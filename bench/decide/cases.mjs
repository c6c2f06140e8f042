// cases.mjs FOLDER - the same rules for all sides: 50 loan products with six conditions each, as a DMN table (ours), as FEEL
// texts (ours, feelin) and as a JDM table (Zen); 40 firms; a DMN table of 10,000 rules. The same numbers each time.
import { writeFileSync, mkdirSync } from 'node:fs'

const folder = process.argv[2]
mkdirSync(folder, { recursive: true })
let seed = 5
const chance = n => Math.floor((seed = (seed * 1103515245 + 12345) % 2147483648) / 65536) % n
const pick = list => list[chance(list.length)]
const streets = ['滨海', '长庆', '建明', '新港']
const trades = ['制造', '零售', '餐饮', '软件', '运输', '农业']
const columns = [['years', 'number'], ['revenue', 'number'], ['overdue', 'number'], ['staff', 'number'], ['trade', 'string'], ['street', 'string']]

// a product's cells, as unary tests
const product = () => [`>= ${chance(4)}`, `>= ${50 * chance(8)}`, `<= ${chance(4)}`, `[${1 + chance(10)}..${50 + chance(300)}]`,
  [...new Set([pick(trades), pick(trades), pick(trades), pick(trades)])].map(t => `"${t}"`).join(','),
  [...new Set([pick(streets), pick(streets), pick(streets)])].map(t => `"${t}"`).join(',')]
const products = Array.from({ length: 50 }, product)
const firms = Array.from({ length: 40 }, () => ({ years: chance(8), revenue: chance(900), overdue: chance(5), staff: 1 + chance(120), trade: pick(trades), street: pick(streets) }))

const xml = s => s.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
const model = (rules, hit) => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="bench" namespace="urn:bench" id="bench">
${columns.map(([n, t]) => `<inputData name="${n}" id="i_${n}"><variable name="${n}" typeRef="${t}"/></inputData>`).join('\n')}
<decision name="fits" id="fits"><variable name="fits"/>
${columns.map(([n]) => `<informationRequirement><requiredInput href="#i_${n}"/></informationRequirement>`).join('\n')}
<decisionTable hitPolicy="${hit}">
${columns.map(([n, t]) => `<input><inputExpression typeRef="${t}"><text>${n}</text></inputExpression></input>`).join('\n')}
<output typeRef="number"/>
${rules.map((cells, i) => `<rule>${cells.map(c => `<inputEntry><text>${xml(c)}</text></inputEntry>`).join('')}<outputEntry><text>${i + 1}</text></outputEntry></rule>`).join('\n')}
</decisionTable></decision></definitions>
`
writeFileSync(`${folder}/products.dmn`, model(products, 'COLLECT'))
writeFileSync(`${folder}/big.dmn`, model(Array.from({ length: 10000 }, product), 'COLLECT'))
writeFileSync(`${folder}/firms.json`, JSON.stringify(firms))

// one FEEL text a product; brackets because feelin 8.2.0 gives null for `a in (…) and b in (…)` without
const text = cells => cells.map((c, i) => /^[<>]/.test(c) ? `${columns[i][0]} ${c}` : `(${columns[i][0]} in ${c[0] === '[' ? c : `(${c})`})`).join(' and ')
writeFileSync(`${folder}/products.feel`, products.map(text).join('\n') + '\n')

// Zen's table: the same cells in its own notation
const id = i => `in${i}`
const table = {
  contentType: 'application/vnd.gorules.decision',
  nodes: [
    { id: 'a', type: 'inputNode', name: 'in', position: { x: 0, y: 0 } },
    { id: 'b', type: 'decisionTableNode', name: 'table', position: { x: 1, y: 0 }, content: {
      hitPolicy: 'collect',
      inputs: columns.map(([n], i) => ({ id: id(i), name: n, field: n })),
      outputs: [{ id: 'out', name: 'fits', field: 'fits' }],
      rules: products.map((cells, r) => ({ _id: `r${r}`, ...Object.fromEntries(cells.map((c, i) => [id(i), c])), out: String(r + 1) })) } },
    { id: 'c', type: 'outputNode', name: 'out', position: { x: 2, y: 0 } }],
  edges: [{ id: 'e1', type: 'edge', sourceId: 'a', targetId: 'b' }, { id: 'e2', type: 'edge', sourceId: 'b', targetId: 'c' }]
}
writeFileSync(`${folder}/products.json`, JSON.stringify(table))
