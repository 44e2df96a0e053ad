/** Why something failed inside, in words for logs and bug reports. Apart from `errors.ts`, which the page's browser loads too. */
import { fileURLToPath } from 'node:url';

const programFolder = new URL('..', import.meta.url);

/** Why something failed inside and where, for logs and bug reports: its stack, without a path of this machine. */
export function causeWords(cause: unknown): string {
  if (!(cause instanceof Error)) return 'no cause';
  const { path, dest } = cause as NodeJS.ErrnoException & { readonly dest?: string };
  const places = [path, dest, programFolder.href, fileURLToPath(programFolder)].filter(
    (one) => one !== undefined && one !== '',
  );
  return places.reduce<string>((text, one) => text.replaceAll(String(one), ''), cause.stack ?? cause.message);
}
