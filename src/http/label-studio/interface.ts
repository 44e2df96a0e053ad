/** A Label Studio project's labelling interface: which of its controls this program can fill in, and on which image. */
import sax from 'sax';
import { WhosecamError } from '../../errors.js';

/** What a box can be called. */
export const boxAnswers = ['hikvision', 'dahua', 'other-brand', 'unknown-brand'] as const;

/** What a photo can be called. */
export const photoAnswers = [...boxAnswers, 'no-camera'] as const;

/** Any of them. */
export type Answer = (typeof photoAnswers)[number];

/** A control of the interface: boxes with labels, or choices for the photo. */
export interface Control {
  readonly kind: 'RectangleLabels' | 'Choices';
  readonly fromName: string;
  readonly toName: string;
  /** What the project calls an answer. */
  readonly labelOf: (answer: Answer) => string;
}

/** What there is to fill in. */
export interface Interface {
  /** Where a task's data has the image. */
  readonly field: string;
  readonly controls: readonly Control[];
}

const isControl = (name: string): name is Control['kind'] => name === 'RectangleLabels' || name === 'Choices';

/** A tag as it's written. `labels`: those of a control. */
interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly labels: string[];
}

/**
 * Reads an interface's XML. The controls that name both brands are the ones to fill in; they must name every answer. `Other
 * brand` is `other-brand`: case, spaces and hyphens don't matter.
 * Errors: `bad-request` for what is no XML, has no such control, or one without all answers or on no image of its own.
 */
export function readInterface(xml: string): Interface {
  const tags = readTags(xml);
  const controls = tags.flatMap(controlOf);
  const [first, ...more] = new Set(controls.map(({ toName }) => toName));
  if (first === undefined) {
    throw new WhosecamError(
      'bad-request',
      'Expected RectangleLabels or Choices with hikvision and dahua; found neither',
    );
  }
  const image = tags.find(({ name, attributes }) => name === 'Image' && attributes['name'] === first);
  const field = /^\$(.+)$/.exec(image?.attributes['value'] ?? '')?.[1];
  if (field === undefined || more.length > 0) {
    throw new WhosecamError('bad-request', 'Expected controls of one Image with a value such as $image; found others');
  }
  return { field, controls };
}

function readTags(xml: string): Tag[] {
  const tags: Tag[] = [];
  /** Controls that are open: a label belongs to the innermost. */
  const open: Tag[] = [];
  // Strict; of entities it knows XML's own five and resolves no other, so nothing grows or is fetched.
  const parser = sax.parser(true);
  parser.onopentag = ({ name, attributes }) => {
    const tag: Tag = { name, attributes: attributes as Record<string, string>, labels: [] };
    const label = tag.attributes['alias'] ?? tag.attributes['value'];
    if ((name === 'Label' || name === 'Choice') && label !== undefined) open.at(-1)?.labels.push(label);
    tags.push(tag);
    if (isControl(name)) open.push(tag);
  };
  parser.onclosetag = (name) => {
    if (isControl(name)) open.pop();
  };
  parser.onerror = (cause) => {
    throw new WhosecamError('bad-request', 'Expected the labelling interface as XML; it is none', { cause });
  };
  parser.write(xml).close();
  return tags;
}

function controlOf({ name, attributes, labels }: Tag): Control[] {
  if (!isControl(name)) return [];
  const byAnswer = new Map(labels.map((label) => [plain(label), label]));
  const answers: readonly Answer[] = name === 'Choices' ? photoAnswers : boxAnswers;
  const missing = answers.filter((answer) => !byAnswer.has(plain(answer)));
  if (missing.includes('hikvision') || missing.includes('dahua')) return [];
  const { name: fromName, toName } = attributes;
  if (missing.length > 0 || fromName === undefined || toName === undefined) {
    const words = missing.length > 0 ? `it lacks ${missing.join(', ')}` : 'it lacks name or toName';
    throw new WhosecamError('bad-request', `Expected ${name} with name, toName and ${answers.join(', ')}; ${words}`);
  }
  return [{ kind: name, fromName, toName, labelOf: (answer) => byAnswer.get(plain(answer)) ?? answer }];
}

const plain = (label: string): string => label.toLowerCase().replace(/[\s_-]/g, '');
