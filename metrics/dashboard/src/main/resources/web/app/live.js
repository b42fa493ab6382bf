// Pages that update by themselves. The server sends the page again when it has changed; what carries
// data-live and an id, and differs, takes the place of what was there. What the viewer is using stays.
import {drawCharts, disposeCharts} from './charts.js';

// Begins to follow the page; before anything changes it, since what was sent is compared with what comes.
export function followPage() {
  if (!document.body.hasAttribute('data-live-page')) {
    return;
  }
  const sent = new Map();
  for (const element of document.querySelectorAll('[data-live][id]')) {
    sent.set(element.id, element.outerHTML);
  }
  const state = document.querySelector('.live-state');
  const word = document.querySelector('[data-live-word]');
  let source = null;

  function show(isLive) {
    state?.classList.toggle('lost', !isLive);
    if (word) {
      word.textContent = isLive ? 'live' : 'connecting…';
    }
  }

  function isInUse(element) {
    const active = document.activeElement;
    const isTyping = active && element.contains(active) && active.matches('input, textarea, select');
    const selection = getSelection();
    const isSelecting = selection && !selection.isCollapsed && element.contains(selection.anchorNode);
    return isTyping || isSelecting || element.querySelector(':popover-open') !== null;
  }

  function replace(old, html) {
    const active = old.contains(document.activeElement) ? document.activeElement : null;
    const focused = active && (active.id ? `#${CSS.escape(active.id)}`
        : active.getAttribute('href') ? `[href="${CSS.escape(active.getAttribute('href'))}"]` : null);
    const open = [...old.querySelectorAll('details[open][id]')].map((details) => details.id);
    const scrolled = [...old.querySelectorAll('[data-keep-scroll][id]')]
        .map((box) => [box.id, box.scrollTop, box.scrollTop + box.clientHeight >= box.scrollHeight - 4]);
    const ticked = [...old.querySelectorAll('input[type="checkbox"][id]:checked')].map((box) => box.id);
    disposeCharts(old);
    const holder = document.createElement('template');
    holder.innerHTML = html;
    const fresh = holder.content.firstElementChild;
    old.replaceWith(fresh);
    for (const id of open) {
      document.getElementById(id)?.setAttribute('open', '');
    }
    for (const id of ticked) {
      const box = document.getElementById(id);
      if (box) {
        box.checked = true;
      }
    }
    for (const [id, top, isAtEnd] of scrolled) {
      const box = document.getElementById(id);
      if (box) {
        box.scrollTop = isAtEnd ? box.scrollHeight : top;
      }
    }
    window.htmx?.process(fresh);
    drawCharts(fresh);
    if (focused) {
      fresh.querySelector(focused)?.focus({preventScroll: true});
    }
  }

  function update(html) {
    const page = new DOMParser().parseFromString(html, 'text/html');
    for (const element of page.querySelectorAll('[data-live][id]')) {
      const old = document.getElementById(element.id);
      const next = element.outerHTML;
      if (old && sent.get(element.id) !== next && !isInUse(old)) {
        replace(old, next);
        sent.set(element.id, next);
      }
    }
    state?.classList.remove('fresh');
    requestAnimationFrame(() => state?.classList.add('fresh'));
  }

  function open() {
    if (source || document.hidden) {
      return;
    }
    source = new EventSource(location.href);
    source.onopen = () => show(true);
    source.onmessage = (event) => update(event.data);
    source.onerror = () => show(false);
  }

  function close() {
    source?.close();
    source = null;
  }

  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
  addEventListener('pagehide', close);
  // What a filter has put there is what is followed from then on, by the page's new address.
  document.addEventListener('htmx:afterSettle', () => {
    for (const element of document.querySelectorAll('[data-live][id]')) {
      sent.set(element.id, element.outerHTML);
    }
    if (source && source.url !== location.href) {
      close();
      open();
    }
  });
  open();
}
