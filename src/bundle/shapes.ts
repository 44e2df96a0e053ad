/** Whether the models' inputs and outputs have the shapes that the bundle's facts need. */
import type { Bundle, HousingSpec, ModelName } from './schema.js';

/** An input or output, as the runtime tells it; a word or a negative number in `dims` stands for any size. */
export interface Port {
  readonly name: string;
  readonly type: string;
  readonly dims: readonly (number | string)[];
}

/** Inputs and outputs of a model. */
export interface Ports {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

/** null: any size. */
type Shape = readonly (number | null)[];

/** What differs, in words; empty when nothing does. A dimension that the model leaves open fits every size. */
export function shapeProblems(bundle: Bundle, ports: Readonly<Record<ModelName, Ports>>): string[] {
  const { detector, housing, textReader } = bundle;
  // The reader's classes: the blank and the alphabet's characters.
  const classes = 1 + Array.from(textReader.alphabet).length;
  return [
    problem('detector input', ports.detector.inputs[0], [null, 3, detector.side, detector.side]),
    problem('detector output', ports.detector.outputs[0], [null, null, 5]),
    problem('housing input', ports.housing.inputs[0], [null, 3, housing.side, housing.side]),
    ...Object.entries(housingOutputs(housing)).map(([name, size]) =>
      problem(`housing ${name}`, named(ports.housing, name), [null, size]),
    ),
    problem('textDetector input', ports.textDetector.inputs[0], [null, 3, null, null]),
    problem('textDetector output', ports.textDetector.outputs[0], [null, 1, null, null]),
    problem('textReader input', ports.textReader.inputs[0], [null, 3, textReader.height, textReader.width]),
    problem('textReader letters', named(ports.textReader, 'letters'), [null, null, classes]),
    problem('textReader names', named(ports.textReader, 'names'), [null, 2 + textReader.names.length]),
  ].filter((words) => words !== null);
}

const named = ({ outputs }: Ports, name: string): Port | undefined => outputs.find((port) => port.name === name);

/** Outputs of the housing network by name, and how many numbers each has. */
const housingOutputs = ({ labels, embeddingSize }: HousingSpec) => ({
  logits: labels.length,
  camera: 1,
  occlusion: 1,
  embedding: embeddingSize,
});

function problem(name: string, port: Port | undefined, expected: Shape): string | null {
  const open = (size: number | string | null | undefined) => typeof size !== 'number' || size < 0;
  const fits =
    port?.dims.length === expected.length &&
    expected.every((size, i) => open(size) || open(port.dims[i]) || size === port.dims[i]);
  if (fits) return null;
  const words = (shape: readonly (number | string | null)[]) =>
    shape.map((size) => (open(size) ? 'any' : size)).join(' x ');
  return `${name}: expected ${words(expected)}, received ${port ? words(port.dims) : 'none'}`;
}
