/** Drawing the timeline on a canvas: only what is in view, and nothing that another block already covers. */
import type { Blocks } from "./blocks";
import type { Axis, Span } from "./view";

/** CSS pixels. */
export const LANE_HEIGHT = 40;
export const LANE_GAP = 6;
export const AXIS_HEIGHT = 44;

export interface Picture {
  view: Span;
  width: number;
  height: number;
  axis: Axis;
  /** For each number of a lane its place from the top; -1: not shown. */
  places: Int16Array;
  lanes: number;
  layers: readonly Layer[];
  /** For each number of a colour what the canvas draws with. */
  inks: readonly string[];
  look: Look;
  /** The span that is chosen, if any. */
  chosen: Span | null;
  now: number;
  /** Places of lanes in which time without a block is missing data up to now. */
  watched: readonly number[];
}

/** Blocks, drawn for this span only: beside it others know more. */
export interface Layer extends Span {
  blocks: Blocks;
}

export interface Look {
  ink: string;
  soft: string;
  line: string;
  grid: string;
  surface: string;
  accent: string;
  missing: string;
  font: string;
}

export function laneTop(place: number): number {
  return AXIS_HEIGHT + place * (LANE_HEIGHT + LANE_GAP) + LANE_GAP;
}

export function pictureHeight(lanes: number): number {
  return laneTop(Math.max(1, lanes)) + 2;
}

export function paint(pen: CanvasRenderingContext2D, picture: Picture): void {
  const { width, height, look } = picture;
  pen.clearRect(0, 0, width, height);
  pen.fillStyle = look.surface;
  pen.fillRect(0, 0, width, height);
  paintGrid(pen, picture);
  paintGround(pen, picture);
  const x = scaleOf(picture);
  for (const { blocks, start, end } of picture.layers) {
    pen.save();
    pen.beginPath();
    pen.rect(x(start), 0, x(end) - x(start), height);
    pen.clip();
    paintBlocks(pen, picture, blocks);
    pen.restore();
  }
  paintChosen(pen, picture);
  paintAxis(pen, picture);
}

function scaleOf({ view, width }: Picture): (at: number) => number {
  const factor = width / (view.end - view.start);
  return (at) => (at - view.start) * factor;
}

function paintGrid(pen: CanvasRenderingContext2D, picture: Picture): void {
  const x = scaleOf(picture);
  pen.fillStyle = picture.look.grid;
  for (const { at } of picture.axis.minor) pen.fillRect(Math.round(x(at)), AXIS_HEIGHT, 1, picture.height);
  pen.fillStyle = picture.look.line;
  for (const { at } of picture.axis.major) pen.fillRect(Math.round(x(at)), 0, 1, picture.height);
}

/** Time up to now without any state is missing data, drawn as such below the states. */
function paintGround(pen: CanvasRenderingContext2D, picture: Picture): void {
  const x = scaleOf(picture);
  const right = Math.min(picture.width, x(picture.now));
  if (right <= 0) return;
  pen.strokeStyle = picture.look.missing;
  pen.lineWidth = 1;
  for (const place of picture.watched) {
    const middle = Math.round(laneTop(place) + LANE_HEIGHT / 2) + 0.5;
    pen.setLineDash([2, 4]);
    pen.beginPath();
    pen.moveTo(0, middle);
    pen.lineTo(right, middle);
    pen.stroke();
  }
  pen.setLineDash([]);
}

function paintBlocks(pen: CanvasRenderingContext2D, picture: Picture, layer: Blocks): void {
  const { view, width, places, inks } = picture;
  const factor = width / (view.end - view.start);
  const [first, last] = layer.range(view.start, view.end);
  const { start, end, lane, colour, low, high } = layer;
  // How far each lane is covered already: what would fall below one pixel beside it is left out.
  const covered = new Float64Array(picture.places.length).fill(-1);
  let ink = -1;
  const written: number[] = [];
  for (let at = first; at < last; at += 1) {
    const place = places[lane[at]!]!;
    if (place < 0) continue;
    const full = low[at] === 0 && high[at] === 1;
    let left = (start[at]! - view.start) * factor;
    const right = Math.max((end[at]! - view.start) * factor, left + 1);
    if (right < 0) continue;
    if (full) {
      if (right <= covered[lane[at]!]! + 0.5) continue;
      left = Math.max(left, covered[lane[at]!]!, -1);
      covered[lane[at]!] = right;
    }
    const top = laneTop(place) + LANE_HEIGHT * (1 - high[at]!);
    const tall = LANE_HEIGHT * (high[at]! - low[at]!);
    if (colour[at] !== ink) {
      ink = colour[at]!;
      pen.fillStyle = inks[ink]!;
    }
    const gap = right - left > 4 ? 1 : 0;
    pen.fillRect(left, top, Math.min(right, width + 1) - left - gap, tall);
    if (right - Math.max(0, left) > 56 && tall > 20) written.push(at);
  }
  writeOn(pen, picture, layer, written);
}

function writeOn(pen: CanvasRenderingContext2D, picture: Picture, layer: Blocks, numbers: readonly number[]): void {
  const x = scaleOf(picture);
  pen.font = `500 12px ${picture.look.font}`;
  pen.fillStyle = picture.look.surface;
  pen.textBaseline = "middle";
  for (const at of numbers) {
    const left = Math.max(0, x(layer.start[at]!)) + 6;
    const right = Math.min(picture.width, x(layer.end[at]!)) - 5;
    const text = fitting(layer.pools.texts.names[layer.text[at]!] ?? "", right - left);
    const place = picture.places[layer.lane[at]!]!;
    pen.fillText(text, left, laneTop(place) + LANE_HEIGHT * (1 - (layer.high[at]! + layer.low[at]!) / 2));
  }
}

/** As much of a text as fits into so many pixels; letters are about seven wide. */
function fitting(text: string, width: number): string {
  const most = Math.floor(width / 7);
  return text.length <= most ? text : most < 3 ? "" : `${text.slice(0, most - 1)}…`;
}

function paintChosen(pen: CanvasRenderingContext2D, picture: Picture): void {
  if (!picture.chosen) return;
  const x = scaleOf(picture);
  const [left, right] = [x(picture.chosen.start), x(picture.chosen.end)];
  pen.globalAlpha = 0.14;
  pen.fillStyle = picture.look.accent;
  pen.fillRect(left, AXIS_HEIGHT, right - left, picture.height);
  pen.globalAlpha = 1;
  pen.fillRect(Math.round(left), AXIS_HEIGHT, 2, picture.height);
  pen.fillRect(Math.round(right) - 2, AXIS_HEIGHT, 2, picture.height);
}

function paintAxis(pen: CanvasRenderingContext2D, picture: Picture): void {
  const { axis, look, width, now } = picture;
  const x = scaleOf(picture);
  pen.textBaseline = "alphabetic";
  pen.font = `12px ${look.font}`;
  pen.fillStyle = look.soft;
  let free = -Infinity;
  for (const { at, label } of axis.minor) {
    const left = x(at) + 4;
    if (left < Math.max(0, free) || left > width - 12) continue;
    pen.fillText(label, left, 37);
    free = left + pen.measureText(label).width + 8;
  }
  pen.font = `600 13px ${look.font}`;
  pen.fillStyle = look.ink;
  for (const [number, { at, label }] of axis.major.entries()) {
    const next = axis.major[number + 1];
    const wide = pen.measureText(label).width;
    // The unit that the view begins in is named at its edge, as long as the next one leaves room.
    const left = Math.min(Math.max(x(at), 0), next ? x(next.at) - wide - 12 : Infinity) + 4;
    // One that begins too near to the end to be read says nothing.
    if (number > 0 && left + wide > width) continue;
    pen.fillText(label, left, 16);
  }
  const today = x(now);
  if (today >= 0 && today <= width) {
    pen.fillStyle = look.accent;
    pen.fillRect(Math.round(today), 22, 2, picture.height);
  }
}
