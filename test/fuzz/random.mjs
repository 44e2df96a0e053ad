// Numbers that come again: the same seed, the same mutants.

/** A generator of its own for each seed (mulberry32, Tommy Ettinger, public domain): integers below `n`, one of many, yes at a rate. */
export function randomOf(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n) => Math.floor(next() * n);
  return { below, pick: (list) => list[below(list.length)], chance: (rate) => next() < rate };
}

/** Numbers that programs stumble over, of so many bytes. */
export function oddNumber(random, bytes) {
  const most = 2 ** (8 * bytes) - 1;
  return (
    random.pick([0, 1, 2, 7, 8, 255, 256, 65_535, 2 ** (8 * bytes - 1), most - 1, most, random.below(most)]) %
    (most + 1)
  );
}

/** A copy in which one number, big- or little-endian, is an odd one; empty bytes stay so. */
export function withOddNumber(random, bytes) {
  const size = random.pick([1, 2, 4].filter((one) => one <= bytes.length));
  const changed = Buffer.from(bytes);
  if (size === undefined) return changed;
  const at = random.below(bytes.length - size + 1);
  const value = oddNumber(random, size);
  if (random.chance(0.5)) changed.writeUIntBE(value, at, size);
  else changed.writeUIntLE(value, at, size);
  return changed;
}
