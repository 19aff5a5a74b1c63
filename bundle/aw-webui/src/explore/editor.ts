/** The editor for queries: colours, completion, the place of a mistake. The only file that knows CodeMirror. */
import { autocompletion, closeBrackets, completionKeymap, type Completion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting, type StringStream } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { FUNCTIONS, GIVEN } from "./functions";
import { positionAt, suggestions } from "./query";

export interface Mistake {
  /** From 1. */
  line: number;
  column: number;
  message: string;
}

export interface EditorOptions {
  parent: HTMLElement;
  text: string;
  label: string;
  hint: string;
  buckets: () => readonly string[];
  changed: (text: string) => void;
  run: () => void;
}

interface State {
  quote: string | null;
}

const language = StreamLanguage.define<State>({
  startState: () => ({ quote: null }),
  token(stream: StringStream, state) {
    if (state.quote !== null) return inText(stream, state);
    if (stream.eatSpace()) return null;
    const sign = stream.next() ?? "";
    if (sign === '"' || sign === "'") {
      state.quote = sign;
      return inText(stream, state);
    }
    if (/\d/.test(sign)) {
      stream.eatWhile(/\d/);
      return "number";
    }
    if (/[^\W\d]/u.test(sign)) {
      stream.eatWhile(/\w/u);
      const word = stream.current();
      if (Object.hasOwn(FUNCTIONS, word)) return "keyword";
      return GIVEN.includes(word) ? "atom" : "variableName";
    }
    return null;
  },
});

function inText(stream: StringStream, state: State): string {
  for (let sign = stream.next(); sign; sign = stream.next()) {
    if (sign === "\\" && stream.peek() === state.quote) stream.next();
    else if (sign === state.quote) {
      state.quote = null;
      break;
    }
  }
  return "string";
}

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--app-0)" },
  { tag: tags.string, color: "var(--app-1)" },
  { tag: tags.number, color: "var(--app-4)" },
  { tag: tags.atom, color: "var(--app-2)", fontWeight: "600" },
]);

const look = EditorView.theme({
  "&": { backgroundColor: "var(--surface)", color: "var(--ink)", fontSize: "0.9375rem" },
  "&.cm-focused": { outline: "2px solid var(--focus)", outlineOffset: "1px" },
  ".cm-content": { caretColor: "var(--ink)", minHeight: "9rem", fontFamily: "ui-monospace, Menlo, Consolas, monospace" },
  ".cm-scroller": { overflow: "auto", maxHeight: "26rem" },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--ink-soft)", border: "none" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-placeholder": { color: "var(--ink-soft)" },
  ".cm-matchingBracket": { backgroundColor: "var(--chosen) !important" },
  ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--chosen) !important", color: "var(--ink) !important" },
  ".cm-completionDetail": { color: "var(--ink-soft)", fontStyle: "normal" },
  ".cm-diagnostic": { borderLeft: "3px solid var(--danger)" },
});

/** The function with its brackets and the cursor between them; those that stand there already are taken. */
function call(view: EditorView, { label }: Completion, from: number, to: number): void {
  const open = view.state.sliceDoc(to, to + 1) === "(";
  view.dispatch({
    changes: { from, to, insert: open ? label : `${label}()` },
    selection: { anchor: from + label.length + 1 },
    userEvent: "input.complete",
  });
}

/** Where a completion begins and what it offers. */
function complete(context: CompletionContext, buckets: readonly string[]): CompletionResult | null {
  const text = context.state.doc.toString();
  const position = positionAt(text, context.pos);
  if (position === null && !context.explicit) return null;
  const found = suggestions(text, position ?? { inside: "name", from: context.pos }, buckets);
  const options = found.map(({ label, kind, detail }) => ({
    label,
    detail,
    type: kind,
    ...(kind === "function" ? { apply: call } : {}),
  }));
  return { from: position?.from ?? context.pos, options, validFor: position?.inside === "text" ? /^[^"']*$/ : /^\w*$/u };
}

export class QueryEditor {
  private readonly view: EditorView;

  constructor(options: EditorOptions) {
    const run = { key: "Mod-Enter", run: () => (options.run(), true) };
    this.view = new EditorView({
      parent: options.parent,
      state: EditorState.create({
        doc: options.text,
        extensions: [
          Prec.highest(keymap.of([run])),
          keymap.of([...completionKeymap, ...historyKeymap, ...defaultKeymap]),
          history(),
          lineNumbers(),
          bracketMatching(),
          closeBrackets(),
          lintGutter(),
          language,
          syntaxHighlighting(colours),
          placeholder(options.hint),
          autocompletion({ override: [(context) => complete(context, options.buckets())], icons: false }),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": options.label, spellcheck: "false" }),
          EditorView.updateListener.of((update) => update.docChanged && options.changed(update.state.doc.toString())),
          look,
        ],
      }),
    });
  }

  setText(text: string): void {
    if (text === this.view.state.doc.toString()) return;
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text } });
  }

  /** Underline the word at the place of the mistake and go there; null takes the mark away. */
  mark(mistake: Mistake | null): void {
    const { doc } = this.view.state;
    if (mistake === null) return this.view.dispatch(setDiagnostics(this.view.state, []));
    const line = doc.line(Math.max(1, Math.min(doc.lines, mistake.line)));
    const from = Math.min(line.to, line.from + Math.max(0, mistake.column - 1));
    const word = /^\w+|^./u.exec(line.text.slice(from - line.from))?.[0] ?? "";
    const to = Math.min(doc.length, from + Math.max(1, word.length));
    const start = from === to ? Math.max(0, from - 1) : from;
    this.view.dispatch(setDiagnostics(this.view.state, [{ from: start, to, severity: "error", message: mistake.message }]), {
      selection: { anchor: from },
      scrollIntoView: true,
    });
  }

  focus(): void {
    this.view.focus();
  }

  destroy(): void {
    this.view.destroy();
  }
}
