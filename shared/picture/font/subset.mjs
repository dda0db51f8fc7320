// Makes core.otf and rest.otf.gz anew; README.md says how to run it and why
// there are two.
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync, constants } from 'node:zlib';
import { createRequire } from 'node:module';
import subsetFont from 'subset-font';

const require = createRequire(import.meta.url);
const source = readFileSync(require.resolve('pretendard/dist/public/static/Pretendard-Medium.otf'));

const range = (first, last) =>
  Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i)).join('');

// The 2,350 syllables of KS X 1001, rows 16 to 40, and all 11,172 of Unicode.
const euckr = new TextDecoder('euc-kr');
let common = '';
for (let row = 0xb0; row <= 0xc8; row++) {
  for (let cell = 0xa1; cell <= 0xfe; cell++) common += euckr.decode(Uint8Array.of(row, cell));
}
const seen = new Set(common);
const rare = [...range(0xac00, 0xd7a3)].filter((syllable) => !seen.has(syllable)).join('');

const signs =
  '–—‘’“”•…‰′″₩€™←↑→↓↔≈≠≤≥−∞Ω℃℉Δμσ□■▲▼●○◆「」、。〜※';
const core = range(0x20, 0x7e) + range(0xa0, 0xff) + range(0x3131, 0x318e) + signs + common;

// The licence reserves the name of the original: what is changed may not carry
// it. The table of names is left out, and in CFF a name as long is put instead.
const original = 'Pretendard';
const ours = 'BongsuDraw';

async function subset(text) {
  const font = Buffer.from(
    await subsetFont(source, text, {
      targetFormat: 'sfnt',
      noLayoutClosure: true,
      noHinting: true,
      keepFeatures: [],
      dropTables: ['GSUB', 'GPOS', 'GDEF', 'BASE', 'VORG', 'vhea', 'vmtx', 'name'],
    }),
  );
  for (let at = font.indexOf(original); at >= 0; at = font.indexOf(original)) font.write(ours, at, 'latin1');
  return font;
}

const out = (name) => new URL(name, import.meta.url);
writeFileSync(out('core.otf'), await subset(core));
writeFileSync(out('rest.otf.gz'), gzipSync(await subset(rare), { level: constants.Z_BEST_COMPRESSION }));
