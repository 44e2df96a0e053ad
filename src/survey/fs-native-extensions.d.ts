/** The part of fs-native-extensions that `lock.ts` calls. */
declare module 'fs-native-extensions' {
  /** An exclusive lock on a whole open file, gone with its descriptor; false when another descriptor holds one. */
  export function tryLock(fd: number): boolean;
}
