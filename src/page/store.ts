/** Where verdicts are kept: in this browser, by the photo's SHA-256. Nothing of the photo is. */
import { parseVerdict, type PersonVerdict } from './verdicts.js';

const prefix = 'whosecam/verdict/';

/** The verdicts that are kept. */
export interface VerdictStore {
  read(sha256: string): PersonVerdict | undefined;
  /** False when the browser keeps nothing (it's full, or forbids it): it's known until the page is closed only. */
  write(verdict: PersonVerdict): boolean;
  forget(sha256: string): void;
  forgetAll(): void;
}

/** `storage`: undefined where the browser has none. Verdicts are read once: lists of thousands ask often. */
export function openStore(storage: Storage | undefined): VerdictStore {
  const known = new Map<string, PersonVerdict | undefined>();
  return {
    read(sha256) {
      if (!known.has(sha256)) {
        const text = storage?.getItem(prefix + sha256) ?? null;
        known.set(sha256, text === null ? undefined : parseVerdict(text));
      }
      return known.get(sha256);
    },
    write(verdict) {
      known.set(verdict.sha256, verdict);
      try {
        storage?.setItem(prefix + verdict.sha256, JSON.stringify(verdict));
        return storage !== undefined;
      } catch {
        return false;
      }
    },
    forget(sha256) {
      known.delete(sha256);
      storage?.removeItem(prefix + sha256);
    },
    forgetAll() {
      known.clear();
      const keys = Array.from({ length: storage?.length ?? 0 }, (_, i) => storage?.key(i) ?? '');
      for (const key of keys.filter((one) => one.startsWith(prefix))) storage?.removeItem(key);
    },
  };
}

/** The browser's storage; undefined where a setting forbids it. */
export function browserStorage(kind: 'localStorage' | 'sessionStorage'): Storage | undefined {
  try {
    return window[kind];
  } catch {
    return undefined;
  }
}
