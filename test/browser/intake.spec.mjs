/* intake.spec.mjs - orders from outside and witnesses: the pages of staff on a phone and at a desk, the matter's line for residents. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { serve, open, goodPage, validPage, tidy, enter, PHONE, WIDE } from './harness.mjs';

const server = await serve();
const town = await serve({ town: true });
const TABLE = `12345 热线工单导出,,,,,
工单编号,联系电话,诉求标题,诉求内容,事发地点,办结期限
HX-${Date.now()},,路口的信号灯坏了,红灯一直不亮,子牙河南路,3
HX-${Date.now()}a,,小广场想加两把椅子,老人没有地方坐,河海花园小广场,5
HX-${Date.now()}b,,日期不对,内容,地点,很快
`;

for (const mode of [{ viewport: PHONE }, { viewport: WIDE }, { viewport: PHONE, lang: 'en', elder: true }]) {
	test(`from upload to report at ${JSON.stringify(mode)}`, async () => {
		const page = await enter(town, 'worker', mode);
		const tag = `${mode.viewport.width}${mode.lang || ''}`;
		await goodPage(page, '/desk/intake', `intake-${tag}`);
		await validPage(page, '/desk/intake');
		await page.setInputFiles('#f-file', { name: 'orders.csv', mimeType: 'text/csv', buffer: Buffer.from(TABLE.replaceAll('HX-', `HX${tag}-`)) });
		await Promise.all([page.waitForURL(/intake\/\d+$/), page.press('form[enctype] button[type=submit]', 'Enter')]);
		const run = new URL(page.url()).pathname;
		if (await page.locator('#f-source').count()) {
			await goodPage(page, run, `intake-map-${tag}`);
			await validPage(page, run);
			await page.fill('#f-source', 'Hotline 12345');
			await page.press('#f-source', 'Enter');
			await page.waitForSelector('.q-facts');
		}
		await goodPage(page, run, `intake-dry-${tag}`);
		await validPage(page, run);
		await Promise.all([page.waitForSelector('.q-done'), page.press('form[action$="/import"] > button', 'Enter')]);
		await goodPage(page, run, `intake-done-${tag}`);
		await validPage(page, run);
		tidy(page);
		await page.context().close();
	});
}

test('residents see where a matter came from; anybody sees who keeps the values', async () => {
	const page = await open(server, { viewport: PHONE });
	await page.goto('/search?q=路灯杆');
	await page.click('.q-hit h3 a');
	await page.waitForSelector('.q-hold');
	assert.match(await page.locator('main').innerText(), /转自 12345 热线，编号 DEMO-2026-0007/);
	await goodPage(page, new URL(page.url()).pathname, 'outside-matter');
	await goodPage(page, '/witness', 'witness');
	await validPage(page, '/witness');
	await page.context().close();
});
