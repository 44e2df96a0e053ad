// Mutants of files, by their structure: parts dropped, doubled, swapped, cut, nested, lied about or taken from another file.
import { oddNumber, withOddNumber } from './random.mjs';
import { assemble, nesting, structures } from './structure.mjs';

/** TIFF (6.0, section 2), as files and as EXIF blocks: one entry of a directory, its next directory or a number anywhere. */
export function mutateTiff(random, bytes) {
  const changed = Buffer.from(bytes);
  const little = changed[0] === 0x49;
  const read = (at, size) => (little ? changed.readUIntLE(at, size) : changed.readUIntBE(at, size));
  const write = (value, at, size) =>
    little ? changed.writeUIntLE(value, at, size) : changed.writeUIntBE(value, at, size);
  if (changed.length < 10) return withOddNumber(random, changed);
  const directory = read(4, 4);
  if (directory + 2 > changed.length || random.chance(0.2)) return withOddNumber(random, changed);
  const count = Math.min(read(directory, 2), Math.floor((changed.length - directory - 6) / 12));
  if (count < 1) return withOddNumber(random, changed);
  const entry = directory + 2 + 12 * random.below(count);
  const ways = [
    () => write(oddNumber(random, 2), directory, 2),
    () => write(oddNumber(random, 2), entry, 2),
    () => write(random.below(20), entry + 2, 2),
    () => write(oddNumber(random, 4), entry + 4, 4),
    () => write(oddNumber(random, 4), entry + 8, 4),
    () => write(random.below(changed.length), entry + 8, 4),
    () => write(random.pick([directory, 8, oddNumber(random, 4)]), directory + 2 + 12 * count, 4),
    () => changed.copy(changed, entry, directory + 2, directory + 14),
  ];
  random.pick(ways)();
  return changed;
}

/** GIF is refused by its first bytes; so are those of others under them. */
const mutateGif = (random, bytes, donor) =>
  random.chance(0.5) ? withOddNumber(random, bytes) : Buffer.concat([bytes.subarray(0, 6), donor]);

/** A part's body with something of its own format changed: EXIF in JPEG and PNG and WebP, boxes in boxes, else a number. */
function mutateBody(random, format, part) {
  const exifAt = part.body.indexOf('Exif\0\0');
  if (exifAt >= 0 && exifAt < 12)
    return Buffer.concat([part.body.subarray(0, exifAt + 6), mutateTiff(random, part.body.subarray(exifAt + 6))]);
  if (part.type === 'eXIf' || part.type === 'EXIF') return mutateTiff(random, part.body);
  const before = nesting.get(part.type);
  if ((format === 'avif' || format === 'heic') && before !== undefined && random.chance(0.9)) {
    const inner = structures[format].split(part.body.subarray(before));
    const mutated = assemble(structures[format], mutateParts(random, format, inner, []));
    return Buffer.concat([part.body.subarray(0, before), mutated]);
  }
  return withOddNumber(random, part.body);
}

function mutateParts(random, format, { head, parts, tail }, others) {
  const changed = [...parts];
  const at = random.below(parts.length);
  const part = parts[at];
  if (part === undefined) return { head, parts, tail: withOddNumber(random, tail) };
  const replace = (next) => changed.splice(at, 1, { ...part, ...next });
  const ways = [
    () => changed.splice(at, 1),
    () => changed.splice(at, 0, ...Array.from({ length: random.pick([1, 2, 200]) }, () => part)),
    () => changed.splice(random.below(parts.length), 0, ...changed.splice(at, 1)),
    () => replace({ lie: random.pick([-1, 1, -part.body.length, 2 ** 31, 2 ** 32 - 1]) }),
    () => replace({ body: part.body.subarray(0, random.below(part.body.length + 1)) }),
    () =>
      replace({ body: Buffer.concat([part.body, Buffer.alloc(random.pick([1, 1000, 60_000]), random.below(256))]) }),
    () => replace({ type: random.pick([...parts, ...others]).type }),
    () => changed.splice(at, 0, random.pick([...parts, ...others])),
    ...Array.from({ length: 8 }, () => () => replace({ body: mutateBody(random, format, part) })),
  ];
  random.pick(ways)();
  return { head, parts: changed, tail };
}

/** What can be done to any file. */
function mutateWhole(random, bytes, donor) {
  const at = random.below(bytes.length);
  return random.pick([
    () => bytes.subarray(0, at),
    () => Buffer.concat([bytes.subarray(0, at), donor.subarray(random.below(donor.length))]),
    () => Buffer.concat([donor.subarray(0, random.below(64)), bytes]),
    () => Buffer.concat([bytes, donor]),
    () => Buffer.concat([bytes.subarray(0, at), Buffer.alloc(random.below(5000)), bytes.subarray(at)]),
    () => withOddNumber(random, bytes),
  ])();
}

/**
 * A mutant of one seed, one to three changes deep. `seeds`: {format, bytes} of all formats, from which strange parts come.
 * Gives the bytes and the format that they started from.
 */
export function mutateFile(random, seeds) {
  const { format, bytes } = random.pick(seeds);
  let mutant = bytes;
  for (let depth = random.pick([1, 1, 2, 3]); depth > 0; depth -= 1) {
    const donor = random.pick(seeds);
    const structure = structures[format];
    if (random.chance(0.15)) mutant = mutateWhole(random, mutant, donor.bytes);
    else if (format === 'tiff') mutant = mutateTiff(random, mutant);
    else if (structure === undefined) mutant = mutateGif(random, mutant, donor.bytes);
    else {
      const others = structures[donor.format]?.split(donor.bytes).parts ?? [];
      mutant = assemble(structure, mutateParts(random, format, structure.split(mutant), others));
    }
    if (mutant.length === 0) break;
  }
  return { format, bytes: mutant };
}
