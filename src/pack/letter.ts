/** A draft letter from a template: `{{name}}` stands for a fact of the pack. */
import { WhosecamError } from '../errors.js';

/** What a template may ask for. */
export const letterFields = [
  'site',
  'kind',
  'council',
  'constituency',
  'date',
  'seen',
  'claims',
  'status',
  'model',
  'error_rate',
] as const;

/** The facts of a letter; null: not known, to be filled in by hand. */
export type LetterFacts = Readonly<Record<(typeof letterFields)[number], string | null>>;

/** The filled-in letter. Errors: `bad-request` for a template that asks for something else. */
export function letterText(template: string, facts: LetterFacts): string {
  return template.replaceAll(/\{\{\s*([^{}]*?)\s*\}\}/g, (_, name: string) => {
    const field = letterFields.find((one) => one === name);
    if (!field) {
      const known = letterFields.map((one) => `{{${one}}}`).join(', ');
      throw new WhosecamError(
        'bad-request',
        `Expected in the template only ${known}; received {{${name.slice(0, 40)}}}`,
      );
    }
    return facts[field] ?? `[${field}]`;
  });
}
