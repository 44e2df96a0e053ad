/** How often the machine's answers were right by a person's word, on the very photos of a survey. */
import { type Share, wilson } from './wilson.js';

/** An answer for a photo or a camera; `not-a-camera` is a person's only, for cameras. */
export type JudgedAnswer = 'hikvision' | 'dahua' | 'other-brand' | 'unknown-brand' | 'no-camera' | 'not-a-camera';

/** One answer of the machine beside the person's. */
export interface Judged {
  readonly machine: JudgedAnswer;
  readonly person: JudgedAnswer;
}

/** The same of a camera. */
export interface JudgedCamera extends Judged {
  /** Whether the machine's name of another maker is the person's; absent where one of the two gives none. */
  readonly isNameRight?: boolean;
}

/** A photo that a person judged: as a whole, and camera by camera. */
export interface JudgedPhoto extends Judged {
  readonly cameras: readonly JudgedCamera[];
  /** Names of other makers that the person gave or confirmed, of missed cameras, too. */
  readonly otherMakers: readonly string[];
  /** Cameras that a person marked and the machine missed. */
  readonly missed: number;
}

/** Shares over reviewed photos, each with its 95 % interval. */
export interface ReviewedFigures {
  readonly photos: number;
  /** Of photos with a brand claim: the person says something else, and says what it is. */
  readonly wrongClaims: Share;
  /** Of photos with a brand claim: the person says that nobody can tell. */
  readonly untellableClaims: Share;
  /** As `wrongClaims`, of each brand's claims. */
  readonly wrongByBrand: Readonly<Record<'hikvision' | 'dahua', Share>>;
  /** Of photos that show one of the two brands by the person's word: it wasn't claimed. */
  readonly unclaimedBrands: Share;
  /** Of photos answered `no-camera`: a person sees one. */
  readonly overlooked: Share;
  /** Of photos on which the machine reports a camera: a person sees none. */
  readonly falseAlarms: Share;
  /** Of cameras that the machine reports: a person says it's none. */
  readonly falseCameras: Share;
  /** Of cameras that a person sees: the machine reports none there. */
  readonly missedCameras: Share;
  /** Of cameras that machine and person name as another maker's: under another name. */
  readonly wrongNames: Share;
  /** Cameras by the other maker's name, as persons wrote it first; the most frequent first. */
  readonly otherMakers: readonly { readonly name: string; readonly cameras: number }[];
  /** `confusion[person][machine]`, photos. */
  readonly confusion: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const isBrand = (answer: JudgedAnswer): boolean => answer === 'hikvision' || answer === 'dahua';

/** Figures over photos that a person judged whole. */
export function reviewedFigures(photos: readonly JudgedPhoto[]): ReviewedFigures {
  const share = (some: readonly Judged[], isError: (one: Judged) => boolean): Share =>
    wilson(some.filter(isError).length, some.length);
  const claims = photos.filter(({ machine }) => isBrand(machine));
  const isUntellable = ({ person }: Judged): boolean => person === 'unknown-brand';
  const isWrong = (one: Judged): boolean => one.machine !== one.person && !isUntellable(one);
  const claimsOf = (brand: JudgedAnswer): Share =>
    share(
      claims.filter(({ machine }) => machine === brand),
      isWrong,
    );
  const cameras = photos.flatMap((photo) => photo.cameras);
  const named = cameras.filter(({ isNameRight }) => isNameRight !== undefined);
  const missed = photos.reduce((sum, photo) => sum + photo.missed, 0);
  const seen = cameras.filter(({ person }) => person !== 'not-a-camera').length + missed;
  const [without, withCamera] = [true, false].map((isNone) =>
    photos.filter(({ machine }) => (machine === 'no-camera') === isNone),
  );
  return {
    photos: photos.length,
    wrongClaims: share(claims, isWrong),
    untellableClaims: share(claims, isUntellable),
    wrongByBrand: { hikvision: claimsOf('hikvision'), dahua: claimsOf('dahua') },
    unclaimedBrands: share(
      photos.filter(({ person }) => isBrand(person)),
      ({ machine, person }) => machine !== person,
    ),
    overlooked: share(without ?? [], ({ person }) => person !== 'no-camera'),
    falseAlarms: share(withCamera ?? [], ({ person }) => person === 'no-camera'),
    falseCameras: share(cameras, ({ person }) => person === 'not-a-camera'),
    missedCameras: wilson(missed, seen),
    wrongNames: wilson(named.filter(({ isNameRight }) => isNameRight === false).length, named.length),
    otherMakers: tallyNames(photos.flatMap(({ otherMakers }) => otherMakers)),
    confusion: confusionOf(photos),
  };
}

function tallyNames(names: readonly string[]): { name: string; cameras: number }[] {
  const tally = new Map<string, { name: string; cameras: number }>();
  for (const name of names) {
    const one = tally.get(name.toLowerCase()) ?? { name, cameras: 0 };
    one.cameras += 1;
    tally.set(name.toLowerCase(), one);
  }
  return [...tally.values()].sort((a, b) => b.cameras - a.cameras || (a.name < b.name ? -1 : 1));
}

function confusionOf(photos: readonly Judged[]): Record<string, Record<string, number>> {
  const table: Record<string, Record<string, number>> = {};
  for (const { machine, person } of photos) {
    const line = (table[person] ??= {});
    line[machine] = (line[machine] ?? 0) + 1;
  }
  return table;
}
