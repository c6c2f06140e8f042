/*
 * meet.spec.mjs - meetings and surveys in a browser: good pages in both languages and both modes, prints that fit, the form of
 * minutes without script.
 */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { serve, open, enter, goodPage, tidy, validPage, shotName, NARROW, PHONE, WIDE } from './harness.mjs';

const server = await serve();
server.accounts = Object.fromEntries([...server.accounts.matchAll(/^ {2}(\w+)\s+(\S+)/gm)].map((m) => [m[1], m[2]]));
const links = async (address, pattern) => [...new Set([...(await (await fetch(server.url + address)).text()).matchAll(pattern)].map((m) => m[1]))];
const meetings = await links('/meetings', /href="(\/meetings\/\w+\/\d{4}-\d+)"/g);
let held, off, stop;
for (const m of meetings) {
	const text = await (await fetch(server.url + m)).text();
	if (text.includes('公交站点')) held = m;
	if (text.includes('q-note--bad') && text.includes('大雨')) off = m;
}
for (const m of await links('/search?q=' + encodeURIComponent('公交站'), /href="(\/bkhy\/\d{4}-\d+)"/g))
	if ((await (await fetch(`${server.url}${m}/survey`)).text()).includes('q-card--mark')) stop = m;

for (const mode of [{ viewport: NARROW }, { viewport: PHONE, lang: 'en' }, { viewport: WIDE }, { viewport: WIDE, elder: true }]) {
	test(`meetings and a survey hold at ${JSON.stringify(mode)}`, async () => {
		assert.ok(held && off && stop, `${held} ${off} ${stop}`);
		const page = await open(server, mode);
		for (const address of ['/meetings', held, `${held}/sheet`, off, `${stop}/survey`, `${stop}/survey/sheet`])
			await goodPage(page, address, `meet-${shotName(address)}`);
	});
}

test('valid HTML, and a sheet prints on A4', async () => {
	const page = await open(server, { viewport: WIDE });
	for (const address of [held, `${held}/sheet`, `${stop}/survey`, `${stop}/survey/sheet`]) await validPage(page, address);
	await page.goto(`${held}/sheet`);
	const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
	assert.match(pdf, /\/MediaBox \[0 0 59[45]/);
	assert.ok((pdf.match(/\/Type \/Page\b/g) || []).length <= 2);
	tidy(page);
});

test('the form of minutes holds, by a meeting that was called', async () => {
	const staff = await enter(server, 'committee');
	let form;
	for (const m of meetings) {
		await staff.goto(`${m}/minutes`);
		if (new URL(staff.url()).pathname === `${m}/minutes`) form = `${m}/minutes`;
	}
	assert.ok(form, meetings.join(' '));
	await goodPage(staff, form, 'meet-minutes');
	await validPage(staff, form);
	tidy(staff);
	await staff.context().close();
});
