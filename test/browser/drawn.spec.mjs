/* drawn.spec.mjs - what staff add to the map: the picture is pressed, with a script and without, and what was typed stays. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { serve, enter, goodPage, axe, tidy, PHONE, WIDE } from './harness.mjs';

const server = Object.assign(await serve(), { accounts: { grid: 'hongqiao-qiao-2023' } });	/* the demonstration's */

for (const mode of [{ viewport: PHONE, js: false }, { viewport: WIDE, lang: 'en', elder: true }]) {
	test(`the picture is pressed at ${mode.viewport.width} px`, async () => {
		const page = await enter(server, 'grid', mode);

		if (mode.js === false)
			await page.goto('/desk/walk');
		else
			await goodPage(page, '/desk/walk', 'drawn');
		await page.locator('input[value=gate]').check();
		await page.locator('#f-hours').fill('06:00-22:00');
		await page.locator('input[type=image]').click({ position: { x: 100, y: 60 } });
		assert.match(await page.locator('#f-lat').inputValue(), /^39\.\d+$/);
		assert.equal(await page.locator('#f-hours').inputValue(), '06:00-22:00');
		if (mode.js !== false) {
			await axe(page);
			await goodPage(page, '/desk/rules?book=siting', 'rules-siting');
		}
		tidy(page);
		await page.context().close();
	});
}
