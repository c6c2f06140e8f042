/*
 * road.spec.mjs - the whole road in a real browser, as each person walks it: a resident on a phone (without script), a grid
 * worker on the stairs, a community worker at a desk, a unit by its link, a moderator. Every page on the way is looked at:
 * axe, no sideways scroll, a tidy console, a picture in build/shots. Steps stand in order; a broken one breaks the rest.
 */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { serve, open, enter, letter, axe, noSideways, shot, tidy, doubleText, PHONE, NARROW, WIDE } from './harness.mjs';

const TITLE = '北门外没有公交站，老人坐车要走很远';
const MOBILE = '13900002222';
const server = await serve({ town: true });
const s = { staff: {} };

/* One step of the road: after a broken one the rest is skipped. A page that only looks wrong fails its own step. */
function step(name, walk) {
	test(name, async (t) => {
		if (s.broken) return t.skip(`the road is broken at “${s.broken}”`);
		s.broken = name;
		s.faults = [];
		await walk();
		s.broken = null;
		assert.deepEqual(s.faults, []);
	});
}

/* One look at the page as it stands. */
async function look(page, name) {
	await shot(page, `road-${name}`);
	for (const check of [noSideways, axe, tidy]) {
		try {
			await check(page);
		} catch (e) {
			s.faults.push(`${name}: ${e.message.replace(/\s+/g, ' ').slice(0, 700)}`);
		}
	}
}

async function send(page, locator = page.locator('main form button[type=submit]').first()) {
	await Promise.all([page.waitForNavigation(), locator.click()]);
}

async function staff(login) {
	s.staff[login] ??= await enter(server, login);
	return s.staff[login];
}

/* The matter's page at the desk, found there as staff find it. */
async function desk(login) {
	const page = await staff(login);
	await page.goto('/desk');
	await page.getByRole('link', { name: TITLE }).first().click();
	await page.waitForURL(/\/desk$/);
	return page;
}

/* Opens one move's form at the desk. */
async function move(page, id) {
	const act = page.locator('details.q-act').filter({ has: page.locator(`form[action$="/do/${id}"]`) });
	if (!(await act.getAttribute('open') !== null)) await act.locator('summary').click();
	return act.locator('form');
}

async function publicPage(name, words, mode = {}) {
	const page = await open(server, mode);
	await page.goto(s.address);
	const text = (await page.locator('main').innerText()).replace(/\n/g, '');
	for (const w of [words].flat()) assert.ok(text.includes(w), `“${w}” is not on ${s.address}:\n${text.slice(0, 900)}`);
	assert.ok(!text.includes(MOBILE), 'a phone number is public');
	await look(page, name);
	await page.context().close();
}

step('a resident files in five short pages on a phone without JavaScript', async () => {
	const page = await open(server, { js: false, viewport: PHONE });
	await page.goto('/');
	await page.locator('main').getByRole('link', { name: /提建议/ }).first().click();
	await page.fill('#f-title', '');
	await send(page, page.getByRole('button', { name: '下一步' }));
	assert.equal(await page.locator('.govuk-error-summary a').first().getAttribute('href'), '#f-title', 'the fault leads to its field');
	await page.fill('#f-title', TITLE);
	await page.fill('#f-body', '走到永乐桥要十分钟。');
	await send(page, page.getByRole('button', { name: '下一步' }));
	await page.selectOption('#f-place', { label: '河岸花园' }).catch(async () => page.selectOption('#f-place', { index: 1 }));
	await send(page, page.getByRole('button', { name: '下一步' }));
	if (/\/file\/3/.test(page.url())) await send(page, page.getByRole('button', { name: /都不是/ }));
	assert.equal(await page.getByRole('link', { name: /登录/ }).count() > 1, false, 'no account was asked for');
	await page.fill('#f-phone', MOBILE);
	await send(page, page.getByRole('button', { name: '下一步' }));
	await page.evaluate(() => 0).catch(() => 0);
	assert.match(await page.locator('main').innerText(), /139\*\*\*\*2222/);
	await shot(page, 'road-file-check');
	await send(page, page.getByRole('button', { name: '交上去' }));
	const text = await page.locator('main').innerText();
	assert.match(text, /收到了/);
	s.number = text.match(/\d{4}-\d+/)[0];
	s.address = await page.locator(`main a[href$="/${s.number}"]`).first().getAttribute('href');
	await shot(page, 'road-filed');
	tidy(page);
	await page.context().close();
	await publicPage('public-filed', ['已经收到', '谁在办', '下一步']);
});

step('a neighbour finds it, supports it and comments, at 320 px in elder mode', async () => {
	const page = await open(server, { viewport: NARROW, elder: true });
	await page.goto('/search?q=' + encodeURIComponent('公交'));
	await look(page, 'search');
	await page.getByRole('link', { name: TITLE }).first().click();
	await page.waitForURL(new RegExp(s.number));
	await look(page, 'proposal');
	await doubleText(page);
	await send(page, page.locator('form[action$="/support"] button'));
	await page.fill('#f-body', '我母亲也走不动。');
	await send(page, page.locator('form[action$="/comment"] button').first());
	await look(page, 'said');
	await page.context().close();
});

step('the committee worker takes it in', async () => {
	const page = await staff('worker');
	await page.goto('/desk');
	await look(page, 'desk');
	await desk('worker');
	await look(page, 'desk-matter');
	const form = await move(page, 'take_in');
	await form.locator('[name=words]').fill('下周二到现场看一看。');
	await send(page, form.locator('button[type=submit]'));
	await look(page, 'taken-in');
	await publicPage('public-taken-in', ['社区已经受理', '下周二到现场看一看']);
});

step('a meeting is called and decides', async () => {
	const page = await staff('worker');
	await page.goto('/desk');
	await page.getByRole('link', { name: '开议事会' }).first().click();
	await page.fill('#f-title', '第一次居民议事会');
	await page.fill('#f-day', new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10));
	await page.fill('#f-hour', '00:01');
	await page.fill('#f-venue', '社区服务站');
	await page.locator('label', { hasText: TITLE }).locator('input').check();
	await look(page, 'meeting-new');
	await send(page, page.locator('form[action="/meetings/new"] button[type=submit]'));
	await look(page, 'meeting');
	await page.locator('main a[href$="/minutes"]').first().click();
	await page.waitForURL(/minutes$/);
	for (const i of await page.locator('input[name^=n_]').all()) await i.fill('6');
	await page.locator('input[name=d0][value=adopt]').check();
	await page.fill('[name=w0]', '先请单位来看现场。');
	await page.fill('[name=minutes]', '大家都说站远。先踏勘，再定站位。');
	await look(page, 'minutes');
	await send(page, page.getByRole('button', { name: '公布记录和决定' }));
	await look(page, 'decided');
	await publicPage('public-decided', '正在拟定方案');
});

step('a plan with options and costs is written and adopted', async () => {
	const page = await desk('worker');
	await page.goto(`${s.address}/plan/edit`);
	await page.fill('#f-summary', '在北门外设一对站。');
	await page.fill('[name=o0_title]', '设两个站');
	await page.fill('[name=o0_cost]', '48000');
	await page.fill('[name=o0_payer]', '公交公司');
	await page.selectOption('[name=t0_org]', { label: '公交公司' });
	await page.fill('[name=t0_what]', '踏勘并设站');
	await look(page, 'plan-edit');
	await send(page, page.locator('.q-btns button[name=go][value=save]'));
	await look(page, 'plan-open');
	await page.locator('input[name=option]').first().check();
	await page.fill('[name=by]', '居民议事会');
	await send(page, page.locator('form[action$="/plan/adopt"] button[type=submit]'));
	await page.goto(`${s.address}/plan`);
	await look(page, 'plan-adopted');
	assert.equal(await page.locator('form[action$="/plan/adopt"]').count(), 0, 'an adopted plan is frozen');
});

step('units are asked', async () => {
	const page = await desk('worker');
	await page.locator('main a[href$="/ask"]').first().click();
	await page.waitForURL(/ask$/);
	await page.locator('label', { hasText: '公交公司' }).locator('input[name="units[]"]').check();
	await page.fill('#f-what', '请踏勘，两周内答复能不能设站。');
	await look(page, 'ask');
	await send(page, page.locator('form[action$="/ask"] button[type=submit]'));
	s.link = (await letter(server, /\/u\/[\w-]{20,}/))[0];
	await publicPage('public-asked', '公交公司', { viewport: WIDE });
});

step('the unit answers by its link on a phone, in under two minutes and without an account', async () => {
	const began = Date.now();
	const page = await open(server, { viewport: PHONE });
	await page.goto(s.link);
	assert.ok(!(await page.content()).includes(MOBILE), 'no phone of a resident');
	await look(page, 'unit');
	await page.locator('input[name=outcome][value=done]').check();
	await send(page, page.locator('form:has([name=outcome]) button[type=submit]').first());
	assert.ok(await page.locator('.govuk-error-summary').count(), 'words are missing and that is said');
	await page.fill('#f-words', '已经踏勘，下月设站。');
	await send(page, page.locator('form:has([name=outcome]) button[type=submit]').first());
	await look(page, 'unit-done');
	assert.ok(Date.now() - began < 120000);
	await page.context().close();
	await publicPage('public-answered', '已经踏勘，下月设站');
});

step('the result is published', async () => {
	const page = await desk('worker');
	const form = await move(page, 'publish_result');
	await form.locator('[name=result]').fill('新站启用，走过去三分钟。');
	await send(page, form.locator('button[type=submit]'));
	await publicPage('public-result', '新站启用');
});

step('the resident signs in by phone, rates and thanks', async () => {
	const page = await open(server, { viewport: PHONE });
	await page.goto('/sign-in');
	await page.fill('#f-phone', MOBILE);
	await send(page);
	await page.fill('#f-code', (await letter(server, /(?:验证码|code is) (\d{6})/))[1]);
	await send(page);
	await page.goto('/mine');
	await look(page, 'mine');
	await page.getByRole('link', { name: TITLE }).first().click();
	await page.waitForURL(new RegExp(s.number));
	await page.goto(`${s.address}/rate`);
	await page.locator('input[name=score][value="4"]').check();
	await page.locator('input[name=solved][value=yes]').check();
	await look(page, 'rate');
	await send(page, page.locator('form[action$="/rate"] button[type=submit]'));
	await page.fill('#f-body', '谢谢大家跑前跑后。');
	await send(page, page.locator('form[action$="/comment"] button[value=thanks]'));
	await look(page, 'thanked');
	await page.context().close();
});

step('the moderator shows the thanks', async () => {
	const page = await staff('moderator');
	await page.goto('/moderate');
	await look(page, 'moderate');
	await send(page, page.locator('section', { hasText: '谢谢大家' }).locator('button[name=show][value=yes]'));
	await publicPage('public-thanked', '谢谢大家跑前跑后');
});

step('it is closed, and the history verifies', async () => {
	const page = await desk('worker');
	const form = await move(page, 'close');
	await send(page, form.locator('button[type=submit]'));
	await publicPage('public-closed', '已经办结', { viewport: WIDE });
	await publicPage('public-closed', TITLE, { lang: 'en' });
	server.qiao('verify');
});

step('a grid worker files on the stairs on one screen, for somebody who stands beside', async () => {
	const page = await enter(server, 'grid', { viewport: PHONE });
	await page.goto('/desk');
	await page.getByRole('link', { name: '代居民填写' }).first().click();
	await page.waitForURL(/file\/for/);
	await look(page, 'grid-for');
	await page.locator('input[name=channel][value=doorstep]').check();
	await page.fill('#f-title', '三楼扶手松了');
	await page.selectOption('#f-place', { index: 2 });
	if (await page.locator('#f-phone').count()) await page.fill('#f-phone', '13900002224');
	await send(page, page.locator('main form:has(#f-title) button[type=submit]').first());
	const text = await page.locator('main').innerText();
	await look(page, 'grid-filed');
	assert.match(text, /\d{4}-\d+/);
	const number = text.match(/\d{4}-\d+/)[0];
	await page.locator(`main a[href$="/${number}"]`).first().click();
	assert.match(await page.locator('main').innerText(), /代/, 'marked as filed on behalf');
	await page.context().close();
});
