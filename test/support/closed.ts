import { afterEach } from 'vitest';

/** `make`, whose results are closed after each test of the file that calls this at its top. */
export function closedAfterEach<Made extends { close(): Promise<void> }, Given extends unknown[]>(
  make: (...given: Given) => Promise<Made>,
): (...given: Given) => Promise<Made> {
  const opened: Made[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((one) => one.close()));
  });
  return async (...given) => {
    const one = await make(...given);
    opened.push(one);
    return one;
  };
}
