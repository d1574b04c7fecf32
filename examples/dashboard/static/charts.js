// Draws lines over time with uPlot. Missing values are null, and drawn as gaps.

const HEIGHT = 190;
// Minutes between the times below a chart: as many as leave room for "07:05", on a phone too.
const BETWEEN = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map((minutes) => 60 * minutes);
const ROOM = 48;
const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export const colour = (index) => style(`--line-${(index % 8) + 1}`);

export function number(value) {
  if (value == null) return "–";
  const size = Math.abs(value);
  if (size >= 1e6 || (size > 0 && size < 0.001)) {
    const notation = size >= 1e6 && size < 1e15 ? "compact" : "scientific";
    return value.toLocaleString("en", { notation, maximumSignificantDigits: 3 });
  }
  return value.toLocaleString("en", { maximumFractionDigits: size < 1 ? 3 : size < 100 ? 1 : 0 });
}

export function clock(seconds, exactly) {
  const parts = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...(exactly && { second: "2-digit" }) };
  return new Date(seconds * 1000).toLocaleTimeString("en", parts);
}

// Draws lines ({name, colour, values}) in a figure, or says that there is nothing to draw.
export function draw(figure, times, lines) {
  const box = figure.querySelector(".chart");
  const data = [times, ...lines.map((line) => line.values)];
  const look = JSON.stringify(lines.map((line) => [line.name, line.colour]));
  const empty = !data.slice(1).some((values) => values.some((value) => value != null));
  box.hidden = empty;
  figure.querySelector(".empty").hidden = !empty;
  if (!empty && figure.plot && figure.look === look) {
    figure.plot.setData(data);
    if (figure.plot.cursor.idx == null) tellLast(figure.plot);
  } else {
    figure.plot?.destroy();
    figure.plot = empty ? null : new uPlot(options(box.clientWidth, lines), data, box);
    figure.look = look;
  }
  const last = lines.map(({ name, values }) => `${name} ${number(values.findLast((value) => value != null))}`);
  box.setAttribute("aria-label", `${figure.dataset.title}, ${figure.dataset.unit}. Last values: ${last.join(", ")}`);
}

function tellLast(plot) {
  plot.setLegend({ idx: plot.data[0].length - 1 });
}

// Where points stand too close for a dot each, those without neighbours have one: no line leads to them.
function lonely(plot, index, all) {
  const values = plot.data[index];
  const alone = (value, at) => value != null && values[at - 1] == null && values[at + 1] == null;
  return all ? null : values.flatMap((value, at) => (alone(value, at) ? [at] : []));
}

function options(width, lines) {
  const axis = { stroke: style("--muted"), font: "12px system-ui", grid: { stroke: style("--rule"), width: 1 }, ticks: { show: false } };
  const padded = { pad: 0.1, soft: 0, mode: 1 };
  return {
    width,
    height: HEIGHT,
    // Beside the lines the legend tells their last values, and under the cursor the values there.
    hooks: { setCursor: [(plot) => plot.cursor.idx == null && tellLast(plot)], ready: [tellLast] },
    cursor: { sync: { key: "time" }, y: false, drag: { x: false, y: false } },
    scales: { y: { range: { min: padded, max: padded } } },
    axes: [
      { ...axis, size: 34, space: ROOM, incrs: BETWEEN, values: (_plot, times) => times.map((time) => clock(time)) },
      { ...axis, size: 56, values: (_plot, values) => values.map(number) },
    ],
    series: [
      { label: "Time", value: (_plot, time) => (time == null ? "–" : clock(time, true)) },
      ...lines.map((line) => ({
        label: line.name,
        stroke: line.colour,
        fill: `${line.colour}14`,
        width: 2,
        points: { filter: lonely },
        value: (_plot, value) => number(value),
      })),
    ],
  };
}

const resized = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    if (contentRect.width) target.closest("figure").plot?.setSize({ width: contentRect.width, height: HEIGHT });
  }
});
document.querySelectorAll(".chart").forEach((box) => resized.observe(box));
