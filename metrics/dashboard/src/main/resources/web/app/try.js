// Sends what a form holds to a model and shows the answer as it came.
for (const form of document.querySelectorAll('[data-try]')) {
  const status = form.querySelector('[role="status"]');
  const answer = form.querySelector('pre');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const start = performance.now();
    status.textContent = 'Asking…';
    try {
      const response = await fetch(form.dataset.try, {
        method: 'POST',
        headers: {'Content-Type': 'application/json'},
        body: form.querySelector('textarea').value,
      });
      const text = await response.text();
      answer.hidden = false;
      answer.textContent = pretty(text);
      answer.classList.toggle('bad-text', !response.ok);
      const id = response.headers.get('X-Request-Id');
      status.textContent = `${response.status} in ${(performance.now() - start).toFixed(1)} ms${id ? `, request ${id}` : ''}`;
    } catch (error) {
      answer.hidden = true;
      status.textContent = `The platform cannot be reached: ${error.message}`;
    }
  });
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
