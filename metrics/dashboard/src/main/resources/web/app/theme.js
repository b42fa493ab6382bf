// Dark or light, as the viewer chose; the server reads the cookie, so that no page flashes.
const root = document.documentElement;

document.querySelector('[data-theme-toggle]')?.addEventListener('click', () => {
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  const next = (root.dataset.theme ?? system) === 'dark' ? 'light' : 'dark';
  root.dataset.theme = next;
  document.cookie = `heddle_theme=${next}; path=/; max-age=31536000; samesite=lax`;
  document.dispatchEvent(new Event('heddle:theme'));
});
matchMedia('(prefers-color-scheme: dark)')
    .addEventListener('change', () => document.dispatchEvent(new Event('heddle:theme')));
