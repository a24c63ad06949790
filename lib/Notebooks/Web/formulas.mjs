// Typesets every formula of the notebooks as MathML, with KaTeX, into formulas.json, which travels with the gallery: pages are typeset
// with nothing but a browser. Input: lines of JSON { tex, display } that `spikebook serve --formulas` or the check prints; see README.md.
import katex from 'katex';
import { createInterface } from 'node:readline';
import { writeFileSync } from 'node:fs';

const set = new Map();
for await (const line of createInterface({ input: process.stdin })) {
  if (!line.startsWith('{')) continue;
  const { tex, display } = JSON.parse(line);
  const html = katex.renderToString(tex, { displayMode: display, output: 'mathml', throwOnError: true, strict: 'ignore' });
  // Without the wrapping span and the TeX annotation, which the page has already.
  const math = html.replace(/^<span class="katex">/, '').replace(/<\/span>$/, '').replace(/<annotation[^>]*>[^]*?<\/annotation>/, '').replace(/^<math[^>]*>/, '').replace(/<\/math>$/, '');
  set.set((display ? '$$' : '$') + tex, math.replace(/^<semantics>([^]*)<\/semantics>$/, '$1'));
}
writeFileSync(new URL('formulas.json', import.meta.url), '{\n' + [...set.keys()].sort().map(key => `${JSON.stringify(key)}: ${JSON.stringify(set.get(key))}`).join(',\n') + '\n}\n');
console.log(`${set.size} formulas`);
