/*
 * harness.mjs - what every browser spec uses: a server of its own on a free port with a fresh data folder, pages of
 * the sizes and modes Qiao promises, and the checks that hold for every page (no console error, no CSP report, no
 * sideways scroll, no axe violation, valid HTML). Not here: what a page should say; that is the specs' business.
 */
import { spawn, execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { HtmlValidate } from 'html-validate';

const here = path.dirname(new URL(import.meta.url).pathname);
export const ROOT = path.resolve(here, '../..');
export const QIAO = process.env.QIAO || path.join(ROOT, 'build/qiao');
export const SHOTS = path.join(ROOT, 'build/shots');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
	'--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'];

/* The sizes and modes that every page must hold in. */
export const PHONE = { width: 390, height: 844 };
export const NARROW = { width: 320, height: 640 };
export const WIDE = { width: 1280, height: 900 };
export const EVERYWHERE = [
	{ name: 'phone', viewport: PHONE }, { name: 'narrow', viewport: NARROW }, { name: 'wide', viewport: WIDE },
	{ name: 'phone-elder', viewport: PHONE, elder: true }, { name: 'wide-elder', viewport: WIDE, elder: true },
	{ name: 'phone-en', viewport: PHONE, lang: 'en' },
];

/* ---- the server ---- */

function freePort() {
	return new Promise((done, fail) => {
		const s = createServer();
		s.on('error', fail);
		s.listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => done(port)); });
	});
}

function qiao(...args) {
	return execFileSync(QIAO, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 120000 });
}

/* The demo is loaded once for each build of the program and copied for each server: build/test-data. */
function dataFolder(demo) {
	const dir = mkdtempSync(path.join(tmpdir(), 'qiao-browser-'));
	const data = path.join(dir, 'data');
	if (!demo) {
		qiao('init', '--data', data);
		return { dir, data };
	}
	const s = statSync(QIAO);
	const kept = path.join(ROOT, 'build/test-data', `demo-${s.size}-${Math.floor(s.mtimeMs)}`);
	if (!existsSync(kept)) {
		const making = `${kept}.${process.pid}`;
		mkdirSync(path.dirname(kept), { recursive: true });
		for (const old of readdirSync(path.dirname(kept)))		/* of other builds; another spec may be making this one's */
			if (!old.startsWith(path.basename(kept))) rmSync(path.join(path.dirname(kept), old), { recursive: true, force: true });
		qiao('init', '--data', making);
		writeFileSync(`${making}.accounts`, qiao('demo', '--data', making));
		try {
			renameSync(`${making}.accounts`, `${kept}.accounts`);
			renameSync(making, kept);
		} catch (e) {
			if (!existsSync(kept)) throw e;		/* another spec was quicker */
		}
	}
	cpSync(kept, data, { recursive: true });
	return { dir, data, accounts: readFileSync(`${kept}.accounts`, 'utf8') };
}

/* The small invented district of test/flow/town.py: {login: password}. */
function townFolder() {
	const dir = mkdtempSync(path.join(tmpdir(), 'qiao-browser-'));
	const data = path.join(dir, 'data');
	const words = execFileSync('python3', [path.join(ROOT, 'test/flow/town.py'), data],
		{ encoding: 'utf8', env: { ...process.env, QIAO }, timeout: 120000 });
	return { dir, data, accounts: JSON.parse(words) };
}

/* Starts a server, with more lines of settings; it ends with the spec file (or with the test that called). {url, data,
 * accounts, qiao(...args), stop()}. town: the district of test/flow/town.py instead of the demo's. */
export async function serve({ demo = true, town = false, args = [], settings = '' } = {}) {
	const { dir, data, accounts } = town ? townFolder() : dataFolder(demo);
	if (settings) appendFileSync(path.join(data, 'qiao.conf'), settings);
	const port = await freePort();
	const url = `http://127.0.0.1:${port}`;
	const child = spawn(QIAO, ['serve', '--data', data, '--listen', `127.0.0.1:${port}`, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
	let words = '';
	child.stdout.on('data', (b) => { words += b; });
	child.stderr.on('data', (b) => { words += b; });
	let ended = null;
	const over = new Promise((done) => child.on('exit', (code, signal) => { ended = signal || code; done(); }));
	const stop = async () => {
		if (ended === null) child.kill('SIGTERM');
		await over;
		rmSync(dir, { recursive: true, force: true });
		assert.ok(ended === 0 || ended === 'SIGTERM', `the server ended with ${ended}:\n${words.slice(-3000)}`);
	};
	after(stop);
	for (let i = 0; ; i++) {
		assert.ok(ended === null && i < 600, `the server did not start (${ended}):\n${words}`);
		try {
			if ((await fetch(`${url}/healthz`)).status === 200) break;
		} catch { /* not yet */ }
		await new Promise((r) => setTimeout(r, 50));
	}
	return { url, data, accounts, stop, log: () => words, qiao: (...a) => qiao(...a, '--data', data) };
}

/* ---- the browser ---- */

let browser;
after(() => browser && browser.close());	/* of the file, not of the test that opens the first page */
async function theBrowser() {
	if (!browser) browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: FLAGS });
	return browser;
}

/* On a busy machine a click can return before the page it leads to has come: whoever clicks or presses waits for it. */
async function settled(page) {
	await new Promise((r) => setTimeout(r, 20));
	for (let i = 0; page.leaving && i < 1000; i++) await new Promise((r) => setTimeout(r, 10));
}

let patient = false;
function bePatient(page) {
	page.on('request', (r) => { if (r.isNavigationRequest() && r.frame() === page.mainFrame()) page.leaving = true; });
	page.on('domcontentloaded', () => { page.leaving = false; });
	page.on('requestfailed', (r) => { if (r.isNavigationRequest()) page.leaving = false; });
	page.on('download', () => { page.leaving = false; });
	if (patient) return;
	patient = true;
	for (const [proto, verbs] of [[Object.getPrototypeOf(page.locator('body')), ['click', 'press']], [Object.getPrototypeOf(page), ['click', 'press']]])
		for (const verb of verbs) {
			const plain = proto[verb];
			proto[verb] = async function (...args) {
				const ret = await plain.apply(this, args);
				await settled(this.page ? this.page() : this);
				return ret;
			};
		}
}

/*
 * A page in a context of its own (own cookies): {viewport, js, lang, elder}. page.troubles collects console errors,
 * uncaught exceptions, reports of the content security policy and answers of 500 and more; tidy(page) asserts none.
 */
export async function open(server, { viewport = PHONE, js = true, lang = 'zh', elder = false, name } = {}) {
	const context = await (await theBrowser()).newContext({
		baseURL: server.url, viewport, javaScriptEnabled: js, locale: lang === 'en' ? 'en-GB' : 'zh-CN',
		isMobile: false, hasTouch: viewport.width < 700, serviceWorkers: 'block',
		reducedMotion: 'reduce',	/* a page that still glides to a field moves away from under the click */
	});
	const cookies = [];
	if (lang !== 'zh') cookies.push({ name: 'lang', value: lang, url: server.url });
	if (elder) cookies.push({ name: 'mode', value: 'elder', url: server.url });
	if (cookies.length) await context.addCookies(cookies);
	const page = await context.newPage();
	page.setDefaultTimeout(20000);
	bePatient(page);
	page.troubles = [];
	page.hasScripts = js;
	page.modeName = name || `${viewport.width}${elder ? '-elder' : ''}${lang === 'en' ? '-en' : ''}${js ? '' : '-nojs'}`;
	page.on('console', (m) => {
		/* Chromium writes a line for each answer of 4xx; those are asserted where they are expected. */
		if (m.type() === 'error' && !/status of 4\d\d/.test(m.text())) page.troubles.push(`console: ${m.text()}`);
	});
	page.on('pageerror', (e) => page.troubles.push(`exception: ${e.message}`));
	page.on('response', (r) => { if (r.status() >= 500) page.troubles.push(`${r.status()} ${r.url()}`); });
	page.on('requestfailed', (r) => { if (!/ERR_ABORTED/.test(r.failure()?.errorText)) page.troubles.push(`failed: ${r.url()}`); });
	page.on('request', (r) => { if (!r.url().startsWith(server.url) && !r.url().startsWith('data:')) page.troubles.push(`foreign host: ${r.url()}`); });
	return page;
}

export function tidy(page) {
	assert.deepEqual(page.troubles, [], `${page.url()} (${page.modeName})`);
}

export async function shot(page, name) {
	mkdirSync(SHOTS, { recursive: true });
	await page.screenshot({ path: path.join(SHOTS, `${name}-${page.modeName}.png`), fullPage: true });
}

/* The text of the newest letter in the demonstration's outbox that matches; read by a browser of its own. */
export async function letter(server, pattern) {
	for (let i = 0; i < 100; i++) {
		const html = await (await fetch(`${server.url}/outbox`)).text();
		const text = html.replace(/^[^]*<main/, '').replace(/<[^>]+>/g, ' ').replace(/&amp;/g, '&').replace(/&#39;/g, "'");
		const found = text.match(pattern);
		if (found) return found;
		await new Promise((r) => setTimeout(r, 100));
	}
	assert.fail(`no letter matches ${pattern}`);
}

/* A page signed in as staff of the town: password, then the code from the outbox. */
export async function enter(server, login, mode = {}) {
	const page = await open(server, { viewport: WIDE, ...mode });
	await page.goto('/staff');
	await page.fill('#f-login', login);
	await page.fill('#f-password', server.accounts[login]);
	await page.click('main form button[type=submit]');
	if (await page.locator('#f-code').count()) {
		await page.fill('#f-code', (await letter(server, /(?:验证码|code is) (\d{6})/))[1]);
		await page.click('main form button[type=submit]');
	}
	return page;
}

/* ---- checks for every page ---- */

export async function noSideways(page) {
	const wide = await page.evaluate(() => {
		const w = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= w) return null;
		const out = [...document.body.querySelectorAll('*')].filter((e) => {
			if (e.getBoundingClientRect().right <= w + 1) return false;
			for (let p = e.parentElement; p; p = p.parentElement) if (/auto|scroll|hidden/.test(getComputedStyle(p).overflowX)) return false;
			return true;
		});
		return out.slice(0, 5).map((e) => `${e.tagName}.${e.className} “${e.textContent.trim().slice(0, 30)}”`);
	});
	assert.equal(wide, null, `${page.url()} (${page.modeName}) scrolls sideways`);
}

export async function axe(page) {
	assert.ok(page.hasScripts, 'axe needs JavaScript: without it axe.run never answers');
	await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
	await page.evaluate(AXE);
	const found = await page.evaluate(() => window.axe.run(document, {
		runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
		resultTypes: ['violations'],
	}));
	const words = found.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 160)}\n    ${n.failureSummary.replace(/\n/g, ' ')}`));
	assert.deepEqual(words, [], `${page.url()} (${page.modeName})`);
	await byKeyboard(page);
}

/* Tab reaches whatever can be pressed or filled in, in the order of the page, and what has the focus looks different. */
export async function byKeyboard(page) {
	const found = await page.evaluate(() => {
		const out = [], kinds = new Set();
		const looks = (e) => [e, e.parentElement, e.nextElementSibling].filter(Boolean).flatMap((x) => [null, '::before', '::after'].map((p) => {
			const c = getComputedStyle(x, p);
			return [c.outline, c.boxShadow, c.backgroundColor, c.borderColor, c.color, c.textDecorationLine].join();
		})).join('|');
		const name = (e) => `${e.outerHTML.slice(0, 90)}`;
		for (const e of document.querySelectorAll('[tabindex]')) if (e.tabIndex > 0) out.push(`out of turn: ${name(e)}`);
		for (const e of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
			if (e.disabled || !e.checkVisibility()) continue;
			if (e.tabIndex < 0) {	/* hidden from everybody is the button that Enter in a field means; a map's dots stand in its list again */
				const again = [...document.querySelectorAll('a:not([tabindex])')].some((x) => x.getAttribute('href') === e.getAttribute('href'));
				if (e.getAttribute('aria-hidden') !== 'true' && !again) out.push(`never reached: ${name(e)}`);
				continue;
			}
			const kind = `${e.tagName} ${e.type || ''} ${e.className} ${e.parentElement.className}`;
			if (kinds.has(kind)) continue;
			kinds.add(kind);
			document.activeElement.blur();
			const before = looks(e);
			e.focus({ preventScroll: true });
			if (document.activeElement !== e) out.push(`takes no focus: ${name(e)}`);
			else if (looks(e) === before) out.push(`looks the same with the focus: ${name(e)}`);
		}
		document.activeElement.blur();
		return out;
	});
	assert.deepEqual(found, [], `${page.url()} (${page.modeName}) by keyboard`);
}

/* tel-non-breaking wants foreign typography; the other rules are html-validate's recommended set. */
const validator = new HtmlValidate({
	extends: ['html-validate:recommended'],
	rules: { 'tel-non-breaking': 'off', 'long-title': 'off', 'no-trailing-whitespace': 'off', 'require-sri': 'off' },
});

export async function validHtml(source, name) {
	const report = await validator.validateString(source);
	const words = report.results.flatMap((r) => r.messages.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
	assert.deepEqual(words, [], `${name} is not valid HTML`);
}

/* The page as the server sent it (not the browser's repaired tree), with this page's cookies. */
export async function validPage(page, address) {
	const r = await page.request.get(address || page.url());
	await validHtml(await r.text(), address || page.url());
}

/* Text at twice its size must neither scroll sideways nor be cut. */
export async function doubleText(page) {
	await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
	await noSideways(page);
	await page.evaluate(() => { document.documentElement.style.fontSize = ''; });
}

/* Everything that must hold for a page at one address, in one mode. */
export async function goodPage(page, address, shotName) {
	const answer = await page.goto(address);
	assert.ok(answer.status() < 400, `${address} answered ${answer.status()}`);
	await noSideways(page);
	if (shotName) await shot(page, shotName);
	await axe(page);
	tidy(page);
}

/* "/bhsq/2023-12" → "bhsq-2023-12", "/" → "home". */
export const shotName = (address) => address.replace(/^\//, '').replace(/[^\w一-龥-]+/g, '-').replace(/-$/, '') || 'home';

/*
 * One address for each kind of HTML page reachable by links from start, with this cookie: segments with digits and all
 * queries of a path count as one kind. Read with a plain GET, as a search engine would.
 */
export async function crawl(server, { start = ['/'], cookie = '', skip = /^\/(sign-?out|static|set\b)/, limit = 80 } = {}) {
	const kind = (u) => u.pathname.replace(/[^/]*\d[^/]*/g, 'N') + (u.search ? '?' : '');
	const seen = new Set(), todo = [...start], found = [];
	while (todo.length && found.length < limit) {
		const u = new URL(todo.shift(), server.url);
		if (u.origin !== server.url || skip.test(u.pathname) || seen.has(kind(u))) continue;
		seen.add(kind(u));
		const answer = await fetch(u, { headers: cookie ? { cookie } : {} });
		if (!(answer.headers.get('content-type') || '').startsWith('text/html')) continue;
		const here = new URL(answer.url);
		if (answer.redirected) {
			if (seen.has(kind(here))) continue;
			seen.add(kind(here));
		}
		found.push(here.pathname + here.search);
		for (const [, href] of (await answer.text()).matchAll(/<a\b[^>]*?\bhref="([^"#]*)/g))
			if (!/^(tel|mailto|data|sms):/.test(href)) todo.push(new URL(href.replace(/&amp;/g, '&'), here).href);
	}
	return found;
}

/* Tab until what has the focus is called so; its name as a reader with a screen reader hears it, roughly. */
export async function tabTo(page, pattern, tag = '', most = 120) {
	for (let i = 0; i < most; i++) {
		const [stop] = await tabStops(page, 1);
		if (pattern.test(stop) && (!tag || await page.evaluate(() => document.activeElement.tagName) === tag)) return;
	}
	assert.fail(`${page.url()}: ${most} times Tab and no ${pattern}; ${(await tabStops(page, 40)).join(' · ')}`);
}

/* Walks by Tab and names what has the focus; the same thing twice ends the walk. */
export async function tabStops(page, n) {
	const stops = [];
	for (let i = 0; i < n; i++) {
		await page.keyboard.press('Tab');
		stops.push(await page.evaluate(() => {
			const e = document.activeElement;
			return e === document.body ? '' : (e.getAttribute('aria-label') || [...(e.labels || [])].map((l) => l.innerText).join(' ') || e.innerText || e.name || e.id || e.tagName).trim().slice(0, 40);
		}));
	}
	return stops;
}
