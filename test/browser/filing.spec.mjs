/* filing.spec.mjs - raising a matter as a reader does: five pages, one page, on behalf; with and without JavaScript. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { serve, open, enter, axe, noSideways, doubleText, validPage, tidy, shot, PHONE, NARROW, WIDE } from './harness.mjs';

const server = await serve({ town: true });

/* Words of both languages, found as a reader finds them. */
const WORDS = {
	zh: { title: '用一句话说', body: '说得细一点', next: '下一步', place: '哪个小区或社区', where: '具体在哪儿', phone: '手机号', send: '交上去',
		none: '都不是，继续', check: '看一看对不对', done: '收到了', estate: '河岸花园', kind: '路灯照明', photo: '拍张照片', said: '凉亭里的灯闪个不停' },
	en: { title: 'In one sentence', body: 'Tell us more', next: 'Next', place: 'Which housing estate or community', where: 'Where exactly',
		phone: 'Mobile number', send: 'Send it', none: 'None of these, go on', check: 'Check your answers', done: 'We have it',
		estate: 'River Garden', kind: 'Lighting', photo: 'A photo', said: 'The lamp in the pavilion flickers' },
};

async function good(page, name) {
	await noSideways(page);
	await shot(page, name);
	assert.equal(await page.locator('h1').count(), 1, `${name}: one h1`);
	if (await page.evaluate(() => true).catch(() => false)) await axe(page);
	tidy(page);
}

/* A picture the browser itself made. */
async function picture() {
	const page = await open(server, { viewport: { width: 320, height: 240 } });
	await page.goto('/');
	const file = path.join(server.data, '..', 'photo.png');
	writeFileSync(file, await page.screenshot());
	await page.context().close();
	return file;
}

const photo = await picture();

async function fivePages(mode) {
	const w = WORDS[mode.lang || 'zh'], page = await open(server, mode), js = mode.js !== false;
	const look = async (name) => (js ? good(page, name) : (await shot(page, name), tidy(page)));
	const press = (words) => page.getByRole('button', { name: words, exact: true }).click();
	await page.goto('/file');
	await look('file-1');
	await press(w.next);
	assert.equal(await page.locator('.govuk-error-summary a').count(), 1, 'the empty sentence is named');
	await look('file-1-error');
	await page.getByLabel(w.title).fill(`${w.said} ${page.modeName}`);
	await page.getByLabel(w.body).fill('🙂 <script>alert(1)</script>');
	await page.getByLabel(w.photo).setInputFiles(photo);
	await press(w.next);
	await look('file-2');
	await page.getByLabel(w.place).selectOption({ label: w.estate });
	await page.getByLabel(w.where).fill('7');
	await page.getByText(w.kind, { exact: true }).click();
	await press(w.next);
	if (await page.getByRole('button', { name: w.none }).count()) {
		await look('file-3');
		await press(w.none);
	}
	await look('file-4');
	await page.getByLabel(w.phone).fill('139 0000 7001');
	await press(w.next);
	assert.equal(await page.locator('h1').innerText(), w.check);
	assert.match(await page.locator('main').innerText(), /139\*\*\*\*7001/);
	await look('file-5');
	await page.goBack();				/* the way back loses nothing */
	await page.goto('/file/5');
	await press(w.send);
	assert.equal(await page.locator('h1').innerText(), w.done);
	await look('file-done');
	await page.goBack();				/* filed is filed: the pages before are empty again */
	assert.equal(await page.getByLabel(w.title).inputValue(), '');
	await page.context().close();
}

for (const mode of [{ viewport: PHONE }, { viewport: PHONE, lang: 'en' }, { viewport: PHONE, elder: true }, { viewport: NARROW },
	{ viewport: WIDE }, { viewport: PHONE, js: false }])
	test(`five pages ${JSON.stringify(mode)}`, () => fivePages(mode));

test('one screen, and the next one at the same place', async () => {
	for (const mode of [{ viewport: PHONE }, { viewport: PHONE, elder: true }, { viewport: NARROW, lang: 'en' }]) {
		const page = await open(server, mode), w = WORDS[mode.lang || 'zh'];
		await page.goto('/file/quick');
		await good(page, 'file-quick');
		await doubleText(page);
		await page.locator('#f-phone').fill('123');
		await page.getByRole('button', { name: w.send }).click();
		assert.equal(await page.locator('.govuk-error-summary a').count(), 3);
		await good(page, 'file-quick-error');
		await page.locator('#f-title').fill(`quick ${page.modeName}`);
		await page.getByLabel(w.place).selectOption({ label: w.estate });
		await page.locator('#f-phone').fill('');
		await page.getByRole('button', { name: w.send }).click();
		assert.equal(await page.locator('h1').innerText(), w.done);
		await page.locator('main a[href^="/file/quick?place="]').click();
		assert.equal(await page.locator('#f-place option:checked').innerText(), w.estate);
		await page.context().close();
	}
});

test('on behalf, at the desk and on a phone', async () => {
	for (const mode of [{ viewport: WIDE }, { viewport: PHONE }]) {
		const page = await enter(server, 'worker', mode);
		await page.goto('/file/for');
		await good(page, 'file-for');
		await page.getByText('电话', { exact: true }).first().click();
		await page.locator('#f-title').fill('门禁卡刷不开');
		await page.getByLabel(WORDS.zh.place).selectOption({ label: '桃园里' });
		await page.getByRole('button', { name: '交上去' }).click();
		assert.equal(await page.locator('h1').innerText(), '收到了');
		await good(page, 'file-for-done');
		await page.context().close();
	}
});

test('my matters, to a visitor', async () => {
	for (const mode of [{ viewport: PHONE }, { viewport: WIDE, lang: 'en' }, { viewport: PHONE, elder: true }]) {
		const page = await open(server, mode);
		await page.goto('/mine');
		await good(page, 'mine');
		await page.context().close();
	}
});

test('valid HTML', async () => {
	const page = await open(server);
	for (const address of ['/file', '/file/quick', '/mine', '/file/kept']) await validPage(page, address);
	await page.goto('/file');
	await page.locator('#f-title').fill('亭子');
	await page.getByRole('button', { name: '下一步' }).click();
	await validPage(page, '/file/2');
	await page.context().close();
});

/* A press asks the phone where it is; nothing is asked before. */
test('the place by the phone\'s position', async () => {
	const page = await open(server, { viewport: PHONE });
	await page.context().grantPermissions(['geolocation']);
	await page.context().setGeolocation({ latitude: 39.15344, longitude: 117.17955 });
	await page.goto('/file/quick');
	assert.equal(await page.locator('input[name=lat]').inputValue(), '');
	await page.getByRole('button', { name: '用我现在的位置' }).click();
	await page.getByText('位置记下了').waitFor();
	assert.equal(await page.locator('input[name=lat]').inputValue(), '39.15344');
	await good(page, 'file-here');
	await page.context().close();
});
