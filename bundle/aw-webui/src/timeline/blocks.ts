/** What is drawn, as columns of numbers: a year of events is panned without an object for each of them. Pure. */

/** Names by number, each once. */
export class Names {
  private readonly numbers = new Map<string, number>();
  readonly names: string[] = [];

  number(name: string): number {
    let found = this.numbers.get(name);
    if (found === undefined) {
      found = this.names.length;
      this.names.push(name);
      this.numbers.set(name, found);
    }
    return found;
  }
}

/** One thing to draw. `low` and `high` are shares of the lane's height. */
export interface Block {
  start: number;
  end: number;
  lane: string;
  colour: string;
  text: string;
  /** Seconds: of the event, or of what a cell holds. */
  seconds: number;
  low: number;
  high: number;
  bucket: string;
  id: number;
}

/** Blocks as columns, ordered by start; names are numbers of the pools they were made with. */
export class Blocks {
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly lane: Uint16Array;
  readonly colour: Uint16Array;
  readonly text: Uint32Array;
  readonly seconds: Float64Array;
  readonly low: Float32Array;
  readonly high: Float32Array;
  readonly bucket: Uint16Array;
  readonly id: Float64Array;
  /** Longest block: how far before a moment one may begin that reaches it. */
  readonly longest: number;

  constructor(
    readonly length: number,
    sorted: readonly Block[],
    readonly pools: Pools,
  ) {
    const { lanes, colours, texts, buckets } = pools;
    this.start = Float64Array.from(sorted, (block) => block.start);
    this.end = Float64Array.from(sorted, (block) => block.end);
    this.lane = Uint16Array.from(sorted, (block) => lanes.number(block.lane));
    this.colour = Uint16Array.from(sorted, (block) => colours.number(block.colour));
    this.text = Uint32Array.from(sorted, (block) => texts.number(block.text));
    this.seconds = Float64Array.from(sorted, (block) => block.seconds);
    this.low = Float32Array.from(sorted, (block) => block.low);
    this.high = Float32Array.from(sorted, (block) => block.high);
    this.bucket = Uint16Array.from(sorted, (block) => buckets.number(block.bucket));
    this.id = Float64Array.from(sorted, (block) => block.id);
    this.longest = sorted.reduce((most, { start, end }) => Math.max(most, end - start), 0);
  }

  static of(blocks: readonly Block[], pools: Pools): Blocks {
    return new Blocks(blocks.length, [...blocks].sort((a, b) => a.start - b.start), pools);
  }

  /** Numbers of the first block that may touch [from, to) and the first that begins after it. */
  range(from: number, to: number): [number, number] {
    return [lowerBound(this.start, from - this.longest), lowerBound(this.start, to)];
  }

  /** The block of a lane at a moment and height, the last that fits; a thin one is hit within `slack` beside it. */
  at(moment: number, lane: number, height: number, slack: number): number | null {
    const [first, last] = this.range(moment - slack, moment + slack);
    for (let at = last - 1; at >= first; at -= 1) {
      if (this.lane[at] !== lane || height < this.low[at]! || height > this.high[at]!) continue;
      if (this.start[at]! - slack <= moment && moment < this.end[at]! + slack) return at;
    }
    return null;
  }
}

export class Pools {
  readonly lanes = new Names();
  readonly colours = new Names();
  readonly texts = new Names();
  readonly buckets = new Names();
}

/** The first place whose value is not below `value`. */
function lowerBound(values: Float64Array, value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
