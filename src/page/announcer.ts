/** Says to screen readers what changes on the page, no more often than one can listen. */
import { byId } from './dom.js';

/** Time between two sayings, milliseconds. */
const pauseMs = 1500;

/** Later words replace earlier ones that weren't said yet. */
export function openAnnouncer(): (words: string) => void {
  const live = byId('live', HTMLParagraphElement);
  let next: string | null = null;
  let isPausing = false;
  const say = (): void => {
    isPausing = next !== null;
    if (next === null) return;
    live.textContent = next;
    next = null;
    setTimeout(say, pauseMs);
  };
  return (words) => {
    next = words;
    if (!isPausing) say();
  };
}
