/*
 * every-page.spec.mjs - one sample of each kind of page that a visitor can reach by links: valid HTML in both
 * languages; no sideways scroll and a tidy console in every size and mode. New pages join by being linked. axe is
 * the dear check (a second a page): it looks at each page on a phone and in one of the other sizes and modes by
 * turns; AXE=all looks everywhere (by hand, four minutes more).
 */
import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { serve, open, axe, noSideways, shot, tidy, validHtml, doubleText, crawl, shotName, EVERYWHERE } from './harness.mjs';

const ALWAYS = ['phone'];
const server = await serve();
const samples = await crawl(server);
const pages = {};
for (const mode of EVERYWHERE) pages[mode.name] = await open(server, mode);
const turns = EVERYWHERE.map((m) => m.name).filter((n) => !ALWAYS.includes(n));

test('there are pages to look at', () => assert.ok(samples.length > 30, `only ${samples}`));

for (const [i, sample] of samples.entries()) {
	test(`${sample} is valid HTML in both languages`, async () => {
		for (const lang of ['zh', 'en']) {
			const answer = await fetch(server.url + sample, { headers: { cookie: `lang=${lang}` } });
			assert.equal(answer.status, 200);
			await validHtml(await answer.text(), `${sample} (${lang})`);
		}
	});
	test(`${sample} holds in every size and mode`, async () => {
		for (const { name } of EVERYWHERE) {
			const page = pages[name];
			page.troubles.length = 0;
			const answer = await page.goto(sample);
			assert.ok(answer.status() < 400, `${sample} answered ${answer.status()}`);
			await noSideways(page);
			if (name === 'phone') await doubleText(page);
			if (name === 'phone' || name === 'wide') await shot(page, shotName(sample));
			if (process.env.AXE === 'all' || ALWAYS.includes(name) || turns[i % turns.length] === name) await axe(page);
			tidy(page);
		}
	});
}
after(async () => { for (const page of Object.values(pages)) await page.context().close(); });
