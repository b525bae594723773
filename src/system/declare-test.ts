/**
 * `test` of node:test, called in the test file itself: the run finds a test that fails by the file that declares it.
 * A suite that several test files share takes it from them.
 */
export type DeclareTest = (title: string, run: () => void | Promise<void>) => void;
