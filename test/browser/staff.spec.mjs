/*
 * staff.spec.mjs - the staff's day and moderation in a browser: several at once, a template by one press, a number pointed out, the
 * ruling's page for the public. Each page in every size and mode where residents meet it, wide and narrow where staff do.
 */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { serve, open, enter, goodPage, axe, noSideways, shot, tidy, validPage, EVERYWHERE, PHONE, NARROW } from './harness.mjs';

const server = await serve({ town: true });
const worker = await enter(server, 'worker');

/* By the keyboard: a click waits for a long page to stand still, which on a busy machine it does not. */
async function send(page, locator) {
	page.setDefaultTimeout(40000);		/* a busy machine is no fault of the page */
	await Promise.all([page.waitForNavigation(), locator.press('Enter')]);
}

/* Filed on one screen by somebody; its address. */
async function filed(title) {
	const page = await open(server, { js: false });
	await page.goto('/file/quick');
	await page.fill('#f-title', title);
	await page.selectOption('#f-place', { index: 1 });
	await send(page, page.getByRole('button', { name: '交上去' }));
	const number = (await page.locator('main').innerText()).match(/\d{4}-\d+/)[0];
	const address = await page.locator(`main a[href$="/${number}"]`).first().getAttribute('href');
	await page.context().close();
	return address;
}

const first = await filed('北门路灯不亮，晚上看不清台阶');
await filed('儿童乐园的沙坑积水');

test('a template, several at once, and what became of each', async () => {
	await worker.goto('/desk/templates');
	await worker.fill('#f-name', '三天内到现场');
	await worker.selectOption('#f-move', 'take_in');
	await worker.fill('#f-zh', '{number} 已收到，{due}前到现场看。');
	await send(worker, worker.getByRole('button', { name: '保存' }));
	await shot(worker, 'staff-templates');
	await axe(worker);
	await worker.goto(`${first}/desk`);
	await send(worker, worker.getByRole('button', { name: /三天内到现场/ }));
	assert.match(await worker.locator('#f-take_in-words').inputValue(), /已收到，.*前到现场看/);
	await axe(worker);
	await shot(worker, 'staff-case');
	await worker.goto('/desk?queue=open');
	for (const box of await worker.locator('input[name="id[]"]').all()) await box.check();
	await shot(worker, 'staff-desk');
	await send(worker, worker.getByRole('button', { name: '办理选中的几件' }));
	await worker.locator('details', { hasText: '写内部备注' }).evaluate((d) => { d.open = true; });
	await shot(worker, 'staff-several');
	await axe(worker);
	await worker.fill('#f-note-words', '周三一起看。');
	await send(worker, worker.locator('form[action$="/note"] button[type=submit]'));
	assert.match(await worker.locator('main').innerText(), /办好 2 件，没有办成 0 件/);
	await shot(worker, 'staff-several-done');
	await axe(worker);
	tidy(worker);
});

test('a number is pointed out and taken out by one press, without JavaScript', async () => {
	const page = await open(server, { js: false, viewport: PHONE });
	await page.goto(first);
	await page.fill('#f-body', '我住这楼，电话 139 0000 1234');
	await send(page, page.locator('main form[action$="/comment"] button[type=submit]').first());
	assert.match(await page.locator('main').innerText(), /139 0000 1234/);
	await noSideways(page);
	await shot(page, 'staff-number');
	await send(page, page.getByRole('button', { name: '去掉号码' }));
	assert.match(await page.locator('main').innerText(), /（号码已去掉）/);
	tidy(page);
	await page.context().close();
});

test('a shortened proposal says so, in every size and mode', async () => {
	await worker.goto(`${first}/shorten`);
	await worker.fill('#f-body', '晚上看不清台阶，老人容易摔。');
	await worker.fill('#f-reason', '去掉了与事情无关的话');
	await shot(worker, 'staff-shorten');
	await axe(worker);
	await send(worker, worker.getByRole('button', { name: '改成这样公开' }));
	const page = await open(server);
	await page.goto(first);
	const ruling = await page.getByRole('link', { name: '有删改' }).getAttribute('href');
	await shot(page, 'staff-shortened');
	await page.context().close();
	for (const mode of EVERYWHERE) {
		const reader = await open(server, mode);
		await goodPage(reader, ruling, 'staff-ruling');
		await reader.context().close();
	}
	await goodPage(worker, ruling, 'staff-ruling-moderator');
	for (const path of [ruling, `${first}/shorten`, '/desk/templates', '/desk?queue=open', '/moderate']) await validPage(worker, path);
});

test('staff pages hold on a narrow phone and in English', async () => {
	for (const mode of [{ viewport: NARROW }, { viewport: PHONE, lang: 'en' }]) {
		const page = await enter(server, 'worker', mode);
		for (const [path, name] of [['/desk?queue=open', 'staff-desk'], ['/desk/templates', 'staff-templates'], [`${first}/desk`, 'staff-case'],
			[`${first}/shorten`, 'staff-shorten'], ['/moderate', 'staff-moderate']]) await goodPage(page, path, name);
		await page.context().close();
	}
});
