import { expect, it } from 'vitest';
import { defaultBundleFolder, loadBundle } from '../../src/bundle/load.js';

const { entries, modelNumbers, lineage } = (await loadBundle(defaultBundleFolder())).bundle.lexicon;

it('tells the family of known names only, each once', () => {
  const known = [...entries, ...modelNumbers].map(({ name }) => name);
  const told = lineage.map(({ name }) => name);
  expect(told.filter((name) => !known.includes(name))).toEqual([]);
  expect(new Set(told).size).toBe(told.length);
});

it('has each claimable brand as its own family, and no other name as anyone’s own', () => {
  const own = lineage.filter(({ link }) => link === 'own-brand').map(({ name, family }) => [name, family]);
  expect(own).toEqual(entries.flatMap(({ name, brand }) => (brand === null ? [] : [[name, brand]])));
});

it('links every pattern of model numbers as such, and nothing else', () => {
  const linked = lineage.filter(({ link }) => link === 'model-number').map(({ name }) => name);
  expect(linked).toEqual(modelNumbers.map(({ name }) => name));
});

it('says for each how it is known', () => {
  expect(lineage.filter(({ source }) => source.length < 10)).toEqual([]);
});
