// Logs that follow: what comes is added at the end. Who has scrolled up stays there, who is at the
// end stays at the end.
const MOST = 2_000_000;

for (const box of document.querySelectorAll('[data-follow]')) {
  follow(box);
}

function follow(box) {
  const word = document.querySelector('[data-follow-word]');
  let next = box.dataset.next;
  let source = null;
  let isOver = box.dataset.ended === 'true';
  let length = box.textContent.length;
  box.scrollTop = box.scrollHeight;

  function show(text) {
    if (word) {
      word.textContent = text;
    }
  }

  function add(text) {
    const isAtEnd = box.scrollTop + box.clientHeight >= box.scrollHeight - 8;
    const top = box.scrollTop;
    box.append(text);
    length += text.length;
    while (isAtEnd && length > MOST && box.childNodes.length > 1) {
      length -= box.firstChild.textContent.length;
      box.firstChild.remove();
    }
    box.scrollTop = isAtEnd ? box.scrollHeight : top;
  }

  function take(event) {
    const part = JSON.parse(event.data);
    next = String(part.next);
    if (part.text) {
      add(part.text);
    }
    if (part.ended) {
      isOver = true;
      close();
      show('complete');
    }
  }

  function open() {
    if (source || isOver || document.hidden) {
      return;
    }
    const address = box.dataset.follow;
    source = new EventSource(`${address}${address.includes('?') ? '&' : '?'}from=${next}`);
    source.onopen = () => show('follows');
    source.onmessage = take;
    source.addEventListener('anew', (event) => {
      box.replaceChildren();
      length = 0;
      take(event);
    });
    source.onerror = () => show('connecting…');
  }

  function close() {
    source?.close();
    source = null;
  }

  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
  addEventListener('pagehide', close);
  open();
}
