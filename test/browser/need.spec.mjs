/* need.spec.mjs - a firm's need from the form to the rating, as the firm (on a phone, without JavaScript too), the bank, the adviser and the
 * bureau see it; pressed twice, typed nonsense, gone back. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { serve, open, enter, letter, goodPage, noSideways, axe, shot, validPage, tidy, NARROW, PHONE, WIDE } from './harness.mjs';

const server = await serve();
server.accounts = Object.fromEntries(['bank', 'bank2', 'bureau', 'adviser'].map((who) => [who, 'hongqiao-qiao-2023']));

async function resident(mode, phone) {
	const page = await open(server, mode);
	await page.goto('/sign-in');
	await page.fill('#f-phone', phone);
	await page.locator('main form button[type=submit]').click();
	await page.fill('#f-code', (await letter(server, /验证码\D{0,10}(\d{6})|code is (\d{6})/)).slice(1).find(Boolean));
	await page.locator('main form button[type=submit]').first().click();
	return page;
}

const seen = (page) => page.locator('main').innerText();
let referral = '';

test('a firm files on a phone, without JavaScript: nonsense, back, twice, given to a bank', async () => {
	const page = await resident({ viewport: PHONE, js: false }, '13900003301');
	await page.goto('/finance/need');
	await page.fill('#f-name', '示例面馆');
	await page.fill('#f-amount', '很多');
	await page.locator('main form button[type=submit]').click();
	assert.match(await seen(page), /要填万元数[\s\S]*/);
	assert.equal(await page.inputValue('#f-name'), '示例面馆', 'what was typed is kept');
	await shot(page, 'need-form-faults');
	await page.fill('#f-amount', '30');
	await page.fill('#f-term', '12');
	await page.selectOption('#f-place', { index: 1 });
	await page.selectOption('#f-purpose', 'working');
	await page.locator('main form button[type=submit]').click();
	assert.match(page.url(), /\/finance\/need\/F\d+-\d+\/banks$/);
	const banks = page.url();
	await page.goBack();
	await page.locator('main form button[type=submit]').click();		/* the same form again is the same need */
	await page.goto('/finance/needs');
	assert.equal(await page.locator('main .q-cells a').count(), 1);
	await page.goto(banks);
	await page.locator('main button', { hasText: '交给勾选的银行' }).click();
	assert.match(await seen(page), /请至少选一家银行/);
	const product = (await page.locator('main a', { hasText: '银税快贷' }).first().getAttribute('href')).split('/').pop();
	await page.check(`input[name=give_${product}]`);
	await page.check(`input[name=phone_${product}]`);
	await page.check('input[name=agree]');
	await page.locator('main button', { hasText: '交给勾选的银行' }).click();
	assert.match(await seen(page), /交给银行了/);
	referral = await page.locator('main .q-cells a').first().getAttribute('href');
	await shot(page, 'need-given');
	tidy(page);
	await page.context().close();
});

for (const mode of [{ name: 'phone', viewport: PHONE }, { name: 'wide-en', viewport: WIDE, lang: 'en' }, { name: 'narrow-elder', viewport: NARROW, elder: true }])
	test(`the firm's pages hold at ${mode.name}`, async () => {
		const page = await resident(mode, '13900002001');
		await goodPage(page, '/finance/need', 'need-form');
		await validPage(page);
		await goodPage(page, '/finance/needs', 'needs');
		const needs = await page.locator('main .q-cells a').evaluateAll((v) => v.map((a) => a.getAttribute('href')));
		await goodPage(page, needs[0], 'need');
		await validPage(page);
		const one = await page.locator('main .q-cells a').first().getAttribute('href');
		await goodPage(page, `${needs[0]}/banks`, 'need-banks');
		await validPage(page);
		await goodPage(page, one, 'referral-firm');
		await validPage(page);
		tidy(page);
		await page.context().close();
	});

test('the bank answers to the last instalment, the firm rates it', async () => {
	const demo = await enter(server, 'bank', { viewport: WIDE });
	await goodPage(demo, '/bank', 'desk-bank');
	await goodPage(demo, '/bank/needs', 'queue');
	await validPage(demo);
	await demo.locator('main .q-cells a').first().click();
	await shot(demo, 'referral-bank');
	await axe(demo);
	await validPage(demo);
	const mine = await demo.goto(referral).then((r) => r.status());
	const page = mine === 200 ? demo : await enter(server, 'bank2', { viewport: PHONE });
	const act = async (move, values = {}) => {
		await page.goto(referral);
		const form = page.locator(`form[action$="/do/${move}"]`);
		if (!(await form.isVisible())) await page.locator('details', { has: form }).locator('summary').click();
		for (const [k, v] of Object.entries(values)) await form.locator(`[name=${move}_${k}]`).fill(v);
		await form.locator('button').click();
		return seen(page);
	};
	assert.match(await act('take'), /已受理/);
	assert.match(await act('contact', { words: '约好周三。' }), /已联系/);
	assert.match(await act('grant', { amount: '2000000', rate: '很低', term: '12' }), /要填数字/);
	await shot(page, 'referral-faults');
	assert.match(await act('grant', { amount: '20', rate: '3.8', term: '12' }), /已授信/);
	assert.match(await act('sign', { day: '2023-04-03' }), /已签约/);
	assert.match(await act('draw', { amount: '20', day: '2023-04-06', mature: '2024-04-05' }), /已放款/);
	assert.match(await act('repay', { day: '2024-04-01' }), /已结清/);
	await axe(page);
	const firm = await resident({ viewport: PHONE }, '13900003301');
	await firm.goto(referral);
	await firm.locator('summary', { hasText: '评价' }).click();
	await firm.selectOption('[name=rate_score]', 'very');
	await firm.locator('form[action$="/do/rate"] button').click();
	assert.match(await seen(firm), /评价 4 分/);
	await shot(firm, 'referral-rated');
	tidy(page);
	for (const p of new Set([demo, page, firm])) await p.context().close();
});

test('the bureau and the adviser', async () => {
	const bureau = await enter(server, 'bureau', { viewport: PHONE });
	await goodPage(bureau, '/bureau', 'desk-bureau');
	await goodPage(bureau, '/bureau/needs', 'watch');
	await validPage(bureau);
	await goodPage(bureau, '/bureau/need', 'need-for');
	await bureau.context().close();
	const wide = await enter(server, 'bureau', { viewport: WIDE, lang: 'en' });
	await goodPage(wide, '/bureau/needs', 'watch-en');
	await wide.locator('#adv ~ .q-cells a').first().click();
	await shot(wide, 'need-bureau-en');
	await axe(wide);
	await wide.context().close();
	const adviser = await enter(server, 'adviser', { viewport: PHONE });
	await goodPage(adviser, '/adviser', 'desk-adviser');
	await adviser.goto('/adviser');
	const task = adviser.locator('main .q-cells a').first();
	if (await task.count()) {
		await task.click();
		await noSideways(adviser);
		await shot(adviser, 'need-adviser');
		await axe(adviser);
		await validPage(adviser);
	}
	tidy(adviser);
	await adviser.context().close();
});
