// The editor of a cell: CodeMirror with C#'s colours, and the session's own completion, help and remarks.
import { EditorState, StateEffect } from '@codemirror/state';
import { EditorView, keymap, hoverTooltip, drawSelection, highlightActiveLine } from '@codemirror/view';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { HighlightStyle, StreamLanguage, bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { linter, lintKeymap } from '@codemirror/lint';
import { csharp } from '@codemirror/legacy-modes/mode/clike';
import { tags } from '@lezer/highlight';

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--code-k)' }, { tag: [tags.string, tags.character], color: 'var(--code-s)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-n)' }, { tag: tags.comment, color: 'var(--code-c)', fontStyle: 'italic' },
  { tag: tags.meta, color: 'var(--code-p)' }, { tag: tags.typeName, color: 'var(--code-t)' }, { tag: tags.standard(tags.variableName), color: 'var(--code-t)' },
]);

const kinds = { method: 'method', property: 'property', class: 'class', struct: 'class', interface: 'interface', enum: 'enum', field: 'property', keyword: 'keyword', namespace: 'namespace' };

const anew = StateEffect.define();

export function create(host, text, label, changed, services) {
  let quiet = false;
  const complete = async context => {
    const word = context.matchBefore(/[\w.]+$/);
    if (!context.explicit && !word) return null;
    const found = await services.complete(context.state.doc.toString(), context.pos);
    if (!found?.items.length) return null;
    return {
      from: found.start,
      options: found.items.map(item => ({ label: item.text, type: kinds[String(item.kind).toLowerCase()] ?? 'variable', detail: item.signature || undefined })),
      validFor: /^\w*$/,
    };
  };
  const help = hoverTooltip(async (view, at) => {
    const found = await services.inspect(view.state.doc.toString(), at);
    if (!found) return null;
    return {
      pos: at,
      create: () => {
        const dom = document.createElement('div');
        dom.className = 'help';
        for (const signature of found.signatures) dom.appendChild(document.createElement('code')).textContent = signature;
        dom.append(found.text);
        return { dom };
      },
    };
  });
  const remarks = linter(async view => {
    const code = view.state.doc.toString();
    return (await services.diagnose(code) ?? []).map(remark => ({
      from: Math.min(remark.start, code.length), to: Math.min(Math.max(remark.end, remark.start), code.length), severity: remark.severity, message: remark.message,
    }));
  }, { delay: 600, needsRefresh: update => update.transactions.some(change => change.effects.some(effect => effect.is(anew))) });
  const run = () => { services.run(); return true; };
  const leave = view => { view.contentDOM.blur(); host.closest('section').querySelector('.cell-tools button')?.focus(); return true; };
  const view = new EditorView({
    parent: host,
    state: EditorState.create({
      doc: text,
      extensions: [
        keymap.of([{ key: 'Shift-Enter', run }, { key: 'Mod-Enter', run }]),
        history(), drawSelection(), highlightActiveLine(), indentOnInput(), bracketMatching(), closeBrackets(), indentUnit.of('    '), EditorState.tabSize.of(4),
        StreamLanguage.define(csharp), syntaxHighlighting(colours), autocompletion({ override: [complete] }), help, remarks,
        // Tab leaves the editor, as everywhere on a page.
        keymap.of([...completionKeymap, ...closeBracketsKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap, { key: 'Escape', run: leave }]),
        EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
        EditorView.updateListener.of(update => { if (update.docChanged && !quiet) changed(update.state.doc.toString()); }),
      ],
    }),
  });
  return {
    focus: () => view.focus(),
    check: () => view.dispatch({ effects: anew.of(null) }),
    set: value => { quiet = true; view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } }); quiet = false; },
  };
}
