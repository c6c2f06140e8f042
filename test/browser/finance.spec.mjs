/* finance.spec.mjs - the handbook, the match and the desks as a firm, a bank officer and the bureau see them. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { serve, open, enter, goodPage, noSideways, axe, shot, validPage, tidy, doubleText, EVERYWHERE, NARROW, PHONE, WIDE } from './harness.mjs';

const server = await serve();
server.accounts = { bank: 'hongqiao-qiao-2023', bureau: 'hongqiao-qiao-2023' };

const FIRM = { amount: '50', term: '12', age: '3', tax: '6', pays24: '8', banks: '1', staff: '8', revenue: '300', patents: '0', debt: '40' };
const PICKS = { grade: 'C', industry: 'retail', clean: 'yes', first: 'no', purpose: 'working', trade: 'no' };

async function ask(page) {
	await page.goto('/finance/match');
	for (const [k, v] of Object.entries(FIRM)) await page.fill(`#f-x_${k}`, v);
	for (const [k, v] of Object.entries(PICKS)) await page.selectOption(`#f-x_${k}`, v);
	for (const k of ['quals', 'pledge']) await page.check(`input[name=x_${k}_none]`);
	await page.locator('main form button[type=submit]').click();
}

for (const mode of [EVERYWHERE[0], EVERYWHERE[4], EVERYWHERE[5], { name: 'narrow-elder', viewport: NARROW, elder: true }])
	test(`what a firm reads holds at ${mode.name}`, async () => {
		const page = await open(server, mode);
		await goodPage(page, '/finance', 'finance');
		await page.locator('main a[href="/finance/handbook"]').click();
		await noSideways(page);
		await shot(page, 'finance-book');
		await axe(page);
		await page.locator('.q-hit h3 a').first().click();
		await noSideways(page);
		await doubleText(page);
		await shot(page, 'finance-product');
		await axe(page);
		await validPage(page);
		await goodPage(page, '/finance/match', 'finance-ask');
		await validPage(page);
		await ask(page);
		assert.match(await page.locator('main').innerText(), mode.lang ? /What would open more/ : /怎样能多一些选择/);
		await noSideways(page);
		await shot(page, 'finance-answer');
		await axe(page);
		await goodPage(page, '/finance/figures?month=2023-04', 'finance-figures');
		await doubleText(page);
		await validPage(page);
		await page.locator('.q-facts a').first().click();
		await noSideways(page);
		await shot(page, 'finance-of');
		await axe(page);
		tidy(page);
		await page.context().close();
	});

test('without JavaScript the answer is the same', async () => {
	const page = await open(server, { viewport: PHONE, js: false });
	await ask(page);
	assert.match(await page.locator('main').innerText(), /一共 12 个产品/);
	await page.context().close();
});

test('a bank officer writes, the bureau reviews', async () => {
	const bank = await enter(server, 'bank', { viewport: PHONE });
	await goodPage(bank, '/bank', 'finance-bank');
	await bank.locator('form[action="/bank/new"] button').click();
	await bank.fill('#f-name_zh', '看一看的贷款');
	await bank.fill('#f-formula', '10 * 税');
	await bank.locator('main form button[value=send]:visible').last().click();
	await noSideways(bank);
	await shot(bank, 'finance-edit');
	await axe(bank);
	tidy(bank);
	await bank.context().close();
	const bureau = await enter(server, 'bureau', { viewport: WIDE });
	await goodPage(bureau, '/bureau', 'finance-bureau');
	await bureau.locator('main a', { hasText: '节能设备贷' }).click();
	await noSideways(bureau);
	await shot(bureau, 'finance-review');
	await axe(bureau);
	await validPage(bureau);
	tidy(bureau);
	await bureau.context().close();
});
