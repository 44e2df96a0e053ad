/** Keys for quick review. */
import { cameraAnswers, type CameraVerdict } from './answers.js';

/** What a key asks for. */
export type Command =
  | { readonly kind: 'next' | 'previous' | 'confirm' | 'undo' | 'missed' | 'name' | 'camera' | 'help' }
  | { readonly kind: 'judge'; readonly answer: CameraVerdict };

const kinds = {
  j: 'next',
  ArrowRight: 'next',
  k: 'previous',
  ArrowLeft: 'previous',
  c: 'confirm',
  u: 'undo',
  m: 'missed',
  b: 'name',
  n: 'camera',
  '?': 'help',
} as const;

/** What a key press means. Keys with Ctrl, Alt or Meta belong to the browser. */
export function commandOf(press: {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}): Command | undefined {
  if (press.ctrlKey || press.altKey || press.metaKey) return undefined;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  if (key === 'x') return { kind: 'judge', answer: 'not-a-camera' };
  const answer = /^[1-9]$/.test(key) ? cameraAnswers[Number(key) - 1] : undefined;
  if (answer) return { kind: 'judge', answer };
  return Object.hasOwn(kinds, key) ? { kind: kinds[key as keyof typeof kinds] } : undefined;
}
