/*
 * readme-shots.mjs - the pictures of README, taken from the running demo into docs/shots. By hand, after the pages changed:
 * cd test/browser && node --test readme-shots.mjs
 */
import { test } from 'node:test';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { serve, open, letter, ROOT, PHONE } from './harness.mjs';

const server = await serve();
const to = (name) => path.join(ROOT, 'docs/shots', `${name}.png`);
mkdirSync(path.join(ROOT, 'docs/shots'), { recursive: true });

test('pictures', async () => {
	const page = await open(server, { viewport: PHONE });
	await page.goto('/');
	await page.screenshot({ path: to('home') });
	await page.goto('/search?q=' + encodeURIComponent('公交站'));
	await page.locator('main h3 a').first().click();
	await page.waitForURL(/\d{4}-\d+/);
	await page.screenshot({ path: to('proposal') });
	await page.goto('/file');
	await page.screenshot({ path: to('file') });
	const en = await open(server, { viewport: PHONE, lang: 'en', elder: true });
	await en.goto('/hall');
	await en.screenshot({ path: to('hall-en-elder') });
	const desk = await open(server, { viewport: { width: 1280, height: 800 } });
	await desk.goto('/staff');
	await desk.fill('#f-login', 'committee');
	await desk.fill('#f-password', 'hongqiao-qiao-2023');
	await desk.click('main form button[type=submit]');
	if (await desk.locator('#f-code').count()) {
		await desk.fill('#f-code', (await letter(server, /(?:验证码|code is) (\d{6})/))[1]);
		await desk.click('main form button[type=submit]');
	}
	await desk.goto('/desk');
	await desk.screenshot({ path: to('desk') });
});
