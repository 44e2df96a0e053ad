/**
 * Tiny ONNX models, written byte by byte: protobuf fields by their numbers in onnx.proto3 (IR version 8, opset 13).
 */

/** float32 in TensorProto.DataType. */
export const float32 = 1;
/** int64 in TensorProto.DataType. */
export const int64 = 7;

/** A named input or output; null is a dimension that may vary. */
export interface PortSpec {
  readonly name: string;
  readonly dims: readonly (number | null)[];
  readonly type?: number;
}

/** One operator of the graph. */
export interface NodeSpec {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

const number = (field: number, value: number): number[] => [...varint(field << 3), ...varint(value)];

const message = (field: number, body: readonly number[]): number[] => [
  ...varint((field << 3) | 2),
  ...varint(body.length),
  ...body,
];

const text = (field: number, value: string): number[] => message(field, [...new TextEncoder().encode(value)]);

const port = (field: number, { name, dims, type = float32 }: PortSpec): number[] => {
  const shape = dims.flatMap((dim, i) => message(1, dim === null ? text(2, `d${i}`) : number(1, dim)));
  const tensor = [...number(1, type), ...message(2, shape)];
  return message(field, [...text(1, name), ...message(2, message(1, tensor))]);
};

const node = ({ op, inputs, outputs }: NodeSpec): number[] =>
  message(1, [...inputs.flatMap((name) => text(1, name)), ...outputs.flatMap((name) => text(2, name)), ...text(4, op)]);

/** A tensor of float32 whose values lie in a file beside the model: the first `length` values. */
export interface ExternalSpec {
  readonly name: string;
  readonly length: number;
  readonly location: string;
}

/** Fields of TensorProto; `external_data` holds pairs of key and value, `data_location` 1 says that they count. */
const external = ({ name, length, location }: ExternalSpec): number[] => {
  const pairs = Object.entries({ location, offset: '0', length: String(4 * length) });
  const entries = pairs.flatMap(([key, value]) => message(13, [...text(1, key), ...text(2, value)]));
  return message(5, [...number(1, length), ...number(2, float32), ...text(8, name), ...entries, ...number(14, 1)]);
};

/** Bytes of a model. */
export function onnxModel(graph: {
  readonly externals?: readonly ExternalSpec[];
  readonly nodes: readonly NodeSpec[];
  readonly inputs: readonly PortSpec[];
  readonly outputs: readonly PortSpec[];
}): Uint8Array {
  const body = [
    ...graph.nodes.flatMap(node),
    ...text(2, 'tiny'),
    ...(graph.externals ?? []).flatMap(external),
    ...graph.inputs.flatMap((spec) => port(11, spec)),
    ...graph.outputs.flatMap((spec) => port(12, spec)),
  ];
  const opset = message(8, [...text(1, ''), ...number(2, 13)]);
  return Uint8Array.from([...number(1, 8), ...message(7, body), ...opset]);
}
