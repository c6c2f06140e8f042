/* Enhancement only; every job works without this file. Strict CSP: no styles set, nothing fetched. */
(function () {
	/* Read the page aloud, sentence by sentence. The button stays hidden where the browser cannot speak. */
	var b = document.querySelector('[data-read]'), s = window.speechSynthesis;
	if (b && s && window.SpeechSynthesisUtterance) {
		var stop = function () { s.cancel(); b.textContent = b.getAttribute('data-read'); b.setAttribute('aria-pressed', 'false'); };
		b.hidden = false;
		b.addEventListener('click', function () {
			if (b.getAttribute('aria-pressed') === 'true') { stop(); return; }
			var parts = document.getElementById('main').innerText.split(/[\n。！？；]|[.!?]\s/).filter(function (t) { return t.trim(); });
			parts.forEach(function (t, i) {
				var u = new SpeechSynthesisUtterance(t);
				u.lang = document.documentElement.lang; u.rate = 0.9;
				if (i === parts.length - 1) u.onend = stop;
				s.speak(u);
			});
			b.textContent = b.getAttribute('data-stop'); b.setAttribute('aria-pressed', 'true');
		});
		window.addEventListener('pagehide', function () { s.cancel(); });
	}
	/* Chosen pictures: small preview on a canvas (needs no blob: in the CSP), name, size, and a word when it is too big. */
	[].forEach.call(document.querySelectorAll('input[type=file][data-max]'), function (f) {
		var list = document.createElement('ul'), max = +f.getAttribute('data-max');
		list.className = 'q-picked'; list.setAttribute('aria-live', 'polite');
		f.parentNode.insertBefore(list, f.nextSibling);
		f.addEventListener('change', function () {
			list.textContent = '';
			[].forEach.call(f.files, function (p) {
				var li = document.createElement('li'), big = p.size > max;
				li.textContent = p.name + ' · ' + (p.size / 1048576).toFixed(1) + ' MB' + (big ? ' · ' + f.getAttribute('data-big') : '');
				if (big) li.className = 'is-big';
				list.appendChild(li);
				if (window.createImageBitmap && /^image\//.test(p.type)) createImageBitmap(p).then(function (m) {
					var c = document.createElement('canvas'), k = 140 / Math.max(m.width, m.height);
					c.width = m.width * k; c.height = m.height * k;
					c.getContext('2d').drawImage(m, 0, 0, c.width, c.height);
					li.insertBefore(c, li.firstChild);
				}).catch(function () {});
			});
		});
	});
	/* Where the phone is: asked for only when the button is pressed. */
	[].forEach.call(document.querySelectorAll('[data-here]'), function (h) {
		var form = h.form, say = form.querySelector('[data-here-say]');
		if (!navigator.geolocation || !form.lat) return;
		h.hidden = false;
		h.parentNode.className = 'govuk-form-group';
		h.addEventListener('click', function () {
			say.textContent = h.getAttribute('data-wait');
			navigator.geolocation.getCurrentPosition(function (p) {
				form.lat.value = p.coords.latitude.toFixed(5); form.lon.value = p.coords.longitude.toFixed(5);
				say.textContent = h.getAttribute('data-here');
			}, function () { say.textContent = h.getAttribute('data-fail'); }, { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
		});
	});
})();
