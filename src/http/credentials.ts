import type { ServerCredentials } from "../config/configuration.ts";

/**
 * Checks HTTP Basic credentials. Every check takes the same time, whatever is wrong and however much of it is right:
 * both sides are hashed to one length, and both name and password are always compared.
 */
export class Credentials {
  readonly #username: Buffer;
  readonly #password: Buffer;
  readonly #hashed: boolean;

  constructor({ username, password }: ServerCredentials) {
    this.#hashed = password.startsWith(shaPrefix);
    this.#username = digest(Buffer.from(username, "utf8"));
    this.#password = digest(Buffer.from(this.#hashed ? password.slice(shaPrefix.length) : password, "utf8"));
  }

  /** Whether an Authorization header carries them. Anything malformed is a no. */
  accept(header: string | undefined): boolean {
    const encoded = /^basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(header ?? "")?.[1] ?? "";
    const decoded = Buffer.from(encoded, "base64");
    const colon = decoded.indexOf(0x3a);
    const username = decoded.subarray(0, Math.max(colon, 0));
    const given = decoded.subarray(colon + 1);
    const password = this.#hashed ? Buffer.from(crypto().createHash("sha1").update(given).digest("hex")) : given;
    const nameFits = crypto().timingSafeEqual(digest(username), this.#username);
    const passwordFits = crypto().timingSafeEqual(digest(password), this.#password);
    return colon !== -1 && nameFits && passwordFits;
  }
}

/** Followed by the lower-case hexadecimal SHA-1 of the password. */
const shaPrefix = "{SHA}";

function digest(bytes: Uint8Array): Buffer {
  return crypto().createHash("sha256").update(bytes).digest();
}

/** Loaded for a server with a password only: it costs a start 2 ms. */
function crypto(): typeof import("node:crypto") {
  return process.getBuiltinModule("node:crypto");
}
