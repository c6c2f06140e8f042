/* plan.spec.mjs - the plan's page: what people say about each version, in every size; a comment is written with and without JavaScript. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { serve, open, goodPage, noSideways, axe, shot, validPage, tidy, doubleText, EVERYWHERE, PHONE, WIDE } from './harness.mjs';

const server = await serve();

/* The demonstration's stop: settled in its second version, with words about the first. And one plan that is open still. */
async function find(page, words) {
	await page.goto(`/search?q=${encodeURIComponent(words)}`);
	return page.locator('.q-hit h3 a', { hasText: words }).first().getAttribute('href');
}

for (const mode of EVERYWHERE)
	test(`words about a version hold at ${mode.name}`, async () => {
		const page = await open(server, mode);
		const stop = await find(page, '希望在小区附近设一个公交站');
		await goodPage(page, `${stop}/plan`, 'plan');
		await doubleText(page);
		await page.locator('aside a[href$="v=1"]').click();
		assert.match(await page.locator('main').innerText(), /永乐桥站挪走了/);
		assert.equal(await page.locator('main form').count(), 0, 'a settled plan takes no more comments');
		await noSideways(page);
		await shot(page, 'plan-1');
		await axe(page);
		await validPage(page);
		tidy(page);
		await page.context().close();
	});

for (const js of [true, false])
	test(`somebody comments ${js ? 'with' : 'without'} JavaScript`, async () => {
		const page = await open(server, { viewport: js ? WIDE : PHONE, js });
		await page.goto('/hall?state=planning');
		await page.locator('.q-hit h3 a').first().click();
		await page.locator('a[href$="/plan"]').first().click();
		await page.locator('#f-body').fill(js ? '希望晚上也照得到。' : '希望早一点装好。');
		await page.locator('form[action$="/plan/comment"] button').press('Enter');
		await page.waitForURL(/plan\?v=\d+/);
		assert.match(await page.locator('#say ~ ul').innerText(), js ? /希望晚上也照得到/ : /希望早一点装好/);
		await shot(page, 'plan-said');
		if (js) await axe(page);
		await validPage(page);
		tidy(page);
		await page.context().close();
	});
