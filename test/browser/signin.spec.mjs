/* signin.spec.mjs - both doors, one's own account and the administrator's pages in every size: axe, no sideways scroll. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { serve, open, goodPage, noSideways, axe, shot, validPage, tidy, EVERYWHERE, PHONE, WIDE } from './harness.mjs';

/* A demo, so that codes lie in the visible outbox; without the demo's data. */
const server = await serve({ demo: false, settings: 'site.demo = yes\n' });
const user = (...words) => server.qiao('user', ...words).trim().split(/\s+/);

const [, workerWord] = user('add', 'worker', '--role', 'committee', '--phone', '13900001001');
const [, bossWord] = user('add', 'boss', '--role', 'admin');

function totp(secret) {
	const bits = [...secret.replace(/\s/g, '')].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
	const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
	const step = Buffer.alloc(8);
	step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000)));
	const h = createHmac('sha1', key).update(step).digest();
	return String((h.readUInt32BE(h[19] & 15) & 0x7fffffff) % 1000000).padStart(6, '0');
}

/* The newest code for this (masked) number in the outbox, read by a browser of its own. */
async function code(shown) {
	const page = await open(server);
	const letter = page.locator('article', { hasText: shown }).first();
	for (let i = 0; i < 50; i++) {
		await page.goto('/outbox');
		if (await letter.count()) break;
		await new Promise((r) => setTimeout(r, 200));
	}
	const text = await letter.innerText();
	await page.context().close();
	return text.match(/验证码 (\d{6})/)[1];
}

/* Presses the page's main button and waits for the next page, however busy the machine is. */
async function press(page, there) {
	await page.click('main form button[type=submit]');
	await page.waitForSelector(there, { timeout: 20000 }).catch(async (e) => { throw new Error(`${page.url()}: ${await page.locator('main').innerText()}\n${e.message}`); });
}

for (const mode of EVERYWHERE)
	test(`the doors hold at ${mode.name}`, async () => {
		const page = await open(server, mode);
		await goodPage(page, '/sign-in?back=/hall', 'sign-in');
		await page.fill('#f-phone', '1390');
		await page.click('main form button[type=submit]');
		assert.equal(await page.locator('.govuk-error-summary a').getAttribute('href'), '#f-phone');
		await noSideways(page);
		await axe(page);
		await page.fill('#f-phone', '13900005001');
		await press(page, '#f-code');
		assert.equal(await page.locator('#f-code').getAttribute('autocomplete'), 'one-time-code');
		assert.equal(await page.locator('#f-code').getAttribute('inputmode'), 'numeric');
		await noSideways(page);
		await shot(page, 'sign-in-code');
		await axe(page);
		await goodPage(page, '/staff', 'sign-in-staff');
		tidy(page);
		await page.context().close();
	});

test('a resident signs in without JavaScript and sees the account', async () => {
	const page = await open(server, { js: false, viewport: PHONE });
	await page.goto('/sign-in');
	await page.fill('#f-phone', '13900005002');
	await press(page, '#f-code');
	await page.fill('#f-code', await code('139****5002'));
	await press(page, 'h1:not(:has-text("验证码"))');
	await page.goto('/account');
	assert.match(await page.locator('main').innerText(), /139\*\*\*\*5002/);
	await shot(page, 'account');
	await validPage(page);
	tidy(page);
	await page.context().close();
});

test('staff: password, code from the outbox, account', async () => {
	const page = await open(server, { viewport: WIDE });
	await page.goto('/staff?back=/account');
	await page.fill('#f-login', 'worker');
	await page.fill('#f-password', workerWord);
	await press(page, '#f-code');
	await page.fill('#f-code', await code('139****1001'));
	await press(page, '#f-old');
	assert.ok(page.url().endsWith('/account'));
	await goodPage(page, '/account', 'account-staff');
	await validPage(page);
	await page.context().close();
});

const table = (name, text) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
const good = 'login,role,zh\nlamp,grid,灯管员\nbook,moderator,\n';

/* Two presses, a table with mistakes before, in both languages and sizes. */
async function tables(page) {
	await page.goto('/admin/users');
	await page.getByRole('link', { name: /用表格导入/ }).click();
	await goodPage(page, page.url(), 'import');
	await page.check('input[value=users]');
	await page.setInputFiles('#f-file', table('账号.csv', `${good}灯,网络员,\nlamp2,unit,\n`));
	await page.getByRole('button', { name: '试一遍' }).click();
	assert.match(await page.locator('[role=alert].q-note').innerText(), /处有错，什么也没有写入/);
	for (const viewport of [{ width: 320, height: 640 }, WIDE, PHONE]) {
		await page.setViewportSize(viewport);
		await noSideways(page);
		await shot(page, `import-bad-${viewport.width}`);
	}
	await axe(page);
	await page.check('input[value=users]');
	await page.setInputFiles('#f-file', table('账号.csv', good));
	await page.getByRole('button', { name: '试一遍' }).click();
	assert.match(await page.locator('[role=status]').innerText(), /2 行都没有错：新增 2 个/);
	await goodPage(page, page.url(), 'import-good');
	await validPage(page);
	await page.context().addCookies([{ name: 'lang', value: 'en', url: server.url }]);
	await goodPage(page, page.url(), 'import-good-en');
	await page.getByRole('button', { name: 'Write them' }).click();
	assert.match(await page.locator('main').innerText(), /2 new, 0 changed[^]*lamp\s+[a-z2-9]{4}-/);
	await goodPage(page, page.url(), 'import-written-en');
	await validPage(page);
	await page.context().addCookies([{ name: 'lang', value: 'zh', url: server.url }]);
}

test('an administrator sets up the authenticator and keeps accounts', async () => {
	const page = await open(server, { viewport: PHONE });
	await page.goto('/staff');
	await page.fill('#f-login', 'boss');
	await page.fill('#f-password', bossWord);
	await press(page, '#f-code');
	await noSideways(page);
	await shot(page, 'totp');
	await axe(page);
	await validPage(page);
	await page.goto('/staff/totp');
	const secret = await page.locator('main p b').innerText();
	await page.fill('#f-code', totp(secret));
	await press(page, 'details.q-act');
	assert.ok(page.url().endsWith('/admin/users'), page.url());
	await goodPage(page, '/admin/users', 'users');
	await validPage(page);
	await page.locator('details.q-act').evaluate((d) => { d.open = true; });
	await page.fill('#f-login', 'new-one');
	await page.selectOption('#f-role', 'moderator');
	await page.click('details.q-act button[type=submit]');
	assert.match(await page.locator('[role=status]').innerText(), /[a-z2-9]{4}-[a-z2-9]{4}/);
	await noSideways(page);
	await shot(page, 'user');
	await axe(page);
	await validPage(page);
	await page.locator('details.q-act', { has: page.locator('#f-phone') }).evaluate((d) => { d.open = true; });
	await page.fill('#f-phone', '12345');
	await page.locator('form[action$="/phone"] button').click();
	assert.equal(await page.locator('.govuk-error-summary a').getAttribute('href'), '#f-phone');
	assert.equal(await page.inputValue('#f-phone'), '12345');
	await shot(page, 'user-phone');
	await axe(page);
	await page.fill('#f-phone', '13900001777');
	await page.locator('form[action$="/phone"] button').click();
	assert.match(await page.locator('[role=status]').innerText(), /手机号换好了/);
	await goodPage(page, '/admin/access', 'access');
	await tables(page);
	for (const viewport of [{ width: 320, height: 640 }, WIDE]) {
		await page.setViewportSize(viewport);
		await goodPage(page, '/admin/users', `users-${viewport.width}`);
	}
	await programs(page);
	tidy(page);
	await page.context().close();
});

/* Keys and webhooks in English; a form's fault can be gone back to, which no GET-less answer allows. */
async function programs(page) {
	await page.context().addCookies([{ name: 'lang', value: 'en', url: server.url }]);
	await goodPage(page, '/admin/keys', 'keys-en-wide');
	await page.setViewportSize(PHONE);
	await page.fill('#f-en', 'The bus company');
	await page.locator('details.q-act button[type=submit]').click();
	await page.locator('.govuk-error-summary a[href="#f-zh"]').waitFor();
	assert.match(page.url(), /\/admin\/keys\?_kept=/);
	await noSideways(page);
	await shot(page, 'keys-fault-en');
	await page.locator('main a[href="/admin/hooks"]').first().click();
	await page.waitForURL(/hooks$/);
	await page.goBack();
	await page.locator('.govuk-error-summary a[href="#f-zh"]').waitFor();
	assert.equal(await page.inputValue('#f-en'), 'The bus company');
	await goodPage(page, '/admin/hooks', 'hooks-en');
	await validPage(page);
}
