/*
 * paper.spec.mjs - plans, paper, proof and notices: good pages, valid HTML, and prints that fit on their page. The other sizes
 * and modes are every-page.spec.mjs's: all of these are linked.
 */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { serve, open, goodPage, validPage, tidy, shotName, NARROW, PHONE, WIDE } from './harness.mjs';

const server = await serve();

/* The matters of the hall, by their addresses; the first whose plan has options is the sample. */
async function samples() {
	const hall = await (await fetch(`${server.url}/hall?state=closed`)).text();
	const found = [...new Set([...hall.matchAll(/href="(\/[\w-]+\/\d{4}-\d+)"/g)].map((m) => m[1]))];
	for (const address of found) {
		const plan = await fetch(`${server.url}${address}/plan`);
		if (/<tbody>/.test(await plan.text())) return { matter: address, plan: `${address}/plan` };
	}
	return { matter: found[0] };
}
const { matter, plan } = await samples();
const place = matter ? matter.split('/')[1] : '';
const PAGES = ['/paper', '/proof', '/contacts', '/privacy', '/accessibility'];
if (matter) PAGES.push(`/paper?place=${place}`, `${matter}/poster`, `${matter}/paper`, `${matter}/proof`);
if (plan) PAGES.push(plan, `${plan}?v=1`);

const MODES = [{ viewport: NARROW }, { viewport: PHONE, lang: 'en' }, { viewport: WIDE, elder: true }];

for (const mode of MODES) {
	test(`all hold at ${JSON.stringify(mode)}`, async () => {
		const page = await open(server, mode);
		for (const address of PAGES) await goodPage(page, address, shotName(address));
		await page.context().close();
	});
}

for (const lang of ['zh', 'en']) {
	test(`all are valid HTML with one h1 without JavaScript, ${lang}`, async () => {
		const page = await open(server, { lang, js: false, viewport: PHONE });
		for (const address of PAGES) {
			await page.goto(address);
			assert.equal(await page.locator('h1').count(), 1, address);
			await validPage(page, address);
			tidy(page);
		}
		await page.context().close();
	});
}

/* A print of one page: "/Type /Page" once among the objects of the file. */
const pagesOf = (pdf) => (pdf.toString('latin1').match(/\/Type\s*\/Page(?![a-z])/g) || []).length;

test('posters and forms print on one A4 page, in both languages', { skip: !matter }, async () => {
	for (const lang of ['zh', 'en']) {
		for (const address of [`${matter}/poster`, `${matter}/paper`, '/paper', `/paper?place=${place}`]) {
			const page = await open(server, { lang });
			await page.goto(address);
			const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true });
			assert.equal(pagesOf(pdf), 1, `${address} (${lang})`);
			await page.context().close();
		}
	}
});

test('the poster of the longest title still fits, its code is 30 mm or more', { skip: !matter }, async () => {
	const page = await open(server);
	await page.goto(`${matter}/poster`);
	await page.evaluate(() => { document.querySelector('h1').textContent = '长题目'.repeat(20); });
	assert.equal(pagesOf(await page.pdf({ format: 'A4', preferCSSPageSize: true })), 1);
	await page.emulateMedia({ media: 'print' });
	const mm = await page.evaluate(() => document.querySelector('.q-poster > svg').getBoundingClientRect().width * 25.4 / 96);
	assert.ok(mm >= 30, `${mm} mm`);
	const pt = await page.evaluate(() => parseFloat(getComputedStyle(document.querySelector('h1')).fontSize) * 72 / 96);
	assert.ok(pt >= 36, `${pt} pt`);
	await page.context().close();
});

test('the roots as text are those of the page', async () => {
	const text = await (await fetch(`${server.url}/proof/roots.txt`)).text();
	const lines = text.split('\n').filter(Boolean);
	for (const line of lines) assert.match(line, /^\d{4}-\d\d-\d\d \d+ [0-9a-f]{64}$/);
	const page = await open(server);
	await page.goto('/proof');
	const codes = await page.locator('tbody code').allTextContents();
	assert.equal(codes.length, Math.min(lines.length, 100));
	if (lines.length) assert.equal(codes[0].replaceAll(' ', ''), lines[lines.length - 1].split(' ')[2]);
	await page.context().close();
});
