/** What the report's page is given: written by `writeReportPage`, read by the page. */
import type { ResultRecord } from '../../recognise/result.js';
import type { Answer } from '../answers.js';
import type { Mark, Outcome } from '../verdicts.js';

/** A place on earth, degrees, WGS 84. */
export interface Place {
  readonly lat: number;
  readonly lon: number;
}

/** k of n with its 95 % Wilson interval. */
export interface Share {
  readonly k: number;
  readonly n: number;
  readonly low: number;
  readonly high: number;
}

/** A building or whatever else the photos are grouped by. */
export interface SiteFacts {
  readonly name: string;
  /** null where no photo says, or where places were left out. */
  readonly place: Place | null;
}

/** Something that makes a record doubtful. */
export interface WarningFacts {
  readonly code: string;
  /** In words, for people. */
  readonly text: string;
}

/** What a person said about a photo. */
export interface PersonFacts {
  readonly answer: Answer;
  /** Of `other-brand`: the maker's name, where it's known. */
  readonly brandName: string | null;
  readonly kind: Outcome['kind'];
  readonly marks: readonly Mark[];
  readonly reviewer: string | null;
  /** ISO 8601. */
  readonly at: string | null;
}

/** Whether there's a picture of the photo, or why not: `left-out` on purpose. */
export type PictureState = 'shown' | 'left-out' | 'missing' | 'changed' | 'unreadable';

/** One photo. */
export interface PhotoFacts {
  readonly record: ResultRecord;
  /** Of the report's sites; null: of none. */
  readonly site: number | null;
  readonly warnings: readonly WarningFacts[];
  readonly person: PersonFacts | null;
  readonly picture: PictureState;
}

/** How often the model is right, as its card says. */
export interface CardFacts {
  readonly model: { readonly id: string; readonly version: string };
  readonly sets: readonly {
    /** What was measured on. */
    readonly name: string;
    readonly pictures: number;
    /** Brand claims that are right. */
    readonly precision: Share;
    /** Hikvision and Dahua pictures with a right claim. */
    readonly rightClaims: Share;
    /** Pictures in place on which a camera was found. */
    readonly found: Share;
    /** Camera-free pictures in place on which a brand was claimed. */
    readonly falseBrands: Share;
  }[];
}

/** The report but for its photos, which come in blocks of their own. */
export interface ReportFacts {
  readonly title: string;
  /** When it was made, ISO 8601. */
  readonly at: string;
  readonly sites: readonly SiteFacts[];
  readonly models: readonly { readonly id: string; readonly version: string; readonly photos: number }[];
  readonly card: CardFacts | null;
  /** Photos with a brand that counts, of those with a camera. */
  readonly claims: Share;
  /** The program's brand claims that persons left as they are, of those that they reviewed. */
  readonly confirmed: Share;
  readonly hasPlaces: boolean;
}

/** Sizes of a photo's pictures. */
export type PictureSize = 'small' | 'large';

/** Where the pictures of a photo lie, below the report's folder; `/` between the parts. */
export const pictureFile = (sha256: string, size: PictureSize): string =>
  `photos/${sha256.slice(0, 2)}/${sha256}${size === 'small' ? '' : '-large'}.webp`;

/** The same for a camera, enlarged, or for a mark that was read on it; both by their index in the record. */
export const cropFile = (sha256: string, camera: number, mark?: number): string =>
  `photos/${sha256.slice(0, 2)}/${sha256}-${camera}${mark === undefined ? '' : `-${mark}`}.webp`;
