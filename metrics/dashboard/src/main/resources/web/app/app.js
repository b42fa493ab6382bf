// Everything that pages do in the browser. Pages work without it, but for charts.
import 'htmx.org';
import {drawCharts} from './charts.js';
import {followPage} from './live.js';
import './log.js';
import './theme.js';
import './try.js';

followPage();
drawCharts(document);

// Where the menu is wider than the window, the section that is shown is in sight.
const menu = document.querySelector('.masthead nav ul');
const current = menu?.querySelector('[aria-current]');
if (current && current.offsetLeft + current.offsetWidth > menu.clientWidth) {
  menu.scrollLeft = current.offsetLeft + current.offsetWidth / 2 - menu.clientWidth / 2;
}
