/*
 * map.spec.mjs - the map, near me, a photo's cells and the alerts in every size and mode, with and without JavaScript; recordings.
 */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { serve, open, enter, goodPage, axe, noSideways, shot, tidy, validPage, EVERYWHERE, PHONE, NARROW } from './harness.mjs';

const server = await serve();
const town = await serve({ town: true });

async function send(page, locator) {
	page.setDefaultTimeout(40000);		/* a busy machine is no fault of the page */
	await Promise.all([page.waitForNavigation(), locator.press('Enter')]);
}

for (const mode of EVERYWHERE) {
	test(`the map holds at ${mode.name}`, async () => {
		const page = await open(server, mode);
		await goodPage(page, '/map', 'map');
		await goodPage(page, '/map?near=39.156,117.174', 'map-near');
		await page.context().close();
	});
}

test('near me is asked for by a press and nothing else', async () => {
	const page = await open(server);
	await page.context().grantPermissions(['geolocation']);
	await page.context().setGeolocation({ latitude: 39.156, longitude: 117.174 });
	await page.goto('/map');
	await page.getByRole('button', { name: /现在的位置|我在这里|用.*位置/ }).first().click();
	await page.waitForFunction(() => document.querySelector('form[action="/map/near"] [name=lat]').value);
	await send(page, page.getByRole('button', { name: '由近到远排' }));
	assert.match(page.url(), /near=39\.156,117\.174/);
	tidy(page);
	await page.context().close();
});

test('a part of a photo is blurred by thumb or keyboard, without JavaScript', async () => {
	const page = await enter(town, 'worker', { viewport: PHONE, js: false });
	await page.goto('/file/quick');
	await page.fill('#f-title', '车停在消防通道');
	await page.selectOption('#f-place', { index: 1 });
	const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAABgAAAASCAAAAABkh0FCAAAAPUlEQVR42mNg4BKJSsmzcQuYtmBVRVPPpTvPtuw7wSehxEC6BFBITsMIKASUBgoBpT/8YgFKkyEx6iqiJQATV9Cx1kw2eQAAAABJRU5ErkJggg==', 'base64');
	await page.setInputFiles('#f-photo', { name: 'a.png', mimeType: 'image/png', buffer: png });
	await send(page, page.getByRole('button', { name: '交上去' }));
	const number = (await page.locator('main').innerText()).match(/\d{4}-\d+/)[0];
	await page.goto(`/beian/${number}/photos`);
	const blur = await page.getByRole('link', { name: /遮住一部分/ }).getAttribute('href');
	await page.goto(blur);
	await page.getByRole('checkbox', { name: '第 2 行第 3 格' }).focus();
	await page.keyboard.press('Space');
	await page.locator('.q-blur label').nth(3).click();
	await noSideways(page);
	await shot(page, 'blur');
	await validPage(page, blur);
	await send(page, page.getByRole('button', { name: '打码后公开' }));
	assert.match(await page.locator('main').innerText(), /已经换成打码的照片/);
	await shot(page, 'blur-done');
	tidy(page);
	await page.context().close();
	const wide = await enter(town, 'moderator');
	await goodPage(wide, `/beian/${number}/photos`, 'photos');
	const again = await wide.getByRole('link', { name: /遮住一部分/ }).getAttribute('href');
	await goodPage(wide, again, 'blur');
	await wide.context().close();
	const narrow = await enter(town, 'moderator', { viewport: NARROW, lang: 'en' });
	await goodPage(narrow, again, 'blur');
	await narrow.context().close();
});

test('alerts, cover, recordings: pages that hold', async () => {
	for (const mode of [{ viewport: PHONE }, { viewport: NARROW, elder: true }, { lang: 'en' }]) {
		const page = await enter(town, 'grid', mode);
		for (const [path, name] of [['/alerts', 'alerts'], ['/account/cover', 'cover'], ['/desk/voice', 'clips'], ['/desk/map', 'desk-map'], ['/file/quick', 'quick-voice']])
			await goodPage(page, path, name);
		await page.context().close();
	}
	const page = await enter(town, 'grid');
	await page.goto('/file/quick');
	await page.selectOption('#f-place', { index: 1 });
	await page.setInputFiles('#f-voice', { name: 'a.amr', mimeType: 'audio/amr', buffer: Buffer.concat([Buffer.from('#!AMR\n'), Buffer.alloc(200, 0x3c)]) });
	await send(page, page.getByRole('button', { name: '交上去' }));
	await shot(page, 'clips-kept');
	const clip = await page.locator('main a[href^="/desk/voice/"]').first().getAttribute('href');
	await page.goto(clip);
	await noSideways(page);
	await shot(page, 'clip');
	await axe(page);
	for (const path of [clip, '/desk/voice', '/alerts', '/account/cover', '/desk/map', '/map']) await validPage(page, path);
	await page.context().close();
});
