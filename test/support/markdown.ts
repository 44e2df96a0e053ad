/** A fenced block of a document whose info string has a name after the language, such as `bash curl-form`. */
export interface Example {
  readonly language: string;
  readonly code: string;
}

/** The named examples of a document; throws where a block has no name or two have the same. */
export function examplesOf(markdown: string): Map<string, Example> {
  const examples = new Map<string, Example>();
  for (const [, info = '', code = ''] of markdown.matchAll(/^```([^\n]*)\n(.*?)^```$/gms)) {
    const [language = '', name] = info.split(' ');
    if (name === undefined || examples.has(name)) throw new Error(`Expected a name of its own for the block ${info}`);
    examples.set(name, { language, code });
  }
  return examples;
}
