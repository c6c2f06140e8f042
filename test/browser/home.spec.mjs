/* home.spec.mjs - the first page in every size and mode, and what holds for every page. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { serve, open, goodPage, validPage, doubleText, tidy, EVERYWHERE, PHONE } from './harness.mjs';

const server = await serve();

for (const mode of EVERYWHERE) {
	test(`home holds at ${mode.name}`, async () => {
		const page = await open(server, mode);
		await goodPage(page, '/', 'home');
		await doubleText(page);
		await page.context().close();
	});
}

test('home is valid HTML in both languages', async () => {
	for (const lang of ['zh', 'en']) {
		const page = await open(server, { lang });
		await validPage(page, '/');
		await page.context().close();
	}
});

test('home works without JavaScript', async () => {
	const page = await open(server, { js: false, viewport: PHONE });
	await page.goto('/');
	assert.ok(await page.title());
	assert.ok(await page.locator('h1').count() === 1, 'one h1');
	tidy(page);
	await page.context().close();
});

test('the policy is strict and a page from nowhere is a 404 with a way on', async () => {
	const page = await open(server);
	const home = await page.goto('/');
	const policy = home.headers()['content-security-policy'] || '';
	assert.match(policy, /default-src 'self'|default-src 'none'/);
	assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval/);
	const gone = await page.goto('/there-is-no-such-page');
	assert.equal(gone.status(), 404);
	assert.ok(await page.locator('main a').count() > 0, 'a link onward');
	await page.context().close();
});
