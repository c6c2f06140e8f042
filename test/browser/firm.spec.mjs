/* firm.spec.mjs - a firm's own pages, what it allows, and what a bank and the bureau see of it. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { serve, open, enter, letter, goodPage, noSideways, axe, shot, validPage, tidy, EVERYWHERE, NARROW, PHONE, WIDE } from './harness.mjs';

const server = await serve();
server.accounts = { bank: 'hongqiao-qiao-2023', bureau: 'hongqiao-qiao-2023' };

async function resident(mode) {
	const page = await open(server, mode);
	await page.goto('/sign-in');
	await page.fill('#f-phone', '13900002001');
	await page.locator('main form button[type=submit]').click();
	await page.fill('#f-code', (await letter(server, /验证码\D{0,10}(\d{6})|code is (\d{6})/)).slice(1).find(Boolean));
	await page.locator('main form button[type=submit]').first().click();
	return page;
}

for (const mode of [EVERYWHERE[0], { name: 'wide-en', viewport: WIDE, lang: 'en' }, { name: 'narrow-elder', viewport: NARROW, elder: true }])
	test(`a firm's pages hold at ${mode.name}`, async () => {
		const page = await resident(mode);
		await goodPage(page, '/finance/firm', 'firm');
		await validPage(page);
		const firm = new URL(page.url()).pathname;
		await goodPage(page, `${firm}/figures`, 'firm-figures');
		await validPage(page);
		await goodPage(page, `${firm}/quals`, 'firm-quals');
		await validPage(page);
		await goodPage(page, `${firm}/consents`, 'firm-consents');
		await validPage(page);
		await goodPage(page, `${firm}/consent`, 'firm-consent');
		await page.locator('#f-who input').nth(2).check();
		await page.locator('#f-purpose input').nth(1).check();
		await page.locator('#f-what input').first().check();
		await page.locator('main button[value=read]').click();
		await noSideways(page);
		await shot(page, 'firm-consent-read');
		await axe(page);
		await validPage(page);
		tidy(page);
		await page.context().close();
	});

test('a bank and the bureau look', async () => {
	const bank = await enter(server, 'bank', { viewport: WIDE });
	await goodPage(bank, '/bank/firms', 'firm-seen-list');
	await bank.locator('main table a').first().click();
	await noSideways(bank);
	await shot(bank, 'firm-seen');
	await axe(bank);
	await validPage(bank);
	await bank.goto('/bank');
	await bank.locator('form[action="/bank/new"] button').click();
	await bank.fill('#f-name_zh', '数一数');
	await bank.locator('main button[value=whom]').click();
	assert.match(await bank.locator('#whom').innerText(), /76 家企业同意计数/);
	await shot(bank, 'firm-whom');
	tidy(bank);
	await bank.context().close();
	const bureau = await enter(server, 'bureau', { viewport: PHONE });
	await goodPage(bureau, '/bureau/check', 'firm-check');
	tidy(bureau);
	await bureau.context().close();
});
