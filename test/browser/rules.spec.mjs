/* rules.spec.mjs - the dispatch rules in a browser: the table, a rule's form, a draft tried; no script, thirty kilobytes at most. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { serve, open, enter, axe, noSideways, shot, tidy, validPage, PHONE } from './harness.mjs';

const server = await serve({ town: true });
const street = await enter(server, 'district');

test('a copy is made, a rule changed, tried; wide and on a phone', async () => {
	const look = async (name) => {
		for (const viewport of [{ width: 1280, height: 900 }, PHONE]) {
			await street.setViewportSize(viewport);
			street.modeName = `${viewport.width}`;
			await noSideways(street);
			await shot(street, name);
		}
	};
	await street.goto('/desk/rules');
	await axe(street);
	await look('rules');
	await street.getByRole('button', { name: '复制一份来改' }).press('Enter');
	await street.waitForURL(/rules\/\d+$/);
	const draft = street.url();
	await street.goto(`${draft}/1`);
	await axe(street);
	await look('rules-form');
	await street.selectOption('#f-out0', 'road');
	await street.fill('#f-out1-text', '');	/* names units that this town has not */
	await street.getByRole('button', { name: '保存' }).press('Enter');
	await street.waitForURL(/done=saved/);
	await street.goto(`${draft}?try=1`);
	await axe(street);
	await look('rules-try');
	await validPage(street);
	tidy(street);
	/* the editor has no script of its own: page, style and the frame's script together */
	let bytes = 0;
	for (const path of [draft, ...await street.$$eval('link[rel=stylesheet], script[src]', (all) => all.map((x) => x.href || x.src))])
		bytes += gzipSync(Buffer.from(await (await street.request.get(path)).body())).length;
	assert.ok(bytes <= 30 * 1024, `${bytes} bytes`);
});
