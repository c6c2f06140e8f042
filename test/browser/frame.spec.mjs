/* frame.spec.mjs - the page around every page: the way by keyboard, the switches of type size and language, the summary of faults, read-aloud. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { serve, open, tabStops, tidy, PHONE, WIDE } from './harness.mjs';

const server = await serve();

test('the first Tab offers the way to the main part, and it leads there', async () => {
	const page = await open(server, { viewport: WIDE });
	await page.goto('/hall');
	const stops = await tabStops(page, 1);
	assert.equal(stops[0], '跳到正文');
	await page.keyboard.press('Enter');
	await page.waitForFunction(() => location.hash === '#main');
	const next = (await tabStops(page, 1))[0];
	assert.ok(await page.evaluate(() => document.querySelector('main').contains(document.activeElement)), `the next stop is “${next}”`);
	await page.context().close();
});

test('larger type by a link, without JavaScript: 24 px, the menu at the foot, the same page', async () => {
	const page = await open(server, { js: false });
	await page.goto('/hall?state=closed');
	await page.getByRole('link', { name: '长者版' }).click();
	assert.equal(new URL(page.url()).pathname + new URL(page.url()).search, '/hall?state=closed');
	assert.equal(await page.getAttribute('html', 'data-mode'), 'elder');
	const size = await page.locator('main p').first().evaluate((e) => parseFloat(getComputedStyle(e.ownerDocument.body).fontSize));
	assert.ok(size >= 23.9, `body text is ${size} px`);
	assert.equal(await page.locator('main ~ nav, main + nav').count(), 1, 'the menu comes after the main part');
	await page.getByRole('link', { name: '标准版' }).click();
	assert.equal(await page.getAttribute('html', 'data-mode'), 'standard');
	await page.context().close();
});

test('English and back, on the same page', async () => {
	const page = await open(server, { js: false });
	await page.goto('/hall');
	await page.getByRole('link', { name: 'EN', exact: true }).click();
	assert.equal(new URL(page.url()).pathname, '/hall');
	assert.equal(await page.getAttribute('html', 'lang'), 'en');
	assert.doesNotMatch(await page.locator('.q-foot').innerText(), /[一-龥]{6}/, 'the foot is in English');
	await page.getByRole('link', { name: '中文' }).click();
	assert.equal(await page.getAttribute('html', 'lang'), 'zh-CN');
	await page.context().close();
});

test('the menu marks where one is', async () => {
	const page = await open(server);
	await page.goto('/hall');
	assert.equal(await page.locator('.q-nav [aria-current]').innerText(), '议事厅');
	await page.context().close();
});

test('faults stand above the form and lead to their fields', async () => {
	const page = await open(server, { viewport: PHONE });
	await page.goto('/sign-in');
	await page.locator('main form button[type=submit]').first().click();
	const first = page.locator('.govuk-error-summary a').first();
	const field = (await first.getAttribute('href')).slice(1);
	assert.match(await page.title(), /填写有误/);
	assert.match(field, /^f-/);
	await first.click();
	assert.ok(await page.evaluate((id) => document.activeElement.id === id, field), `#${field} has the focus`);
	tidy(page);
	await page.context().close();
});

test('targets of the frame are at least 44 px high, 60 px in larger type', async () => {
	for (const [elder, least] of [[false, 44], [true, 60]]) {
		const page = await open(server, { elder });
		await page.goto('/');
		const small = await page.evaluate((min) => [...document.querySelectorAll('header a, .q-nav a')].map((e) => [e.innerText, e.getBoundingClientRect().height]).filter((r) => r[1] && r[1] < min), least);
		assert.deepEqual(small, []);
		await page.context().close();
	}
});
