/* open.spec.mjs - open data, proof and receipts: good pages in every size and mode, valid HTML, a receipt that prints. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { serve, open, goodPage, validPage, tidy, shotName, NARROW, PHONE, WIDE } from './harness.mjs';

const server = await serve();
const example = (await (await fetch(`${server.url}/proof`)).text()).match(/href="(\/[\w-]+\/\d{4}-\d+\/proof\/[0-9a-f]{16})"/)[1];
const PAGES = ['/open', '/proof', example];

for (const mode of [{ viewport: NARROW }, { viewport: PHONE }, { viewport: PHONE, lang: 'en', elder: true }, { viewport: WIDE }, { viewport: WIDE, lang: 'en' }]) {
	test(`all hold at ${JSON.stringify(mode)}`, async () => {
		const page = await open(server, mode);
		for (const address of PAGES) await goodPage(page, address, `${shotName(address).slice(0, 30)}-${mode.viewport.width}${mode.lang || ''}`);
		await page.context().close();
	});
}

for (const lang of ['zh', 'en']) {
	test(`all are valid HTML without JavaScript, ${lang}`, async () => {
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

test('a wrong code is said beside its field, and what was typed is kept', async () => {
	const page = await open(server, { viewport: PHONE, js: false });
	await page.goto('/proof');
	await page.fill('#f-number', '1999-1');
	await page.fill('#f-code', 'abc');
	await page.press('#f-code', 'Enter');
	await page.waitForSelector('#number-error');
	assert.equal(await page.inputValue('#f-number'), '1999-1');
	assert.equal(await page.locator('#number-error').count(), 1);
	await validPage(page, 'find');
	await page.context().close();
});

test('a print carries the newest daily value', async () => {
	const page = await open(server, { viewport: WIDE });
	await page.goto('/hall');
	assert.equal(await page.locator('.q-only-print').isVisible(), false);
	await page.emulateMedia({ media: 'print' });
	assert.match(await page.locator('.q-only-print').innerText(), /([0-9a-f]{8} ){7}[0-9a-f]{8}/);
	await page.context().close();
});
