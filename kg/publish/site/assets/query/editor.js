// CodeMirror in the place of the plain text area, once it has come; until then, and without it, the text area serves.
// It stands in a shadow root: there it adopts its style sheets, which the page's strict policy would refuse elsewhere.
import {
  EditorState, EditorView, autocompletion, bracketMatching, classHighlighter, closeBrackets, closeBracketsKeymap,
  completionKeymap, defaultKeymap, drawSelection, highlightSpecialChars, history, historyKeymap, keymap, lineNumbers,
  sparql, syntaxHighlighting,
} from "../vendor/codemirror.js";

const LOOK = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--sheet)", fontSize: "0.9rem", border: "1px solid var(--edge)" },
  "&.cm-focused": { outline: "3px solid var(--accent)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5", minHeight: "14rem", maxHeight: "min(32rem, 60vh)" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { color: "var(--muted)", backgroundColor: "var(--sheet)", borderRight: "1px solid var(--rule)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    { backgroundColor: "var(--selection)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--selection)" },
  ".cm-tooltip": { color: "var(--ink)", backgroundColor: "var(--sheet)", border: "1px solid var(--edge)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { color: "var(--sheet)", backgroundColor: "var(--accent)" },
  ".tok-keyword": { color: "var(--accent)", fontWeight: "600" },
  ".tok-comment": { color: "var(--muted)", fontStyle: "italic" },
  ".tok-string, .tok-literal, .tok-number": { color: "var(--code-literal)" },
  ".tok-variableName": { color: "var(--code-variable)" },
});

// Typing over a selection: Chromium would keep its looks in a style attribute, which the page's policy refuses.
const REPLACING = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const typed = event.inputType === "insertText" && event.data && !/^[()[\]{}"']$/.test(event.data);
    if (!typed || view.composing || view.state.selection.main.empty) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    return true;
  },
});

// Words to complete: the prefixed names that the saved queries use.
export function upgrade(area, { words, run, changed }) {
  const host = document.createElement("div");
  host.className = "code-editor";
  const root = host.attachShadow({ mode: "open" });
  const focused = document.activeElement === area;
  const source = (context) => {
    const before = context.matchBefore(/[\w-]+:?[\w-]*/);
    if (!before || (before.from === before.to && !context.explicit)) return null;
    return { from: before.from, options: words.map((label) => ({ label })), validFor: /^[\w-]*:?[\w-]*$/ };
  };
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: area.value,
      selection: { anchor: Math.min(area.selectionEnd, area.value.length) },
      extensions: [
        keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }]),
        lineNumbers(), highlightSpecialChars(), history(), drawSelection(), bracketMatching(), closeBrackets(),
        autocompletion({ override: [source] }), sparql(), syntaxHighlighting(classHighlighter), LOOK, REPLACING,
        EditorView.lineWrapping,
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
        EditorView.contentAttributes.of({
          "aria-label": "SPARQL", tabindex: "0", spellcheck: "false", autocapitalize: "off", translate: "no",
        }),
        EditorView.updateListener.of((update) => { if (update.docChanged) changed(); }),
      ],
    }),
  });
  area.replaceWith(host);
  document.querySelector(`label[for="${area.id}"]`)?.addEventListener("click", () => view.focus());
  if (focused) view.focus();
  return {
    get: () => view.state.doc.toString(),
    set: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    goTo(line, column) {
      const at = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
      view.dispatch({ selection: { anchor: Math.min(at.from + column - 1, at.to) }, scrollIntoView: true });
      view.focus();
    },
  };
}
