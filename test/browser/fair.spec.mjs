/* fair.spec.mjs - fairs as everybody, a firm, the door, an institution, an adviser and the bureau see them, in both languages. */
import { test } from 'node:test';
import { serve, open, enter, goodPage, noSideways, axe, shot, validPage, tidy, EVERYWHERE, NARROW, PHONE, WIDE } from './harness.mjs';

const server = await serve();
server.accounts = Object.fromEntries(['bank', 'bureau', 'adviser'].map((who) => [who, 'hongqiao-qiao-2023']));

for (const mode of [EVERYWHERE[0], { name: 'wide-en', viewport: WIDE, lang: 'en' }, { name: 'narrow-elder', viewport: NARROW, elder: true }])
	test(`fairs hold at ${mode.name}`, async () => {
		const page = await open(server, mode);
		await goodPage(page, '/finance/fairs', 'fairs');
		await validPage(page);
		await page.locator('main .q-cells a, main .q-hit a').first().click();
		await noSideways(page);
		await shot(page, 'fair');
		await axe(page);
		await validPage(page);
		await goodPage(page, new URL(page.url()).pathname + '/join', 'fair-join');
		tidy(page);
		await page.context().close();
	});

test('the bureau announces, a bank comes, a firm registers in English and reads its own page', async () => {
	const bureau = await enter(server, 'bureau', { viewport: WIDE, lang: 'en' });
	const soon = new Date(Date.now() + 6 * 86400e3).toISOString().slice(0, 10);
	await goodPage(bureau, '/bureau/fairs/new', 'fair-new-en');
	for (const [k, v] of Object.entries({ title: '春天的会', day: soon, venue: '一楼大厅', closes: soon, from: '14:00', talks: '15:00', until: '17:00', slot: '15' }))
		if (await bureau.locator(`#f-${k}`).count()) await bureau.fill(`#f-${k}`, v);
	await bureau.locator('main form button[type=submit]').last().click();
	await bureau.goto('/bureau/fairs');
	await bureau.locator('main a', { hasText: '春天的会' }).click();
	await noSideways(bureau);
	await shot(bureau, 'fair-desk-en');
	await axe(bureau);
	const bank = await enter(server, 'bank', { viewport: PHONE, lang: 'en' });
	await goodPage(bank, '/bank/fairs', 'fairs-bank-en');
	await bank.locator('main a', { hasText: '春天的会' }).click();
	await bank.fill('[name=t1]', 'Loans by tax');
	await bank.fill('[name=m1]', '10');
	await bank.locator('main form', { has: bank.locator('[name=t1]') }).locator('button[type=submit]').first().click();
	await shot(bank, 'fair-bank-en');
	await axe(bank);
	const firm = await open(server, { viewport: PHONE, lang: 'en', js: false });
	await firm.goto('/finance/fairs');
	await firm.locator('main a', { hasText: '春天的会' }).click();
	await firm.goto(new URL(firm.url()).pathname + '/join');
	for (const [k, v] of Object.entries({ code: '91330100799655058B', name: '示例企业', amount: '50', phone: '13900003401' })) await firm.fill(`#f-${k}`, v);
	await firm.selectOption('#f-w1', { index: 1 });
	await shot(firm, 'fair-join-filled-en');
	await firm.locator('main form button[type=submit]').click();
	await noSideways(firm);
	await shot(firm, 'fair-mine-en');
	const adviser = await enter(server, 'adviser', { viewport: PHONE, lang: 'en' });
	await goodPage(adviser, '/adviser', 'desk-adviser-en');
	for (const p of [bureau, bank, firm, adviser]) {
		tidy(p);
		await p.context().close();
	}
});
