// Typesets every formula of a gallery's pages as MathML, with KaTeX, into formulas.json, which travels with the gallery's writer: pages
// are typeset with nothing but a browser. Usage, in this folder: node formulas.mjs GALLERY (what spikebook run or serve has written).
import katex from 'katex';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
if (!folder) { console.error('usage: node formulas.mjs GALLERY'); process.exit(2); }
const plain = text => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&nbsp;/g, '\u00a0').replace(/&amp;/g, '&');
const set = new Map();
for (const page of readdirSync(folder).filter(name => name.endsWith('.html'))) {
  const html = readFileSync(join(folder, page), 'utf8');
  for (const [, , display, drawn, content] of html.matchAll(/<(div|span) class="math( display)?(?: drawn" data-tex="([^"]*))?">([^<]*)/g)) {
    const tex = plain(drawn ?? content).trim().replace(/\r\n/g, '\n');
    const typeset = katex.renderToString(tex, { displayMode: !!display, output: 'mathml', throwOnError: true, strict: 'ignore' });
    // Without the span around it and the TeX beside it, which the page has already.
    set.set((display ? '$$' : '$') + tex,
      typeset.replace(/^<span class="katex">/, '').replace(/<\/span>$/, '').replace(/<annotation[^]*<\/annotation>/, '').replace(/<\/?semantics>/g, ''));
  }
}
const lines = [...set.keys()].sort().map(key => `${JSON.stringify(key)}: ${JSON.stringify(set.get(key))}`);
writeFileSync(new URL('formulas.json', import.meta.url), `{\n${lines.join(',\n')}\n}\n`);
console.log(`${set.size} formulas`);
