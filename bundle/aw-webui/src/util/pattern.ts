/**
 * The server's regular expressions (Python's) as those of the browser, so that a rule means the same on both sides.
 *
 * What differs is rewritten: letters and digits of all scripts in `\w`, `\d`, `\b`; `$` before a last line break; `.`
 * and `\s`; `\A`, `\Z`, named groups, flags in front. `null` for what the browser cannot say.
 */

const WORD = "\\p{L}\\p{N}_";
const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const END = "(?![\\s\\S])";
const SYNTAX = /[\^$\\.*+?()[\]{}|/]/;

/** What an escaped letter means outside of a set, and inside of one. */
const ESCAPES: Record<string, [string, string | null]> = {
  w: [`[${WORD}]`, WORD],
  W: [`[^${WORD}]`, null],
  d: ["\\p{Nd}", "\\p{Nd}"],
  D: ["\\P{Nd}", "\\P{Nd}"],
  s: [`[${SPACE}]`, SPACE],
  S: [`[^${SPACE}]`, null],
  b: [`(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`, "\\x08"],
  B: [`(?:(?<=[${WORD}])(?=[${WORD}])|(?<![${WORD}])(?![${WORD}]))`, null],
  A: ["(?<![\\s\\S])", null],
  Z: [END, null],
  a: ["\\x07", "\\x07"],
};

/** A regular expression of the browser that finds what the server's finds; `null` when there is none. */
export function compilePattern(pattern: string, ignoreCase: boolean): RegExp | null {
  try {
    const writer = new Writer(pattern, ignoreCase);
    return new RegExp(writer.written(), writer.ignoreCase ? "iu" : "u");
  } catch {
    return null;
  }
}

/** Thrown inside; the pattern is then left to the server. */
class Unsaid extends Error {}

class Writer {
  private at = 0;
  private multiline = false;
  private dotAll = false;

  constructor(
    private readonly pattern: string,
    public ignoreCase: boolean,
  ) {}

  written(): string {
    this.flags();
    let text = "";
    while (this.at < this.pattern.length) text += this.piece();
    return text;
  }

  /** Flags in front count for all of it. */
  private flags(): void {
    const found = /^\(\?([a-zA-Z]+)\)/.exec(this.pattern);
    if (!found) return;
    for (const flag of found[1]!) {
      if (flag === "i") this.ignoreCase = true;
      else if (flag === "m") this.multiline = true;
      else if (flag === "s") this.dotAll = true;
      else if (flag !== "u") throw new Unsaid();
    }
    this.at = found[0].length;
  }

  private piece(): string {
    const rest = this.pattern.slice(this.at);
    const letter = String.fromCodePoint(rest.codePointAt(0)!);
    if (letter === "\\") return this.escaped(false);
    if (letter === "[") return this.set();
    if (letter === "(") return this.group(rest);
    if (letter === "{") return this.repeat(rest);
    this.at += letter.length;
    if (letter === ".") return this.dotAll ? "[\\s\\S]" : "[^\\n]";
    if (letter === "^") return this.multiline ? "(?<![^\\n])" : "^";
    if (letter === "$") return this.multiline ? "(?![^\\n])" : `(?=\\n?${END})`;
    return letter === "]" || letter === "}" || letter === "/" ? `\\${letter}` : letter;
  }

  private escaped(inSet: boolean): string {
    const rest = this.pattern.slice(this.at + 1);
    const code = /^(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8}))/.exec(rest);
    if (code) return this.take(1 + code[0].length, `\\u{${code[1] ?? code[2] ?? code[3]}}`);
    const number = /^[1-9]\d?/.exec(rest);
    if (number && !inSet) return this.take(1 + number[0].length, `(?:\\${number[0]})`);
    const letter = String.fromCodePoint(rest.codePointAt(0) ?? 0);
    const meaning = ESCAPES[letter]?.[inSet ? 1 : 0];
    if (meaning === null) throw new Unsaid();
    if (meaning !== undefined) return this.take(2, meaning);
    if (/[nrtfv]/.test(letter)) return this.take(2, `\\${letter}`);
    if (rest === "" || /[a-zA-Z\d]/.test(letter)) throw new Unsaid();
    const plain = SYNTAX.test(letter) || (inSet && letter === "-") ? `\\${letter}` : letter;
    return this.take(1 + letter.length, plain);
  }

  private set(): string {
    const opening = /^\[\^?\]?/.exec(this.pattern.slice(this.at))![0];
    let text = opening.replace("]", "\\]");
    this.at += opening.length;
    for (;;) {
      if (this.at >= this.pattern.length) throw new Unsaid();
      const letter = String.fromCodePoint(this.pattern.codePointAt(this.at)!);
      if (letter === "\\") text += this.escaped(true);
      else {
        this.at += letter.length;
        if (letter === "]") return `${text}]`;
        text += letter === "[" ? "\\[" : letter;
      }
    }
  }

  private group(rest: string): string {
    const named = /^\(\?P<(\w+)>/.exec(rest);
    if (named) return this.take(named[0].length, `(?<${named[1]}>`);
    const again = /^\(\?P=(\w+)\)/.exec(rest);
    if (again) return this.take(again[0].length, `\\k<${again[1]}>`);
    const comment = /^\(\?#[^)]*\)/.exec(rest);
    if (comment) return this.take(comment[0].length, "");
    const kind = /^\(\?(?:[:=!]|<[=!])/.exec(rest);
    if (!kind && rest.startsWith("(?")) throw new Unsaid();
    return this.take(kind?.[0].length ?? 1, kind?.[0] ?? "(");
  }

  /** A brace that says how often; any other stands for itself. */
  private repeat(rest: string): string {
    const often = /^\{(\d*)(,?)(\d*)\}/.exec(rest);
    if (!often || (often[1] === "" && often[3] === "")) return this.take(1, "\\{");
    return this.take(often[0].length, `{${often[1] || "0"}${often[2]}${often[3]}}`);
  }

  private take(length: number, text: string): string {
    this.at += length;
    return text;
  }
}

/** A regular expression, read alike by server and browser, that finds exactly this text. */
export function quoted(text: string): string {
  return text.replaceAll(/[\^$\\.*+?()[\]{}|]/g, "\\$&");
}
