/** The numbered rules of the README in a few words each. */

const words: Readonly<Record<number, string>> = {
  1: "two names were read that can't both be right",
  2: 'a name was read, surely enough, on what is likely enough a camera',
  3: 'a name was read, but not surely enough, or on what is hardly a camera',
  4: "no name was read, and the shape alone is nearly certainly this brand's",
  5: "no name was read, and the shape alone is another maker's",
  6: 'nothing settles whose it is',
  9: 'no name was read, and the housing is one that was taught',
};

/** `rule 2: a name was read, surely enough, on what is likely enough a camera`. */
export const ruleWords = (rule: number): string => {
  const known = words[rule];
  return known === undefined ? `rule ${rule}` : `rule ${rule}: ${known}`;
};
