/*
 * keyboard.spec.mjs - the main job by keys alone: nothing is clicked and no field is filled by the test's own hand. A matter is
 * raised, taken in, a unit asked, answered, its result published and rated, with Tab, Space, the arrows and Enter.
 */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { serve, open, enter, letter, tabTo, tidy, PHONE, WIDE } from './harness.mjs';

const TITLE = '楼道灯晚上不亮', MOBILE = '13900003333';
const server = await serve({ town: true });
const s = {};

async function enterKey(page, pattern, tag = '') {
	await tabTo(page, pattern, tag);
	await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
}
/* The likeliest act stands open already. */
async function unfold(page, pattern) {
	await tabTo(page, pattern, 'SUMMARY');
	if (!await page.evaluate(() => document.activeElement.parentElement.open)) await page.keyboard.press('Enter');
	await page.keyboard.press('Tab');
}
async function type(page, pattern, words) {
	await tabTo(page, pattern);
	await page.keyboard.insertText(words);
}
async function step(name, fn) {
	test(name, async () => {
		if (s.broken) assert.fail(`not tried: ${s.broken} failed`);
		s.broken = name;
		await fn();
		delete s.broken;
	});
}

step('raised', async () => {
	const page = await open(server, { viewport: PHONE });
	await page.goto('/');
	await enterKey(page, /^提建议/);
	await type(page, /用一句话说/, TITLE);
	await enterKey(page, /^下一步$/);
	await tabTo(page, /哪个小区或社区/);
	await page.keyboard.press('ArrowDown');
	await enterKey(page, /^下一步$/);
	if (/\/file\/3/.test(page.url())) await enterKey(page, /都不是/);
	await type(page, /手机号/, MOBILE);
	await enterKey(page, /^下一步$/);
	await enterKey(page, /^交上去$/);
	s.number = (await page.locator('main').innerText()).match(/\d{4}-\d+/)[0];
	s.address = await page.locator(`main a[href$="/${s.number}"]`).first().getAttribute('href');
	tidy(page);
	await page.context().close();
});

step('found in the workbench and taken in', async () => {
	s.worker = await enter(server, 'worker', { viewport: WIDE });
	await s.worker.goto('/desk');
	await enterKey(s.worker, new RegExp(TITLE), 'A');
	await unfold(s.worker, /^受理/);
	await s.worker.keyboard.insertText('明天去看。');
	await enterKey(s.worker, /^受理/, 'BUTTON');
	assert.match(await s.worker.locator('main').innerText(), /明天去看/);
});

step('a unit is asked', async () => {
	await enterKey(s.worker, /^请单位办理/);
	await tabTo(s.worker, /公交公司/);
	await s.worker.keyboard.press('Space');
	await type(s.worker, /请.*做什么|要.*办什么|办什么/, '请换灯。');
	await enterKey(s.worker, /^发出$/);
	s.link = (await letter(server, /\/u\/[\w-]{20,}/))[0];
});

step('the unit answers by its link', async () => {
	const page = await open(server, { viewport: PHONE });
	await page.goto(s.link);
	await tabTo(page, /^办好了/);
	await page.keyboard.press('Space');
	await type(page, /写一句|说明|怎么/, '灯换好了。');
	await enterKey(page, /^(交上去|发出|提交|答复)/);
	assert.match(await page.locator('main').innerText(), /灯换好了|收到/);
	tidy(page);
	await page.context().close();
});

step('the result is published', async () => {
	await s.worker.goto(`${s.address}/desk`);
	await unfold(s.worker, /^公布结果/);
	await s.worker.keyboard.insertText('楼道灯已经亮了。');
	await enterKey(s.worker, /^公布结果/, 'BUTTON');
	tidy(s.worker);
});

step('rated by who raised it', async () => {
	const page = await open(server, { viewport: PHONE });
	await page.goto('/sign-in');
	await type(page, /手机号/, MOBILE);
	await enterKey(page, /验证码|下一步/);
	await type(page, /验证码/, (await letter(server, /(?:验证码)[^\d]*(\d{6})/))[1]);
	await enterKey(page, /^(登录|下一步)/);
	await page.goto(s.address);
	await enterKey(page, /评价/);
	await tabTo(page, /满意/);
	await page.keyboard.press('Space');
	await enterKey(page, /^(交上去|提交|评价)/);
	assert.match(await page.locator('main').innerText(), /满意/);
	tidy(page);
	await page.context().close();
});
