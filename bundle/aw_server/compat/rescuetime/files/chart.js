// A chart of one embedded view, drawn where this script stands or in the element that is named. No library, nobody else
// is asked: the figures come from the server that this file came from, which is on the reader's own computer or network.
//
// Set before this script: aw_chart_key, and as wished aw_chart_target, aw_chart_title, aw_chart_width, aw_chart_height,
// aw_chart_theme, aw_chart_table, aw_chart_refresh. The code to paste says what each is for.
(function () {
  "use strict";
  var script = document.currentScript;
  var server = new URL(".", script.src);
  var wanted = {
    key: String(window.aw_chart_key || ""),
    target: String(window.aw_chart_target || ""),
    title: String(window.aw_chart_title || ""),
    width: number(window.aw_chart_width, 640, 0, 4000),
    height: number(window.aw_chart_height, 320, 120, 4000),
    theme: String(window.aw_chart_theme || "auto"),
    table: window.aw_chart_table !== false,
    refresh: number(window.aw_chart_refresh, 0, 0, 10080),
  };
  var dark = wanted.theme === "dark" ||
    (wanted.theme !== "light" && window.matchMedia && window.matchMedia("(prefers-color-scheme: dark)").matches);
  var ink = dark ? "#e8e6e3" : "#1f2328";
  var soft = dark ? "#a8a29e" : "#57606a";
  var rule = dark ? "#44403c" : "#d8dee4";
  var palette = dark
    ? ["#7aa2f7", "#e0af68", "#9ece6a", "#f7768e", "#bb9af7", "#7dcfff", "#8b8680"]
    : ["#2f6fdb", "#b7791f", "#3f8a3a", "#c2334d", "#7b4fc9", "#12788c", "#78716c"];
  var levels = dark
    ? { "2": "#7aa2f7", "1": "#a9c1f5", "0": "#8b8680", "-1": "#f0a58f", "-2": "#ee6f57" }
    : { "2": "#1f5fc4", "1": "#7ba4e8", "0": "#8a8580", "-1": "#e59a7d", "-2": "#c2401f" };

  var box = wanted.target && document.getElementById(wanted.target);
  if (!box) {
    box = document.createElement("div");
    script.parentNode.insertBefore(box, script.nextSibling);
  }
  box.style.cssText += ";font:14px/1.4 system-ui,sans-serif;color:" + ink + (wanted.width ? ";max-width:" + wanted.width + "px" : "");
  load();
  if (wanted.refresh) setInterval(load, wanted.refresh * 60000);

  function number(value, otherwise, least, most) {
    var found = Number(value);
    return value === undefined || !isFinite(found) ? otherwise : Math.min(most, Math.max(least, found));
  }

  function load() {
    fetch(new URL("data?key=" + encodeURIComponent(wanted.key), server), { credentials: "omit", cache: "no-store" })
      .then(function (answer) { return answer.json(); })
      .then(function (data) {
        if (data.error) throw new Error(data.messages);
        draw(data);
      })
      .catch(function (error) {
        box.replaceChildren(paragraph("This chart cannot be shown: " + error.message));
      });
  }

  function draw(data) {
    var title = wanted.title || data.title;
    var figure = document.createElement("figure");
    figure.style.margin = "0";
    var caption = document.createElement("figcaption");
    caption.style.fontWeight = "600";
    caption.textContent = title;
    figure.append(caption);
    if (data.points.length === 0) {
      figure.append(paragraph("Nothing was recorded " + days(data) + "."));
    } else {
      if (data.series.length > 1) figure.append(legend(data));
      figure.append(picture(data, title));
      if (wanted.table) figure.append(table(data));
    }
    box.replaceChildren(figure);
  }

  function days(data) {
    return data.first === data.last ? "on " + data.first : "from " + data.first + " to " + data.last;
  }

  function amount(value, unit) {
    if (unit === "percent") return Math.round(value * 100) / 100 + " %";
    if (value < 60) return value + " min";
    return Math.floor(value / 60) + " h " + (value % 60 < 10 ? "0" : "") + (value % 60) + " min";
  }

  function colour(series, at, level) {
    if (level !== null && level !== undefined) return levels[String(level)];
    return palette[at % palette.length];
  }

  // Series that are levels themselves have the colours of levels; several activities of one level have their own.
  function colours(data) {
    var given = data.series.map(function (one) { return one.level; });
    var apart = new Set(given).size === given.length;
    return data.series.map(function (one, at) { return colour(one, at, apart ? one.level : null); });
  }

  function label(text) {
    return String(text).replace("T00:00:00", "").replace("T", " ").replace(/(\d\d:\d\d):\d\d$/, "$1");
  }

  function picture(data, title) {
    var bars = data.series.length === 1 && data.unit === "minutes";
    var width = wanted.width || Math.max(240, box.clientWidth || 640);
    var svg = element("svg", { viewBox: "0 0 " + width + " " + wanted.height, role: "img" });
    svg.style.cssText = "display:block;width:100%;height:auto";
    var sums = data.points.map(function (point) { return point.values.reduce(function (a, b) { return a + b; }, 0); });
    var total = sums.reduce(function (a, b) { return a + b; }, 0);
    var spoken = data.unit === "minutes" ? amount(total, data.unit) + " in all" : data.points.length + " values";
    svg.setAttribute("aria-label", title + ", " + days(data) + ": " + spoken + ".");
    (bars ? lying : standing)(svg, data, width, sums);
    return svg;
  }

  function lying(svg, data, width, sums) {
    var row = wanted.height / data.points.length;
    var judged = data.points.some(function (point) { return point.level !== null; });
    var names = Math.min(width * 0.4, 220), figures = 96, most = Math.max.apply(null, sums) || 1;
    data.points.forEach(function (point, at) {
      var top = at * row, thick = Math.min(22, row * 0.7), length = (width - names - figures) * sums[at] / most;
      svg.append(text(names - 8, top + row / 2, shortened(point.label, names), "end", ink));
      var bar = element("rect", { x: names, y: top + (row - thick) / 2, width: Math.max(1, length), height: thick, rx: 2,
        fill: colour(data.series[0], judged ? palette.length - 1 : 0, point.level) });
      bar.append(tip(point.label + ": " + amount(sums[at], data.unit)));
      svg.append(bar, text(names + Math.max(1, length) + 6, top + row / 2, amount(sums[at], data.unit), "start", soft));
    });
  }

  function standing(svg, data, width, sums) {
    var left = 56, bottom = wanted.height - 24, high = bottom - 8, fills = colours(data);
    var most = data.unit === "percent" ? 100 : scale(Math.max.apply(null, sums));
    for (var line = 0; line <= 4; line++) {
      var y = bottom - high * line / 4;
      svg.append(element("line", { x1: left, x2: width, y1: y, y2: y, stroke: rule }));
      svg.append(text(left - 6, y, data.unit === "percent" ? 25 * line + " %" : Math.round(most * line / 4 / 6) / 10 + " h", "end", soft));
    }
    var step = (width - left) / data.points.length, every = Math.ceil(data.points.length / Math.max(1, Math.floor((width - left) / 110)));
    data.points.forEach(function (point, at) {
      var y = bottom;
      point.values.forEach(function (value, series) {
        var tall = high * value / most;
        y -= tall;
        if (!tall) return;
        var part = element("rect", { x: left + at * step + step * 0.1, y: y, width: step * 0.8, height: tall, fill: fills[series] });
        part.append(tip(label(point.label) + ", " + data.series[series].name + ": " + amount(value, data.unit)));
        svg.append(part);
      });
      if (at % every === 0) svg.append(text(left + at * step + step / 2, bottom + 14, label(point.label), "middle", soft));
    });
  }

  function scale(most) {
    var steps = [4, 20, 60, 120, 240, 480, 720, 1440];
    for (var at = 0; at < steps.length; at++) if (most <= steps[at]) return steps[at];
    return Math.ceil(most / 1440) * 1440;
  }

  function shortened(name, width) {
    var most = Math.floor(width / 7.5);
    return name.length > most ? name.slice(0, most - 1) + "…" : name;
  }

  function legend(data) {
    var list = document.createElement("ul"), fills = colours(data);
    list.style.cssText = "display:flex;flex-wrap:wrap;gap:.25em 1em;list-style:none;padding:0;margin:.25em 0;color:" + soft;
    data.series.forEach(function (one, at) {
      var item = document.createElement("li"), mark = document.createElement("span");
      mark.style.cssText = "display:inline-block;width:.8em;height:.8em;margin-right:.4em;border-radius:2px;background:" + fills[at];
      item.append(mark, one.name);
      list.append(item);
    });
    return list;
  }

  function table(data) {
    var details = document.createElement("details"), summary = document.createElement("summary");
    summary.textContent = "As a table";
    details.style.color = soft;
    var made = document.createElement("table"), head = made.createTHead().insertRow(), body = made.createTBody();
    made.style.borderSpacing = ".8em .1em";
    head.append(cell("th", ""));
    data.series.forEach(function (one) { head.append(cell("th", one.name)); });
    data.points.forEach(function (point) {
      var row = body.insertRow();
      row.append(cell("th", label(point.label)));
      point.values.forEach(function (value) { row.append(cell("td", amount(value, data.unit))); });
    });
    details.append(summary, made);
    return details;
  }

  function cell(kind, content) {
    var made = document.createElement(kind);
    made.textContent = content;
    made.style.textAlign = kind === "td" ? "right" : "left";
    return made;
  }

  function paragraph(content) {
    var made = document.createElement("p");
    made.textContent = content;
    return made;
  }

  function element(kind, values) {
    var made = document.createElementNS("http://www.w3.org/2000/svg", kind);
    Object.keys(values).forEach(function (name) { made.setAttribute(name, values[name]); });
    return made;
  }

  function text(x, y, content, anchor, fill) {
    var made = element("text", { x: x, y: y, "text-anchor": anchor, "dominant-baseline": "middle", "font-size": 12, fill: fill });
    made.textContent = content;
    return made;
  }

  function tip(content) {
    var made = element("title", {});
    made.textContent = content;
    return made;
  }
})();
