/* walk.spec.mjs - minutes on foot: a survey's map and table, its doors, coverage of district and community. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { serve, open, goodPage, axe, tidy, EVERYWHERE } from './harness.mjs';

const server = await serve();
const survey = '/bkhy/2023-10/survey';

for (const [i, mode] of EVERYWHERE.entries()) {
	test(`walks hold at ${mode.name}`, async () => {
		const page = await open(server, mode);

		await goodPage(page, i % 2 ? survey : survey + '/walk', i % 2 ? 'survey-walk' : 'walk-doors');
		await goodPage(page, i % 2 ? '/walk/bkhy' : '/walk', i % 2 ? 'walk-community' : 'walk-district');
		tidy(page);
		await page.context().close();
	});
}

test('before, after and the way are told in words; the map moves by links', async () => {
	const page = await open(server);

	await page.goto(survey);
	assert.match(await page.locator('main').innerText(), /现在到“永乐桥”要 \d+\.\d 分钟，到“北开大街路口”要 \d\.\d 分钟/);
	await page.getByRole('link', { name: /看路线.*河海花园门口/ }).click();
	assert.match(page.url(), /spot=2/);
	const before = await page.locator('#map svg').innerHTML();
	await page.getByRole('link', { name: '放大' }).click();
	assert.notEqual(await page.locator('#map svg').innerHTML(), before);
	await page.getByRole('link', { name: '每栋楼走多久' }).click();
	assert.match(await page.locator('main').innerText(), /子牙河南路，\d+ 米/);
	await axe(page);
	tidy(page);
	await page.context().close();
});
