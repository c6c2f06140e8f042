/*
 * hall.spec.mjs - the hall's staff at a phone, in English and large type: each room that no other spec looks at so; and what the page
 * about the doors for other programs promises: its links open, pages of other sites read what is public and nothing else.
 */
import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { serve, open, enter, goodPage, validPage, tidy, NARROW, PHONE, WIDE } from './harness.mjs';

const server = await serve();
server.accounts = Object.fromEntries([...server.accounts.matchAll(/^ {2}(\w+)\s+(\S+)/gm)].map((m) => [m[1], m[2]]));
const text = async (address) => (await fetch(server.url + address)).text();
const first = async (address, pattern) => (await text(address)).match(pattern)?.[1];
const poll = await first('/polls', /href="(\/polls\/\w+\/\d{4}-\d+)"/);
const meetings = [...new Set((await text('/meetings')).match(/\/meetings\/\w+\/\d{4}-\d+/g))];
let called;
for (const m of meetings) if (/text\/calendar/.test((await fetch(`${server.url}${m}/meeting.ics`)).headers.get('content-type')) && !/minutes|会议记录/.test(await text(m))) called ||= m;

test('staff\'s rooms hold on a phone, in English and large type', async () => {
	const page = await enter(server, 'committee', { viewport: PHONE, lang: 'en', elder: true });
	const rooms = ['/meetings/new', `${called || meetings[0]}/change`, `${called || meetings[0]}/list`, `${poll}/desk`, `${poll}/booth`, '/roll', '/desk/units', '/desk/letters',
		'/desk/calls?older=1', '/desk/ledger', '/moderate', '/desk/templates', '/desk/intake'];
	for (const room of rooms) await goodPage(page, room, `hall-${room.split('?')[0].split('/').pop()}`);
	tidy(page);
	await page.context().close();
});

test('asking units and recording a survey hold, narrow and wide', async () => {
	for (const mode of [{ viewport: NARROW, lang: 'en' }, { viewport: WIDE }]) {
		const page = await enter(server, 'committee', mode);
		const asked = await first(`/search?q=${encodeURIComponent('652路早上')}`, /href="(\/bkhy\/\d{4}-\d+)"/);
		for (const room of [`${asked}/desk`, `${asked}/ask`, `${asked}/survey/edit`]) {
			await goodPage(page, room, `hall-${room.split('/').pop()}`);
			await validPage(page, room);
		}
		await page.context().close();
	}
});

test('the doors for other programs: every link of their page opens', async () => {
	const page = await open(server, { viewport: PHONE, lang: 'en', elder: true });
	await goodPage(page, '/api', 'hall-api');
	const links = await page.locator('main a[href^="/open311"], main a[href^="/api/v1"]').evaluateAll((v) => v.map((a) => a.getAttribute('href')));
	assert.ok(links.length >= 5, `${links}`);
	for (const address of links) {
		const answer = await page.request.get(address);
		assert.equal(answer.status(), 200, address);
		assert.match(answer.headers()['content-type'], /xml|json/, address);
	}
	await page.context().close();
});

test('a page of another site reads what is public, and cannot act', async () => {
	const other = createServer((_, r) => r.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>other</title>'));
	await new Promise((done) => other.listen(0, '127.0.0.1', done));
	after(() => other.close());
	const page = await open(server, {});
	await page.goto(`http://127.0.0.1:${other.address().port}/`);
	const said = await page.evaluate(async (url) => {
		const json = async (at) => (await fetch(url + at)).json();
		const refused = (at, more) => fetch(url + at, more).then(() => false, () => true);
		return {
			matters: (await json('/api/v1/matters?limit=2')).items.length,
			requests: Array.isArray(await json('/open311/v2/requests.json?start_date=2023-04-01T00:00:00Z&end_date=2023-05-01T00:00:00Z')),
			unknown: (await json('/api/v1/matters?nothing=1')).status,
			filed: await refused('/api/v1/matters', { method: 'POST', headers: { authorization: 'Bearer demo', 'content-type': 'application/json' }, body: '{}' }),
			signed: await refused('/desk', { credentials: 'include' }),
		};
	}, server.url);
	assert.deepEqual(said, { matters: 2, requests: true, unknown: 422, filed: true, signed: true });
	await page.context().close();
});
