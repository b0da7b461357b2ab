// Charts of the cockpit, drawn from the table that stands behind each: what the page says is never in the script.
// ECharts draws SVG and sets styles through the object model, which our policy allows; nothing is evaluated, and its
// tooltip is part of the picture rather than markup.
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use, type EChartsCoreOption } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

const COLOURS = ["#1f4e5f", "#b08a3c", "#9c3328"];
const SHAPES = ["circle", "rect", "triangle"];

const words = (cell: Element | undefined): string => {
  const copy = cell?.cloneNode(true) as Element | undefined;
  copy?.querySelectorAll(".bh-synthetic").forEach((mark) => mark.remove());
  return copy?.textContent?.trim() ?? "";
};

/** The number of a cell; nothing where it says that there is none. */
const number = (cell: Element | undefined): number | null => {
  const text = words(cell).replace(/[,%\s]/g, "");
  return text === "" || Number.isNaN(Number(text)) ? null : Number(text);
};

function option(table: HTMLTableElement, columns: number[]): EChartsCoreOption {
  const heads = [...table.querySelectorAll("thead th")];
  const rows = [...table.querySelectorAll("tbody tr")];
  const single = rows.length < 3;
  return {
    animation: false,
    aria: { enabled: true },
    color: COLOURS,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
    legend: { top: 0, left: 0 },
    tooltip: { trigger: "axis", renderMode: "richText", confine: true },
    xAxis: { type: "category", data: rows.map((row) => words(row.children[0])) },
    yAxis: { type: "value", minInterval: 1 },
    series: columns.map((column, at) => ({
      type: single || at === 0 ? "bar" : "line",
      name: words(heads[column]),
      symbol: SHAPES[at % SHAPES.length],
      symbolSize: 8,
      barMaxWidth: 36,
      data: rows.map((row) => number(row.children[column])),
    })),
  };
}

/** Draws every chart of the page, and again where the width changes; where it fits, the table folds away below. */
export function drawCharts(): void {
  for (const box of document.querySelectorAll<HTMLElement>("[data-chart]")) {
    const fold = box.parentElement?.querySelector<HTMLDetailsElement>("details");
    const table = fold?.querySelector("table");
    if (!table) continue;
    box.classList.add("bh-chart--drawn");
    const columns = (box.dataset.columns ?? "1").split(" ").map(Number);
    const chart = init(box, null, { renderer: "svg" });
    chart.setOption(option(table, columns));
    if (fold) fold.open = false;
    new ResizeObserver(() => chart.resize()).observe(box);
  }
}
