// Everything that pages do in the browser. Pages work without it, but for charts.
import 'htmx.org';
import {drawCharts} from './charts.js';
import {followPage} from './live.js';
import './log.js';
import './theme.js';
import './try.js';

followPage();
drawCharts(document);
if (document.querySelector('[data-terminal]')) {
  // A file of its own: few pages need it, and it is as large as everything else but charts.
  import('./terminal.js').then(({openTerminals}) => openTerminals());
}
