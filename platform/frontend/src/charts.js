// SPDX-License-Identifier: MIT
// Draws <div data-chart="line" data-table="id"> from the table that stands beside it: the first column names the points,
// every other column is a line, a cell gives its number in data-value. The first line is the present, the second what
// it is compared with. Colours are the tokens themselves, so themes need no redrawing.
import { LineChart } from "echarts/charts";
import { AriaComponent, GridComponent } from "echarts/components";
import { init, registerLocale, use } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { SVGRenderer } from "echarts/renderers";
import russian from "echarts/i18n/langRU-obj.js";

use([LineChart, GridComponent, AriaComponent, LabelLayout, SVGRenderer]);
registerLocale("RU", russian);

const INK = [
  { color: "var(--n-accent-ink)", width: 2.5, type: "solid", symbol: "circle", weight: 600 },
  { color: "var(--n-line-strong)", text: "var(--n-ink-2)", width: 2, type: [5, 4], symbol: "none", weight: 400 },
];

// Words at the end of a line stay readable where the other line runs behind them.
const HALO = { textBorderColor: "var(--n-sheet)", textBorderWidth: 4 };

function read(table) {
  const heads = [...table.tHead.rows[0].cells].slice(1);
  const rows = [...table.tBodies[0].rows];
  return {
    points: rows.map((row) => row.cells[0].dataset.short ?? row.cells[0].textContent.trim()),
    lines: heads.map((head, index) => ({
      name: head.textContent.trim(),
      cells: rows.map((row) => row.cells[index + 1]),
    })),
  };
}

// What stands first in a cell is its figure; what follows in small letters explains it.
function figure(cell) {
  return cell.firstChild.textContent.trim();
}

function line({ name, cells }, order) {
  const ink = INK[Math.min(order, INK.length - 1)];
  const numbers = cells.map((cell) => (cell.dataset.value === undefined ? null : Number(cell.dataset.value)));
  const words = { fontSize: 13, lineHeight: 16, color: ink.text ?? ink.color, ...HALO };
  const last = numbers.findLastIndex((number) => number !== null);
  return {
    type: "line",
    name,
    data: numbers,
    symbol: ink.symbol,
    symbolSize: 8,
    silent: true,
    z: 4 - order,
    lineStyle: { color: ink.color, width: ink.width, type: ink.type },
    itemStyle: { color: "var(--n-sheet)", borderColor: ink.color, borderWidth: 2 },
    labelLayout: { moveOverlap: "shiftY" },
    endLabel: {
      show: last >= 0,
      formatter: () => `{figure|${figure(cells[last])}}\n{name|${name}}`,
      rich: { figure: { fontWeight: ink.weight, ...words }, name: words },
    },
  };
}

for (const place of document.querySelectorAll("[data-chart=line]")) {
  const { points, lines } = read(document.getElementById(place.dataset.table));
  const chart = init(place, null, { renderer: "svg", locale: document.documentElement.lang.toUpperCase() });
  chart.setOption({
    animation: false,
    aria: { enabled: true, label: { description: place.dataset.description } },
    textStyle: { fontFamily: "inherit", fontSize: 13, color: "var(--n-ink-2)" },
    grid: { left: 34, right: 84, top: 14, bottom: 28 },
    xAxis: {
      type: "category",
      data: points,
      boundaryGap: false,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: "var(--n-ink-2)", fontSize: 13, margin: 12, hideOverlap: true },
    },
    yAxis: {
      type: "value",
      min: ({ min }) => Math.max(0, Math.floor((min - 5) / 10) * 10),
      max: place.dataset.max === undefined ? undefined : Number(place.dataset.max),
      axisLabel: { color: "var(--n-ink-2)", fontSize: 13 },
      splitLine: { lineStyle: { color: "var(--n-line)" } },
    },
    series: lines.map(line),
  });
  new ResizeObserver(() => chart.resize()).observe(place);
}
