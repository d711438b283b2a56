/**
 * What a promise rejects with, or `undefined`. Bun's `expect().rejects` would hold up all the tests that
 * run at the same time until it has settled.
 */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return undefined;
}
