// Charts. A figure holds its data as JSON, which the server wrote; this draws it, and can show it as
// a table. Colours come from the style sheet.
import * as echarts from 'echarts/core';
import {BarChart, HeatmapChart, LineChart, ParallelChart, ScatterChart} from 'echarts/charts';
import {
  AriaComponent, DataZoomComponent, GridComponent, LegendComponent, MarkLineComponent,
  ParallelComponent, TooltipComponent, VisualMapComponent,
} from 'echarts/components';
import {CanvasRenderer} from 'echarts/renderers';

echarts.use([
  BarChart, HeatmapChart, LineChart, ParallelChart, ScatterChart, AriaComponent, DataZoomComponent,
  GridComponent, LegendComponent, MarkLineComponent, ParallelComponent, TooltipComponent,
  VisualMapComponent, CanvasRenderer,
]);

const probe = document.createElement('canvas').getContext('2d');

// A variable of the style sheet as a colour that a canvas understands.
function colour(name) {
  const element = document.createElement('i');
  element.style.color = `var(${name})`;
  document.body.append(element);
  const value = getComputedStyle(element).color;
  element.remove();
  probe.fillStyle = value;
  return probe.fillStyle;
}

function palette() {
  return {
    ink: colour('--ink'), muted: colour('--muted'), line: colour('--line'), bad: colour('--bad'),
    surface: colour('--surface'), accent: colour('--accent'), soft: colour('--accent-soft'),
    series: [1, 2, 3, 4, 5, 6].map((i) => colour(`--series-${i}`)),
  };
}

const compact = new Intl.NumberFormat('en', {notation: 'compact', maximumSignificantDigits: 3});
const exact = new Intl.NumberFormat('en', {maximumSignificantDigits: 6});

function written(value, unit) {
  if (value === null || value === undefined || Number.isNaN(value)) {
    return '–';
  }
  if (typeof value !== 'number') {
    return String(value);
  }
  if (unit === '%') {
    return `${exact.format(Math.round(value * 10000) / 100)} %`;
  }
  return `${exact.format(value)}${unit ? ` ${unit}` : ''}`;
}

function seriesColour(colours, series, index) {
  if (series.role === 'bad') {
    return colours.bad;
  }
  const place = series.place ? series.place - 1 : index;
  return series.role === 'baseline' ? colours.muted : colours.series[place % colours.series.length];
}

function axisBase(colours) {
  return {
    axisLine: {lineStyle: {color: colours.line}},
    axisTick: {show: false},
    axisLabel: {color: colours.muted, fontSize: 11, hideOverlap: true},
    splitLine: {lineStyle: {color: colours.line, width: 1}},
    nameTextStyle: {color: colours.muted, fontSize: 11},
  };
}

function tooltip(colours, extra) {
  return {
    renderMode: 'richText', confine: true, backgroundColor: colours.surface,
    borderColor: colours.line, textStyle: {color: colours.ink, fontSize: 12}, ...extra,
  };
}

// A short line as high as the text beside it: a legend that scrolls cuts what is higher than this.
const LINE = 'path://M0,5H12V9H0ZM0,0H0.01V0.01H0ZM12,14H12.01V14.01H12Z';

function legend(colours, data) {
  const show = data.series.length > 1;
  return {
    show, top: 0, right: 0, type: 'scroll', icon: LINE, itemWidth: 12, itemHeight: 14,
    textStyle: {color: colours.muted, fontSize: 11}, pageTextStyle: {color: colours.muted},
  };
}

function numeric(colours, data, name) {
  return {
    type: data.logarithmic ? 'log' : 'value', ...axisBase(colours), scale: Boolean(data.scaled),
    name, axisLabel: {
      ...axisBase(colours).axisLabel,
      formatter: (value) => (data.unit === '%' ? `${compact.format(value * 100)} %` : compact.format(value)),
    },
  };
}

// Whether a point has a gap on both sides, so that no line would show it.
function isAlone(points, index) {
  const isGap = (point) => !point || point[1] === null || point[1] === undefined;
  return isGap(points[index - 1]) && isGap(points[index + 1]);
}

const kinds = {
  // {series: [{name, role, points: [[x, y], …]}], x: 'time' | 'number', unit, xName, threshold}
  lines(data, colours) {
    return {
      grid: {left: 8, right: 12, top: data.series.length > 1 ? 30 : 12, bottom: data.x === 'time' ? 4 : 22, containLabel: true},
      legend: legend(colours, data),
      tooltip: tooltip(colours, {
        trigger: 'axis', valueFormatter: (value) => written(value, data.unit),
        axisPointer: {lineStyle: {color: colours.muted}},
      }),
      xAxis: data.x === 'time'
          ? {type: 'time', ...axisBase(colours), splitLine: {show: false}}
          : {...numeric(colours, {scaled: true}, data.xName), splitLine: {show: false}, minInterval: data.whole ? 1 : undefined, nameLocation: 'middle', nameGap: 24},
      yAxis: numeric(colours, data),
      dataZoom: data.zoom ? [{type: 'inside'}] : [],
      series: data.series.map((series, index) => ({
        name: series.name, type: 'line', data: series.points, symbol: 'circle', showSymbol: true,
        symbolSize: (value, {dataIndex}) => (isAlone(series.points, dataIndex) ? 5 : 0), connectNulls: false, step: series.step || false,
        lineStyle: {width: 1.8, type: series.role === 'baseline' ? 'dashed' : 'solid'},
        itemStyle: {color: seriesColour(colours, series, index)},
        areaStyle: series.area ? {opacity: 0.12} : undefined,
        stack: series.stack || undefined,
        markLine: index === 0 && typeof data.threshold === 'number' ? {
          silent: true, symbol: 'none', data: [{yAxis: data.threshold}],
          lineStyle: {color: colours.bad, type: 'dotted'}, label: {show: false},
        } : undefined,
      })),
    };
  },
  // {labels: […], series: [{name, role, values: […]}], unit}
  bars(data, colours) {
    return {
      grid: {left: 8, right: 12, top: data.series.length > 1 ? 30 : 12, bottom: 4, containLabel: true},
      legend: legend(colours, data),
      tooltip: tooltip(colours, {
        trigger: 'axis', axisPointer: {type: 'shadow'}, valueFormatter: (value) => written(value, data.unit),
      }),
      xAxis: {type: 'category', data: data.labels, ...axisBase(colours), splitLine: {show: false}},
      yAxis: numeric(colours, data),
      series: data.series.map((series, index) => ({
        name: series.name, type: 'bar', data: series.values, barGap: '8%', barCategoryGap: '22%',
        stack: series.stack || undefined,
        itemStyle: {
          color: seriesColour(colours, series, index), borderRadius: [2, 2, 0, 0],
          opacity: series.role === 'baseline' ? 0.55 : 1,
        },
      })),
    };
  },
  // {series: [{name, role, points: [[x, y, label, address], …]}], xName, yName}
  scatter(data, colours) {
    return {
      grid: {left: 8, right: 16, top: 26, bottom: 22, containLabel: true},
      legend: legend(colours, data),
      tooltip: tooltip(colours, {
        trigger: 'item',
        formatter: ({data: [x, y, label]}) => `${label ?? ''}\n${data.xName} ${written(x)}\n${data.yName} ${written(y)}`,
      }),
      xAxis: {...numeric(colours, {scaled: true}, data.xName), nameLocation: 'middle', nameGap: 26},
      yAxis: {...numeric(colours, {scaled: true, unit: data.unit}, data.yName), nameLocation: 'end'},
      series: data.series.map((series, index) => ({
        name: series.name, type: 'scatter', data: series.points, symbolSize: 8,
        itemStyle: {color: seriesColour(colours, series, index), opacity: 0.75},
      })),
    };
  },
  // {axes: [{name, values?: […]}], rows: [{name, address, values: […]}]}; the last axis colours the lines
  parallel(data, colours) {
    const last = data.axes.length - 1;
    const numbers = data.rows.map((row) => row.values[last]).filter((value) => typeof value === 'number');
    return {
      parallel: {left: 40, right: 60, top: 46, bottom: 20},
      parallelAxis: data.axes.map((axis, index) => ({
        dim: index, name: axis.name, nameRotate: data.axes.length > 7 ? 20 : 0,
        type: axis.values ? 'category' : 'value', data: axis.values, scale: true,
        ...axisBase(colours), axisLine: {lineStyle: {color: colours.muted}}, splitLine: {show: false},
        nameTextStyle: {color: colours.ink, fontSize: 11},
        areaSelectStyle: {color: colours.accent, borderColor: colours.accent, opacity: 0.2},
      })),
      visualMap: numbers.length > 1 ? {
        show: false, dimension: last, min: Math.min(...numbers), max: Math.max(...numbers),
        inRange: {color: [colours.series[1], colours.series[0], colours.series[3]]},
      } : undefined,
      tooltip: tooltip(colours, {trigger: 'item', formatter: ({name}) => name}),
      series: [{
        type: 'parallel', smooth: 0.15, lineStyle: {width: 1.3, opacity: 0.6},
        data: data.rows.map((row) => ({name: row.name, value: row.values})),
      }],
    };
  },
  // {columns: […], lines: […], values: [[column, line, value], …], xName, yName}
  matrix(data, colours) {
    const most = Math.max(1, ...data.values.map(([, , value]) => value));
    return {
      grid: {left: 8, right: 12, top: 24, bottom: 26, containLabel: true},
      tooltip: tooltip(colours, {
        trigger: 'item',
        formatter: ({value: [x, y, value]}) => `${data.yName} ${data.lines[y]}\n${data.xName} ${data.columns[x]}\n${written(value)}`,
      }),
      xAxis: {type: 'category', data: data.columns, name: data.xName, nameLocation: 'middle', nameGap: 24, ...axisBase(colours), splitLine: {show: false}},
      yAxis: {type: 'category', data: data.lines, name: data.yName, inverse: true, nameLocation: 'start', ...axisBase(colours), splitLine: {show: false}},
      visualMap: {show: false, min: 0, max: most, inRange: {color: [colours.soft, colours.accent]}},
      series: [{
        type: 'heatmap',
        // What stands on a dark cell is light, and the other way round.
        data: data.values.map((value) => ({value, label: {color: value[2] > 0.5 * most ? colours.surface : colours.ink}})),
        label: {show: data.columns.length <= 12, formatter: ({value: [, , value]}) => compact.format(value)},
      }],
    };
  },
};

function draw(figure) {
  const source = figure.querySelector('script[type="application/json"]');
  const canvas = figure.querySelector('.canvas');
  if (!source || !canvas) {
    return;
  }
  const data = JSON.parse(source.textContent);
  const build = kinds[data.kind];
  if (!build) {
    return;
  }
  const chart = echarts.getInstanceByDom(canvas) ?? echarts.init(canvas, null, {renderer: 'canvas'});
  chart.setOption({
    animation: false, useUTC: true, textStyle: {fontFamily: getComputedStyle(document.body).fontFamily},
    aria: {enabled: true}, ...build(data, palette()),
  }, true);
  chart.off('click');
  chart.on('click', (event) => {
    const address = data.kind === 'parallel' ? data.rows[event.dataIndex]?.address : event.data?.[3];
    if (typeof address === 'string' && address.startsWith('/')) {
      location.href = address;
    }
  });
  addTable(figure, data);
}

// The same as a table, made when somebody opens it.
function addTable(figure, data) {
  if (figure.querySelector('details')) {
    return;
  }
  const details = document.createElement('details');
  const summary = document.createElement('summary');
  summary.textContent = 'As a table';
  details.append(summary);
  details.addEventListener('toggle', () => {
    if (details.open && !details.querySelector('table')) {
      const box = document.createElement('div');
      box.tabIndex = 0;
      box.append(table(...cells(data)));
      details.append(box);
    }
  });
  figure.append(details);
}

function cells(data) {
  if (data.kind === 'bars') {
    return [['', ...data.series.map((series) => series.name)],
      data.labels.map((label, i) => [label, ...data.series.map((series) => written(series.values[i], data.unit))])];
  }
  if (data.kind === 'parallel') {
    return [['', ...data.axes.map((axis) => axis.name)],
      data.rows.map((row) => [row.name, ...row.values.map((value) => written(value))])];
  }
  if (data.kind === 'matrix') {
    return [[data.yName, data.xName, 'count'],
      data.values.map(([x, y, value]) => [data.lines[y], data.columns[x], written(value)])];
  }
  const isTime = data.x === 'time';
  return [['series', isTime ? 'time' : data.xName ?? 'x', data.yName ?? 'value'],
    data.series.flatMap((series) => series.points.map(([x, y]) =>
      [series.name, isTime ? new Date(x).toISOString() : written(x), written(y, data.unit)]))];
}

function table(head, rows) {
  const element = document.createElement('table');
  const line = element.createTHead().insertRow();
  for (const text of head) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = text;
    line.append(cell);
  }
  const body = element.createTBody();
  for (const row of rows.slice(0, 2000)) {
    const bodyLine = body.insertRow();
    for (const text of row) {
      bodyLine.insertCell().textContent = text;
    }
  }
  return element;
}

export function drawCharts(root) {
  for (const figure of root.querySelectorAll('figure.chart')) {
    draw(figure);
  }
  if (root.matches?.('figure.chart')) {
    draw(root);
  }
}

export function disposeCharts(root) {
  for (const canvas of root.querySelectorAll('figure.chart .canvas')) {
    echarts.getInstanceByDom(canvas)?.dispose();
  }
}

addEventListener('resize', () => {
  for (const canvas of document.querySelectorAll('figure.chart .canvas')) {
    echarts.getInstanceByDom(canvas)?.resize();
  }
});
document.addEventListener('heddle:theme', () => drawCharts(document));
document.addEventListener('htmx:beforeCleanupElement', (event) => {
  if (event.target.matches?.('.canvas')) {
    echarts.getInstanceByDom(event.target)?.dispose();
  }
});
document.addEventListener('htmx:afterSettle', (event) => drawCharts(event.target));
