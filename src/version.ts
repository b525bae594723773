/** Of this package, as package.json has it (held together by version.test.ts). */
export const version = "5.0.0-dev";
