/** The command that goes on where a run stopped. */

/** Words as a line that can be pasted into a shell: sh's, or on Windows cmd's and PowerShell's. */
export function shellLine(words: readonly string[], platform: NodeJS.Platform = process.platform): string {
  const quoted = (word: string): string =>
    platform === 'win32' ? `"${word.replaceAll('"', '""')}"` : `'${word.replaceAll("'", `'\\''`)}'`;
  return words.map((word) => (/^[\w@%+=:,./\\-]+$/.test(word) ? word : quoted(word))).join(' ');
}

/** What to tell whoever interrupted a run that has an output; empty where nobody knows what called the program. */
export const howToGoOn = (output: string, commandLine: readonly string[] | undefined): string =>
  commandLine ? `What was answered is in ${output}. To go on:\n  ${shellLine(commandLine)}\n` : '';
