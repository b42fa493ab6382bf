// Sends what the form holds to the model and shows the answer as it came.
const form = document.getElementById('try-form');
if (form) {
  const status = document.getElementById('status');
  const answer = document.getElementById('answer');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const start = performance.now();
    status.textContent = 'Asking…';
    try {
      const response = await fetch(form.dataset.address, {
        method: 'POST',
        headers: {'Content-Type': 'application/json'},
        body: document.getElementById('body').value,
      });
      const text = await response.text();
      answer.textContent = pretty(text);
      answer.classList.toggle('failed', !response.ok);
      status.textContent = `${response.status} in ${(performance.now() - start).toFixed(1)} ms`;
    } catch (error) {
      answer.textContent = '';
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
