/*
 * figures.spec.mjs - figures, what has been settled, a unit's page; for staff the report, the ledger, units' work and call-backs: the
 * sizes and modes, valid HTML, and a number leads to as many matters as it says, with JavaScript off too.
 */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { serve, open, enter, goodPage, validPage, shotName, EVERYWHERE, WIDE, PHONE } from './harness.mjs';

const server = await serve({});
server.accounts = { committee: 'hongqiao-qiao-2023' };

for (const mode of EVERYWHERE) {
	test(`figures hold at ${mode.name}`, async () => {
		const page = await open(server, mode);
		for (const address of ['/figures', '/figures/unit/property', '/hall/settled', '/figures/list?figure=settled'])
			await goodPage(page, address, shotName(address));
		await page.context().close();
	});
}

for (const mode of [{ viewport: WIDE }, { viewport: PHONE, lang: 'en' }]) {
	test(`staff's pages hold at ${mode.viewport.width}`, async () => {
		const page = await enter(server, 'committee', mode);
		for (const address of ['/desk/units', '/desk/calls', '/desk/letters', '/desk/report?place=bkhy&period=2023-04', '/desk/ledger?place=bkhy&period=2023-03']) {
			await goodPage(page, address, shotName(address));
			await validPage(page, address);
		}
		await page.goto('/desk/calls');
		await page.locator('main a[href$="older=1"]').click();	/* the demonstration's results are of 2023 */
		await goodPage(page, page.url(), 'calls-older');
		await page.locator('main a[href$="/call"]').first().click();
		await goodPage(page, page.url(), 'call');
		await validPage(page);
		await page.context().close();
	});
}

test('a number leads to as many matters, without JavaScript', async () => {
	const page = await open(server, { js: false });
	await page.goto('/figures');
	const link = page.locator('.q-facts a').nth(2);
	const n = Number(await link.innerText());
	await link.click();
	assert.equal(await page.locator('.q-hit').count(), n);
	await validPage(page, '/figures');
	await page.context().close();
});
