import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lexiconSchema } from '../../../src/bundle/schema.js';
import { matchLexicon, spotLexicon } from '../../../src/recognise/wordmark/lexicon.js';
import { foldSteps } from '../../../src/recognise/wordmark/spot.js';

const entry = (name: string, spellings: string[], brand: string | null) => ({ name, spellings, brand });

const lineage = (name: string, family: string, link: string) => ({ name, family, link, source: 'by construction' });

const lexicon = lexiconSchema.parse({
  minSimilarity: 0.78,
  minWindowSimilarity: 0.88,
  minBrandWindowSimilarity: 0.97,
  minLead: 0.1,
  minScore: 0.3,
  minScoreLead: 0.15,
  minSupport: 0.5,
  minSupportOdds: 10,
  exactUpTo: 4,
  entries: [
    entry('hikvision', ['HIKVISION'], 'hikvision'),
    entry('dahua', ['DAHUA', 'ALHUA', 'AHUA'], 'dahua'),
    entry('hilook', ['HILOOK'], null),
    entry('kbvision', ['KBVISION'], null),
    entry('hxview', ['HXVIEW'], null),
    entry('hivideo', ['HIVIDEO'], null),
    entry('xvision', ['XVISION'], null),
    entry('hikam', ['HIKAM'], null),
    entry('dahao', ['DAHAO'], null),
    entry('ahuja', ['AHUJA'], null),
    entry('2m-technology', ['2MTECHNOLOGY'], null),
    entry('uniview', ['UNIVIEW', 'UNV'], null),
    entry('lts', ['LTS'], null),
    entry('axis', ['AXIS'], null),
  ],
  lineage: [
    lineage('hikvision', 'hikvision', 'own-brand'),
    lineage('hilook', 'hikvision', 'sub-brand'),
    lineage('kbvision', 'dahua', 'look-alike'),
    lineage('ds-model', 'hikvision', 'model-number'),
  ],
  words: ['TECHNOLOGY', 'VISION', 'SECURITY'],
  suffixes: ['TECHNOLOGY'],
  modelNumbers: [{ name: 'ds-model', prefixes: ['DS2CD'], brand: null }],
  minModelNumberLength: 8,
});

const nameOf = (text: string): string | null => matchLexicon(text, lexicon)?.name ?? null;
const brandOf = (text: string): string | null => matchLexicon(text, lexicon)?.brand ?? null;

describe('a claimable brand must begin as it does', () => {
  it.each(['THINKVISION', 'MIKVISION', 'NIKVISION', 'WAHUA', 'TAHUA', 'YAHUA'])('%s is none', (text) =>
    expect(brandOf(text)).toBeNull(),
  );

  it.each(['HIKVISION', 'IKVISION', 'DAHUA', 'HIKVISION DS-2CD'])('%s is one', (text) =>
    expect(brandOf(text)).not.toBeNull(),
  );
});

describe('a brand', () => {
  it.each(['HIKVISION', 'HIKVISI0N', 'H1KVISION', 'HIKVISIOH', 'IKVISION', 'hikvision', 'HIK VISION'])(
    '%s is HIKVISION',
    (text) => expect(brandOf(text)).toBe('hikvision'),
  );

  it.each([
    'dahua',
    'alhua',
    '@hua',
    'ahua',
    'a1hua',
    'OAHUA',
    'alhuaTECHNOLOGY',
    'dahua TECHNOLOCY',
    'ahuaTECHNOLOGY',
  ])('%s is dahua', (text) => expect(brandOf(text)).toBe('dahua'));

  it('is found inside a longer text, when it is clear enough', () => {
    expect(brandOf('HIKVISION DS-2CD')).toBe('hikvision');
    expect(brandOf('www.hikvision.com')).toBe('hikvision');
    expect(brandOf('dahua HFW1230')).toBe('dahua');
    expect(brandOf('MY HIKVLSOON X')).toBe(null);
    expect(brandOf('XALHUAXX')).toBe(null);
  });

  it('tells how near the text came and to which spelling', () => {
    expect(matchLexicon('HIKVISIOH', lexicon)).toEqual({
      kind: 'name',
      name: 'hikvision',
      brand: 'hikvision',
      lineage: { family: 'hikvision', link: 'own-brand', source: 'by construction' },
      similarity: 1 - 1 / 9,
      spelling: 'HIKVISION',
    });
  });
});

describe('names that look alike never claim a brand', () => {
  it.each([
    ['KBVISION', 'kbvision'],
    ['KBVISI0N', 'kbvision'],
    ['HXVIEW', 'hxview'],
    ['HIVIDEO', 'hivideo'],
    ['XVISION', 'xvision'],
    ['HIKAM', 'hikam'],
    ['DAHAO', 'dahao'],
    ['AHUJA', 'ahuja'],
    ['2M TECHNOLOGY', '2m-technology'],
    ['HiLook', 'hilook'],
    ['UNV', 'uniview'],
  ])('%s is %s', (text, name) => {
    expect(nameOf(text)).toBe(name);
    expect(brandOf(text)).toBe(null);
  });

  it('one mistake in a look-alike is never a brand', () => {
    const letters = fc.stringMatching(/^[A-Z0-9]$/);
    const alike = fc.constantFrom('KBVISION', 'HXVIEW', 'HIVIDEO', 'XVISION', 'HIKAM', 'DAHAO', 'VISION');
    fc.assert(
      fc.property(alike, letters, fc.nat(7), (name, letter, at) => {
        fc.pre(at < name.length);
        expect(brandOf(name.slice(0, at) + letter + name.slice(at + 1))).toBe(null);
        expect(brandOf(name.slice(0, at) + name.slice(at + 1))).toBe(null);
      }),
    );
  });
});

describe('the family behind a name', () => {
  it.each([
    ['HIKVISION', { family: 'hikvision', link: 'own-brand' }],
    ['HiLook', { family: 'hikvision', link: 'sub-brand' }],
    ['KBVISION', { family: 'dahua', link: 'look-alike' }],
  ])('of %s stands beside it', (text, expected) => {
    expect(matchLexicon(text, lexicon)?.lineage).toMatchObject(expected);
  });

  it('is null where none is known', () => {
    expect(matchLexicon('AXIS', lexicon)?.lineage).toBeNull();
  });
});

describe('what is no name', () => {
  it.each([
    'TECHNOLOGY',
    'TECHNOLOG',
    'VISION',
    'KVISION',
    'SECURITY',
    'LT',
    'LTX',
    'UNVX',
    'AXES',
    'HUA',
    'HIK',
    '',
    '--',
  ])('%s is nothing', (text) => expect(nameOf(text)).toBe(null));

  it('two brands in one line are nothing', () => {
    expect(nameOf('HIKVISION DAHUA')).toBe(null);
    expect(nameOf('HIKVISION KBVISION')).toBe(null);
  });

  it('most texts are nothing', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[B-GJ-MO-TV-Z2-9]{3,12}$/), (text) => {
        expect(brandOf(text)).toBe(null);
      }),
    );
  });
});

describe('a model number', () => {
  it('tells the family but claims no brand', () => {
    const match = matchLexicon('Model: DS-2CD2143G0-I', lexicon);
    expect(match).toMatchObject({ kind: 'model-number', name: 'ds-model', brand: null });
    expect(match?.lineage).toMatchObject({ family: 'hikvision', link: 'model-number' });
  });

  it.each(['DS-2CD', 'DS-2CE2143', 'OS-2CD2143', 'D5-2CD2143', 'XDS-2CD2143', 'DS-2CDXYZ'])('%s is none', (text) =>
    expect(nameOf(text)).toBe(null),
  );
});

describe('a name in what the reader nearly read', () => {
  const alphabet = 'ABDEHIKLNOSUVX';

  /** Each letter of `first` at probability p with a blank after it; the letter of `second` at that place has the rest. */
  const spot = (first: string, second: string, p: number): string | null => {
    const classes = alphabet.length + 1;
    const data = new Float32Array(2 * first.length * classes);
    [...first].forEach((letter, i) => {
      const at = 2 * i * classes;
      const other = 1 + alphabet.indexOf(second.charAt(i));
      data[at + 1 + alphabet.indexOf(letter)] = p;
      data[at + other] = (data[at + other] ?? 0) + 1 - p;
      data[at + classes] = 1;
    });
    return spotLexicon(foldSteps(data, alphabet), lexicon)?.name ?? null;
  };

  it('is found where its letters came close', () => {
    expect(spot('HIXVLSLOK', 'HIKVISION', 0.6)).toBe('hikvision');
  });

  it('is not found where they did not', () => {
    expect(spot('HIXVLSLOK', 'HIKVISION', 0.95)).toBe(null);
    expect(spot('HEXVLSLOK', 'HEXVISIOX', 0.6)).toBe(null);
  });

  it('is nothing where a name of another brand or a plain word came as close', () => {
    expect(spot('DAHUA', 'DAHAO', 0.6)).toBe(null);
    expect(spot('VISION', 'VISION', 0.9)).toBe(null);
  });

  it('is the other maker where that one came closer', () => {
    expect(spot('XBVISIOX', 'KBVISION', 0.6)).toBe('kbvision');
  });
});
