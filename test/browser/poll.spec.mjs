/*
 * poll.spec.mjs - polls as people see them: the list, an open one, a result with its bars and tables, the ballot from the SMS link to
 * the receipt without JavaScript, and the staff's pages, in every size and mode.
 */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { serve, open, enter, goodPage, axe, noSideways, shot, tidy, validPage, doubleText, letter, EVERYWHERE, PHONE, WIDE } from './harness.mjs';

const server = await serve();
server.accounts = Object.fromEntries([...server.accounts.matchAll(/^ {2}(\w+)\s+(\S+)/gm)].map((m) => [m[1], m[2]]));
const look = await open(server, { js: false });
await look.goto('/polls');
const result = await look.getByRole('link', { name: '公交站双向设还是单向设' }).getAttribute('href');
const running = await look.getByRole('link', { name: '楼门口的坡道先做哪一种' }).getAttribute('href');
const fund = await look.getByRole('link', { name: '坡道的钱能不能用维修资金' }).getAttribute('href');
const [, link] = await letter(server, /坡道[^]*?(\/vote\/[0-9A-Z-]{39})/);

for (const mode of [...EVERYWHERE, { name: 'wide-en', viewport: WIDE, lang: 'en' }]) {
	test(`polls hold at ${mode.name}`, async () => {
		const page = await open(server, mode);
		await goodPage(page, '/polls', 'polls');
		await goodPage(page, running, 'poll-open');
		await goodPage(page, result, 'poll-result');
		await doubleText(page);
		await goodPage(page, link, 'poll-ballot');
		await page.context().close();
	});
}

test('a link of the SMS becomes a receipt, without JavaScript', async () => {
	const page = await open(server, { js: false, viewport: PHONE });
	await page.goto(link);
	await page.locator('label', { hasText: '一个门修水泥的' }).click();
	await page.getByLabel('8号楼').selectOption('1');
	await page.getByLabel('1号楼').selectOption('3');
	await page.getByRole('button', { name: '下一步：看一看' }).click();
	assert.match(await page.locator('main').innerText(), /第 1 名 8号楼\s*第 2 名 1号楼[^]*投出后不能更改/);
	await noSideways(page);
	await shot(page, 'poll-check');
	await page.getByRole('button', { name: '投出' }).click();
	assert.match(await page.locator('h1').innerText(), /投好了/);
	assert.match(await page.locator('main').innerText(), /([0-9A-Z]{4}-){3}[0-9A-Z]{4}/);
	await shot(page, 'poll-receipt');
	await page.goto(link);
	assert.match(await page.locator('main').innerText(), /已经投过票[^]*网上/);
	await shot(page, 'poll-voted');
	tidy(page);
	await page.context().close();
});

/* Of the matter whose page has the way to a new poll. */
async function matterId(page) {
	await page.goto(await page.locator('a.q-back').getAttribute('href'));
	return (await page.getByRole('link', { name: '做民意调查' }).first().getAttribute('href')).match(/matter=(\d+)/)[1];
}

test('the pages are valid HTML, and the staff\'s hold', async () => {
	const page = await open(server, {});
	await goodPage(page, fund, 'poll-owners');
	assert.match(await page.locator('main').innerText(), /通过了：定下“同意”。[^]*约 73%，够了/);
	for (const address of ['/polls', '/vote', running, result, fund, '/vote/nothing']) await validPage(page, address);
	await page.context().close();
	const staff = await enter(server, 'committee');
	for (const at of ['/desk', '/booth?q=101', '/papers', '/entry', '/differences', '/count']) {
		await goodPage(staff, running + at, `poll-staff${at.replace(/\W+/g, '-')}`);
		await validPage(staff, running + at);
	}
	await goodPage(staff, '/roll', 'poll-roll');
	await staff.goto(running);
	await staff.goto(`/polls/new?matter=${await matterId(staff)}`);
	await goodPage(staff, new URL(staff.url()).pathname + new URL(staff.url()).search, 'poll-new');
	await validPage(staff, new URL(staff.url()).pathname + new URL(staff.url()).search);
	await staff.goto(`${running}/papers`);
	await staff.getByRole('button', { name: '做选票' }).click();
	await shot(staff, 'poll-papers-made');
	await axe(staff);
	await staff.goto(`${running}/desk`);
	await staff.getByRole('button', { name: '做通知单' }).click();
	await shot(staff, 'poll-notices');
	await axe(staff);
	tidy(staff);
	await staff.context().close();
});
