// Looks at the gallery: wraps every ui/gallery/NAME.html in the frame, serves it on loopback under the program's CSP,
// photographs it at the widths and modes that count and fails on axe violations, sideways scroll, small targets and
// invalid HTML.
//   node shots.mjs [--quick] [--serve] [NAME…]      pictures: build/gallery/NAME-WIDTH[-elder|-200|-print].png
//   node shots.mjs [--quick] --site=http://127.0.0.1:8652 [--lang=en] [--cookie=NAME=VALUE] /PATH…     the same look at the running program
import { createServer } from 'node:http';
import { readFileSync, readdirSync, mkdirSync, existsSync } from 'node:fs';
import { dirname, join, basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRequire } from 'node:module';

const here = dirname(fileURLToPath(import.meta.url)), require = createRequire(import.meta.url);
const root = join(here, '..'), out = join(root, 'build', 'gallery');
const flags = process.argv.slice(2).filter((a) => a.startsWith('--')), wanted = process.argv.slice(2).filter((a) => !a.startsWith('--'));
const option = (n) => (flags.find((f) => f.startsWith(`--${n}=`)) || '').slice(n.length + 3), site = option('site');
const CSP = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const types = { css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml', html: 'text/html' };

const mark = readFileSync(join(root, 'src/web/static/mark.svg'), 'utf8').replace(/<svg [^>]*>/, '<svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">').replace(/<(\w+)([^>]*)\/>/g, '<$1$2></$1>');
const icon = (n) => `<svg class="q-ico" aria-hidden="true" focusable="false"><use href="/static/icons.svg#${n}"></use></svg>`;
const qr = readFileSync(join(here, 'gallery/pictures/qr.svg'), 'utf8').trim();
const menus = {
	resident: [['home', '首页'], ['hall', '议事厅'], ['file', '提建议'], ['mine', '我的'], ['sign-in', '登录']],
	staff: [['desk', '工作台'], ['hall', '议事厅'], ['meetings', '会议'], ['moderate', '留言审核'], ['mine', '我的']],
	admin: [['users', '账号'], ['outbox', '没发出的消息'], ['log', '查阅记录']],
	none: [],
};

// The same as src/web/html/frame_*.html.
function page(name, elder) {
	let text = readFileSync(join(here, 'gallery', name + '.html'), 'utf8');
	const [, title, nav = '', who = 'resident'] = text.match(/^<!--\s*([^|]*?)\s*(?:\|\s*(.*?)\s*)?(?:\|\s*(.*?)\s*)?-->/) || [];
	const items = menus[who].map(([id, label]) => `<li><a href="/${id}"${id === nav ? ' aria-current="true"' : ''}>${label}</a></li>`).join('');
	const menu = items && `<nav class="q-nav" aria-label="栏目"><div class="q-wrap"><ul>${items}</ul></div></nav>`;
	text = text.replace(/\{\{icon (\w+)\}\}/g, (_, n) => icon(n)).replace(/\{\{qr\}\}/g, qr);
	if (elder) text = text.replace(/<details class="q-fold" open>/g, '<details class="q-fold">');
	return `<!DOCTYPE html>
<html lang="zh-CN" data-mode="${elder ? 'elder' : 'standard'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"><meta name="format-detection" content="telephone=no"><meta name="theme-color" content="#073f70"><title>${title} - 连心桥</title><link rel="icon" href="/static/mark.svg" type="image/svg+xml"><link rel="stylesheet" href="/static/qiao.css"><script defer src="/static/qiao.js"></script></head>
<body><a href="#main" class="govuk-skip-link">跳到正文</a>
<header class="q-top"><div class="q-wrap q-top__row"><a class="q-brand" href="/">${mark}<span>连心桥<small>桥北区</small></span></a><div class="q-tools" role="group" aria-label="阅读辅助"><a href="/set?mode=elder">${elder ? '标准版' : '长者版'}</a><button type="button" hidden aria-pressed="false" data-read="朗读" data-stop="停止">朗读</button><a href="/set?lang=en" lang="en" hreflang="en">EN</a></div></div></header>
${elder ? '' : menu}<div class="q-wrap"><main id="main" tabindex="-1">
${text}
</main>${elder ? menu : ''}</div>
<footer class="q-foot"><div class="q-wrap"><p class="q-foot__help">需要帮忙？打社区电话 <a class="q-foot__tel" href="tel:000-0000-0000">000-0000-0000</a></p><p>紧急情况请打 110、119、120。</p><ul><li><a href="/privacy">个人信息怎么用</a></li><li><a href="/accessibility">无障碍说明</a></li><li><a href="/proof">记录有没有被改过</a></li></ul><p class="q-foot__notice">演示：数据为虚构。</p></div></footer></body></html>`;
}

function serve() {
	return new Promise((done) => {
		const s = createServer((rq, rs) => {
			const path = decodeURIComponent(new URL(rq.url, 'http://x').pathname), elder = rq.url.includes('elder=1');
			const file = path.startsWith('/static/') ? join(root, 'src/web', path) : path.startsWith('/pictures/') ? join(here, 'gallery', path) : '';
			const name = basename(path) || 'home';
			if (file && existsSync(file)) {
				rs.writeHead(200, { 'content-type': types[file.split('.').pop()] }).end(readFileSync(file));
			} else if (existsSync(join(here, 'gallery', name + '.html'))) {
				rs.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': CSP }).end(page(name, elder));
			} else {
				rs.writeHead(404).end();
			}
		}).listen(flags.includes('--serve') ? 8700 : 0, '127.0.0.1', () => done(s));
	});
}

// In the page: what spills over the side, and targets smaller than 44 px that are no link in a sentence.
function look() {
	const w = document.documentElement.clientWidth, spill = [], small = [];
	if (document.documentElement.scrollWidth > w + 1) {
		for (const e of document.body.querySelectorAll('*')) {
			const r = e.getBoundingClientRect();
			if (r.width && r.right > w + 1 && !e.closest('.q-scroll, svg, .q-vh')) spill.push(e.tagName + '.' + (e.getAttribute('class') || '') + ' ' + Math.round(r.right));
		}
	}
	for (const e of document.querySelectorAll('main a, main button, main summary, header a, header button, nav a')) {
		const r = e.getBoundingClientRect();
		if (r.width && r.height < 43.5 && !e.closest('h2, h3, p, td, th, li p, .govuk-summary-list, .q-meta, .q-hit, .govuk-error-summary, .q-crumbs') && getComputedStyle(e).position !== 'absolute') small.push((e.textContent || '').trim().slice(0, 12) + ' ' + Math.round(r.height));
	}
	return { spill: spill.slice(0, 5), small: small.slice(0, 5), h1: document.querySelectorAll('h1').length };
}

async function main() {
	const { chromium } = require('playwright-core');
	const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
	const { HtmlValidate } = require('html-validate');
	const check = new HtmlValidate({ extends: ['html-validate:standard'], rules: { 'tel-non-breaking': 'off', 'long-title': 'off', 'require-sri': 'off', 'no-trailing-whitespace': 'off', 'void-style': 'off' } });
	const names = wanted.length ? wanted : readdirSync(join(here, 'gallery')).filter((f) => f.endsWith('.html')).map((f) => f.slice(0, -5));
	mkdirSync(out, { recursive: true });
	const server = site ? null : await serve(), base = site || `http://127.0.0.1:${server.address().port}`;
	if (flags.includes('--serve')) { console.log(base + '/' + names[0]); return; }
	const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
	const views = [[390], [1280], [320], [390, 'elder'], [1280, 'elder'], [320, 'elder'], [390, '200']].filter((v) => !flags.includes('--quick') || v[0] === 390 || (v[0] === 1280 && !v[1]));
	let bad = 0, seen = 0;
	const fail = (where, what) => { bad++; console.log(`${where}: ${what}`); };
	for (const name of names) {
		const shown = site ? 'site' + name.replace(/[^\w-]+/g, '_') + (option('lang') ? '-' + option('lang') : '') : name;
		const html = site ? await (await fetch(base + name, { headers: { cookie: [option('cookie'), option('lang') && 'lang=' + option('lang')].filter(Boolean).join('; ') } })).text() : page(name, false);
		const report = await check.validateString(html, name);
		for (const m of report.results.flatMap((r) => r.messages)) fail(name, `html ${m.ruleId}: ${m.message} (line ${m.line})`);
		for (const [width, mode] of views) {
			const where = `${shown}-${width}${mode ? '-' + mode : ''}`;
			const ctx = await browser.newContext({ viewport: { width, height: 844 }, locale: 'zh-CN' });
			const cookie = (n, value) => ctx.addCookies([{ name: n, value, url: base }]);
			if (site && mode === 'elder') await cookie('mode', 'elder');
			if (option('lang')) await cookie('lang', option('lang'));
			if (option('cookie')) await cookie(...option('cookie').split(/=(.*)/).slice(0, 2));
			const p = await ctx.newPage();
			p.on('console', (m) => { if (m.type() === 'error' && !/status of 404/.test(m.text())) fail(where, m.text()); });
			await p.goto(site ? base + name : `${base}/${name}${mode === 'elder' ? '?elder=1' : ''}`, { waitUntil: 'load' });
			if (mode === '200') await p.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
			await p.evaluate(() => { const b = document.querySelector('[data-read]'); if (b) b.hidden = false; });
			await p.screenshot({ path: join(out, where + '.png'), fullPage: true });
			await p.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
			const l = await p.evaluate(look);
			seen++;
			if (l.h1 !== 1) fail(where, `${l.h1} h1`);
			if (l.spill.length) fail(where, 'sideways: ' + l.spill.join(' | '));
			if (l.small.length && mode !== '200') fail(where, 'small targets: ' + l.small.join(' | '));
			await p.evaluate(axe);
			const r = await p.evaluate(() => window.axe.run({ runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] } }));
			for (const v of r.violations) fail(where, `axe ${v.id}: ${v.nodes.length} × ${v.nodes[0].html.slice(0, 120)} ${(v.nodes[0].any[0] || v.nodes[0].all[0] || v.nodes[0].none[0] || {}).message || ''}`);
			if (/poster|paper/.test(name) && width === 390 && !mode) { await p.emulateMedia({ media: 'print' }); await p.setViewportSize({ width: 794, height: 1123 }); await p.pdf({ path: join(out, name + '.pdf'), format: 'A4', preferCSSPageSize: true }); await p.screenshot({ path: join(out, name + '-print.png') }); }
			await ctx.close();
		}
	}
	await browser.close();
	if (server) server.close();
	console.log(`${names.length} pages, ${seen} views, ${bad} faults; pictures in build/gallery`);
	process.exit(bad || !seen ? 1 : 0);
}
main();
