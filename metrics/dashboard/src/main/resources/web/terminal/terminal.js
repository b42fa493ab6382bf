// Terminals in a page, in a file of its own since few pages need it: xterm.js on a WebSocket. Bytes go and come as binary messages; as text go
// the size of the window, and comes the end of what ran.
import {Terminal} from 'xterm';

const LEAST_COLUMNS = 20;
const LEAST_ROWS = 5;
const NORMAL_END = 1000;
// What comes faster than it can be shown is left out past this many bytes.
const MOST_WAITING = 16 << 20;
// Keys that are pressed while a connection is made.
const MOST_EARLY = 1_000;

const encoder = new TextEncoder();

for (const box of document.querySelectorAll('[data-terminal]')) {
  open(box);
}

// A variable of the style sheet as a colour that a canvas understands.
function colour(name) {
  const element = document.createElement('i');
  element.style.color = `var(${name})`;
  document.body.append(element);
  const {color} = getComputedStyle(element);
  element.remove();
  return color;
}

function theme() {
  const [ink, paper, accent] = ['--ink', '--sunken', '--accent'].map(colour);
  const [blue, cyan, yellow, magenta, green, grey] = [1, 2, 3, 4, 5, 6].map((i) => colour(`--series-${i}`));
  const red = colour('--bad');
  return {
    background: paper, foreground: ink, cursor: accent, cursorAccent: paper, selection: accent.replace(/rgb\((.*)\)/, 'rgba($1, 0.35)'),
    black: '#1c1e22', red, green, yellow, blue, magenta, cyan, white: '#e9e7e2',
    brightBlack: grey, brightRed: red, brightGreen: green, brightYellow: yellow, brightBlue: blue,
    brightMagenta: magenta, brightCyan: cyan, brightWhite: '#ffffff',
  };
}

function open(box) {
  const word = document.querySelector('[data-terminal-word]');
  const again = document.querySelector('[data-terminal-again]');
  const reader = document.querySelector('[data-terminal-reader]');
  const terminal = new Terminal({
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'), fontSize: 14,
    theme: theme(), cursorBlink: false, scrollback: 10_000, minimumContrastRatio: 4.5,
  });
  let socket = null;
  let early = [];
  let waiting = 0;
  let leftOut = 0;
  let exit = null;
  let problem = '';

  terminal.open(box);
  terminal.attachCustomKeyEventHandler(onKey);
  terminal.onData((text) => type(encoder.encode(text)));
  terminal.onBinary((text) => type(Uint8Array.from(text, (character) => character.charCodeAt(0))));
  terminal.onResize(({cols, rows}) => send(JSON.stringify({columns: cols, rows})));

  function show(text) {
    word.textContent = text;
  }

  function send(message) {
    if (socket?.readyState === WebSocket.OPEN) {
      socket.send(message);
    }
  }

  // What is typed before there is a connection goes when there is one.
  function type(bytes) {
    if (socket?.readyState === WebSocket.CONNECTING && early.length < MOST_EARLY) {
      early.push(bytes);
    } else {
      send(bytes);
    }
  }

  // As many columns and rows as there is space for: a cell is as large as the screen says that it is.
  function fit() {
    const screen = box.querySelector('.xterm-screen');
    const style = getComputedStyle(box);
    const width = box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const height = box.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
    const bar = box.querySelector('.xterm-viewport').offsetWidth - box.querySelector('.xterm-scroll-area').offsetWidth;
    if (!screen.offsetWidth || !screen.offsetHeight) {
      return;
    }
    const columns = Math.max(LEAST_COLUMNS, Math.floor((width - bar) / (screen.offsetWidth / terminal.cols)));
    const rows = Math.max(LEAST_ROWS, Math.floor(height / (screen.offsetHeight / terminal.rows)));
    if (columns !== terminal.cols || rows !== terminal.rows) {
      terminal.resize(columns, rows);
    }
  }

  function onKey(event) {
    if (event.type !== 'keydown') {
      return true;
    }
    if (event.key === 'F6' && event.shiftKey) {
      event.preventDefault();
      (again.hidden ? reader : again).focus();
      return false;
    }
    if (event.ctrlKey && event.shiftKey && event.code === 'KeyC' && terminal.hasSelection()) {
      event.preventDefault();
      navigator.clipboard?.writeText(terminal.getSelection());
      return false;
    }
    // The browser pastes by itself, if the terminal lets it.
    return !(event.ctrlKey && event.shiftKey && event.code === 'KeyV');
  }

  function write(bytes) {
    if (waiting > MOST_WAITING) {
      leftOut += bytes.length;
      return;
    }
    waiting += bytes.length;
    terminal.write(bytes, () => {
      waiting -= bytes.length;
      if (waiting === 0 && leftOut > 0) {
        terminal.write(`\r\n[${leftOut} bytes came faster than they could be shown]\r\n`);
        leftOut = 0;
      }
    });
  }

  function connect() {
    again.hidden = true;
    exit = null;
    problem = '';
    show('connecting…');
    fit();
    const address = new URL(box.dataset.terminal, location.href);
    address.protocol = address.protocol.replace('http', 'ws');
    address.search = new URLSearchParams({tty: 'true', columns: terminal.cols, rows: terminal.rows});
    socket = new WebSocket(address);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      show('connected');
      // The window may have changed while the connection was made.
      send(JSON.stringify({columns: terminal.cols, rows: terminal.rows}));
      early.splice(0).forEach(send);
      terminal.focus();
    };
    socket.onmessage = ({data}) => {
      if (typeof data === 'string') {
        const said = JSON.parse(data);
        exit = said.exitCode ?? exit;
        problem = said.problem ?? problem;
      } else {
        write(new Uint8Array(data));
      }
    };
    socket.onclose = (event) => {
      socket = null;
      early = [];
      again.hidden = false;
      const isOver = exit !== null || event.code === NORMAL_END;
      again.textContent = isOver ? 'Open another' : 'Connect again';
      show(isOver ? `the shell ended${exit === null ? '' : ` with exit code ${exit}`}`
          : `the connection is lost${problem || event.reason ? `: ${problem || event.reason}` : ''}`);
    };
  }

  again.addEventListener('click', () => {
    // What was there stays; what a program has left of its modes does not.
    terminal.write('\x1b[?1049l\x1b[!p\r\n');
    connect();
  });
  reader.addEventListener('click', () => {
    const isOn = reader.getAttribute('aria-pressed') !== 'true';
    reader.setAttribute('aria-pressed', String(isOn));
    terminal.setOption('screenReaderMode', isOn);
    terminal.focus();
  });
  new ResizeObserver(fit).observe(box);
  document.addEventListener('heddle:theme', () => terminal.setOption('theme', theme()));
  addEventListener('pagehide', () => socket?.close());
  connect();
}
