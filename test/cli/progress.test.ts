import { expect, it } from 'vitest';
import { shellLine } from '../../src/cli/go-on.js';
import { createProgress } from '../../src/cli/progress.js';
import { collector } from '../support/cli.js';

/** 600 photos, two a second, a third of them Hikvision's. */
function shown({ isTTY, rowsShow }: { isTTY: boolean; rowsShow: boolean }): string {
  const { stream, text } = collector();
  const clock = { ms: 0 };
  const progress = createProgress({ stderr: Object.assign(stream, { isTTY }) }, 600, { rowsShow, now: () => clock.ms });
  for (let i = 0; i < 100; i++) {
    clock.ms += 500;
    progress.photo(i % 3 === 0 ? 'hikvision' : 'no-camera');
  }
  progress.end();
  return text();
}

it('writes a plain line every ten seconds where there is no terminal', () => {
  const lines = shown({ isTTY: false, rowsShow: false }).trimEnd().split('\n');
  expect(lines).toHaveLength(5);
  expect(lines[4]).toBe('100 of 600 photos, 2.0 a second, 5 min left, 34 hikvision, 66 no-camera');
});

it('draws a bar on a terminal, and no plain lines', () => {
  const text = shown({ isTTY: true, rowsShow: false });
  expect(text).toContain('100/600  2.0 a second  5 min left  34 hikvision, 66 no-camera');
  expect(text).not.toContain('of 600 photos');
});

it('is quiet on a terminal that shows the rows', () => {
  expect(shown({ isTTY: true, rowsShow: true })).toBe('');
});

it('sums up in the end', () => {
  const progress = createProgress({ stderr: collector().stream }, 3, { rowsShow: false });
  expect(progress.summary()).toBe('0 of 3 photos\n');
  progress.photo('no-camera');
  progress.photo('failed');
  expect(progress.summary()).toBe('2 of 3 photos: 1 failed, 1 no-camera\n');
  expect(progress.count('failed')).toBe(1);
});

it.each([
  {
    words: ['whosecam', 'classify', 'a/b.jpg', '--output', 'o.jsonl'],
    sh: 'whosecam classify a/b.jpg --output o.jsonl',
  },
  { words: ['whosecam', "town hall/it's"], sh: `whosecam 'town hall/it'\\''s'` },
  { words: ['whosecam', '*.jpg', ''], sh: `whosecam '*.jpg' ''` },
])('quotes for the shell: $words', ({ words, sh }) => {
  expect(shellLine(words, 'linux')).toBe(sh);
});

it('quotes for Windows', () => {
  expect(shellLine(['whosecam', 'C:\\town hall'], 'win32')).toBe('whosecam "C:\\town hall"');
});
