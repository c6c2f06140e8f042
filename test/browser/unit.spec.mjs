/*
 * unit.spec.mjs - the unit's side on a phone: staff ask, the letter's link opens without an account, the answer takes few taps, with
 * and without JavaScript. Every page of it in every size and mode.
 */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { serve, open, enter, letter, goodPage, axe, noSideways, shot, tidy, validPage, doubleText, EVERYWHERE, PHONE } from './harness.mjs';

const MOBILE = '13900004444';
const server = await serve({ town: true });
const worker = await enter(server, 'worker');

/* By the keyboard: a click waits for a long page to stand still, which on a busy machine it does not. */
async function send(page, locator) {
	page.setDefaultTimeout(40000);		/* a busy machine is no fault of the page */
	await Promise.all([page.waitForNavigation(), locator.press('Enter')]);
}

/* A matter that was filed and taken in; its address. */
async function matter(title) {
	const page = await open(server, { js: false });
	await page.goto('/file');
	await page.fill('#f-title', title);
	await send(page, page.getByRole('button', { name: '下一步' }));
	await page.selectOption('#f-place', { index: 1 });
	await send(page, page.getByRole('button', { name: '下一步' }));
	if (/\/file\/3/.test(page.url())) await send(page, page.getByRole('button', { name: /都不是/ }));
	await page.fill('#f-phone', MOBILE);
	await send(page, page.getByRole('button', { name: '下一步' }));
	await send(page, page.getByRole('button', { name: '交上去' }));
	const number = (await page.locator('main').innerText()).match(/\d{4}-\d+/)[0];
	const address = await page.locator(`main a[href$="/${number}"]`).first().getAttribute('href');
	await page.context().close();
	await worker.goto(`${address}/desk`);
	await worker.locator('details.q-act').filter({ has: worker.locator('form[action$="/do/take_in"]') }).evaluate((d) => { d.open = true; });
	await send(worker, worker.locator('form[action$="/do/take_in"] button[type=submit]'));
	return address;
}

/* Asks the bus company; the path of the link in its letter. */
async function ask(title) {
	const address = await matter(title);
	await worker.goto(`${address}/desk`);
	await worker.getByRole('link', { name: '请单位办理' }).click();
	await worker.waitForURL(/\/ask$/);
	await worker.getByLabel(/公交公司/).first().check();
	await worker.fill('#f-what', '请在北门外设一站。');
	await send(worker, worker.getByRole('button', { name: '发出' }));
	const [, link] = await letter(server, new RegExp(`居民提出：${title}[^]*?(/u/[\\w-]{40,})`));
	return { address, link };
}

const first = await ask('北门外没有公交站，老人坐车要走很远');
await ask('站牌看不清');

for (const mode of EVERYWHERE) {
	test(`the unit's page holds at ${mode.name}`, async () => {
		const page = await open(server, mode);
		await goodPage(page, first.link, 'unit');
		await doubleText(page);
		assert.ok(!(await page.content()).includes(MOBILE), 'a resident\'s number');
		await page.context().close();
	});
}

test('its pages are valid HTML in both languages', async () => {
	for (const lang of ['zh', 'en']) {
		const page = await open(server, { lang });
		await validPage(page, first.link);
		await page.context().close();
	}
	await validPage(worker, `${first.address}/ask`);
	const desk = await worker.request.get(`${first.address}/desk`);
	const path = (await desk.text()).match(/[^"]*\/answer\/\d+/)[0];
	await validPage(worker, path);
	await goodPage(worker, `${first.address}/ask`, 'unit-ask');
	await goodPage(worker, path, 'unit-record');
});

for (const js of [true, false]) {
	test(`an answer is three acts of the hand, ${js ? 'with' : 'without'} JavaScript`, async () => {
		const { address, link } = await ask(js ? '路口没有灯' : '车站没有顶棚');
		const page = await open(server, { js, viewport: PHONE });
		await page.goto(link);
		await page.locator('#f-outcome label', { hasText: '办好了' }).click();		/* one */
		await page.fill('#f-words', '已经装好，昨晚亮灯。');			/* two */
		await send(page, page.getByRole('button', { name: '答复', exact: true }));	/* three */
		assert.match(await page.locator('h1').innerText(), /答复收到了/);
		assert.match(page.url(), /\/done$/);
		await noSideways(page);
		await shot(page, 'unit-done');
		if (js) await axe(page);
		await page.goBack();
		await page.goto(link);
		assert.match(await page.locator('main').innerText(), /这件事已经答复：已办好/);
		await page.goto(address);
		assert.match(await page.locator('main').innerText(), /公交公司答复：已办好/);
		await shot(page, 'unit-public');
		tidy(page);
		await page.context().close();
	});
}

test('what is missing stands beside its field, and what was typed stays', async () => {
	const page = await open(server, { js: false });
	await page.goto(first.link);
	await page.locator('#f-outcome label', { hasText: '列入计划' }).click();
	await page.fill('#f-words', '列入五月计划。');
	await send(page, page.getByRole('button', { name: '答复', exact: true }));
	assert.equal(await page.locator('.govuk-error-summary a').first().getAttribute('href'), '#f-day');
	assert.equal(await page.locator('#f-words').inputValue(), '列入五月计划。');
	assert.ok(await page.locator('input[value=planned]').isChecked());
	await noSideways(page);
	await shot(page, 'unit-fault');
	tidy(page);
	await page.context().close();
});

test('it is handed on, and a link that is gone says whom to call', async () => {
	const page = await open(server);
	await page.goto(first.link);
	await page.fill('#f-desk', '运营部');
	await send(page, page.getByRole('button', { name: '生成链接' }));
	assert.match(await page.locator('#f-link').inputValue(), /\/u\/[\w-]{40,}$/);
	await noSideways(page);
	await shot(page, 'unit-handed');
	await axe(page);
	const answer = await page.goto('/u/nothing');
	assert.equal(answer.status(), 404);
	await shot(page, 'unit-gone');
	await axe(page);
	tidy(page);
	await page.context().close();
});

test('an officer with an account finds the list', async () => {
	const page = await enter(server, 'unit', { viewport: PHONE });
	await goodPage(page, '/unit', 'unit-list');
	await page.locator('main ul.q-cells a').first().click();
	await page.waitForURL(/\/unit\/\d+$/);
	await shot(page, 'unit-account');
	await axe(page);
	await page.context().close();
});
