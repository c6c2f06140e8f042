/*
 * every-page.spec.mjs - one sample of each kind of page that a visitor can reach by links: valid HTML in both
 * languages; axe, no sideways scroll, a tidy console in every size and mode. New pages join by being linked.
 */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { serve, open, goodPage, validHtml, doubleText, crawl, shotName, EVERYWHERE } from './harness.mjs';

const server = await serve();
const samples = await crawl(server);

test('there are pages to look at', () => assert.ok(samples.length > 0, 'none found'));

for (const sample of samples) {
	test(`${sample} is valid HTML in both languages`, async () => {
		for (const lang of ['zh', 'en']) {
			const answer = await fetch(server.url + sample, { headers: { cookie: `lang=${lang}` } });
			assert.equal(answer.status, 200);
			await validHtml(await answer.text(), `${sample} (${lang})`);
		}
	});
	for (const mode of EVERYWHERE) {
		test(`${sample} holds at ${mode.name}`, async () => {
			const page = await open(server, mode);
			try {
				await goodPage(page, sample, shotName(sample));
				if (mode.name === 'phone') await doubleText(page);
			} finally {
				await page.context().close();
			}
		});
	}
}
