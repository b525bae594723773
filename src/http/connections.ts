/**
 * The connections of one server, and which of them have to go: so that neither half requests nor connections that are
 * kept for nothing lock anybody out.
 *
 * A client that keeps a connection between its calls opens another when it finds it closed (supervisorctl, Python's
 * xmlrpc.client, browsers), so that nobody sees an error when an idle one is given up.
 */
import type { Socket } from "node:net";
import type { Clock, Timer } from "../system/system.ts";

interface ConnectionLimits {
  /** To one server at a time, so that descriptors are left for programs. */
  readonly total: number;
  /** Of these, from one address. A unix socket has none. */
  readonly perAddress: number;
  /** Time for a new connection to bring its first (authenticated) request, in milliseconds. */
  readonly firstRequestMs: number;
  /** How long a connection is kept that nobody uses, in milliseconds. */
  readonly idleMs: number;
}

const usualLimits: ConnectionLimits = { total: 500, perAddress: 250, firstRequestMs: 60_000, idleMs: 600_000 };

export class Connections {
  readonly #clock: Pick<Clock, "after" | "monotonicMs">;
  readonly #limits: ConnectionLimits;
  /** The oldest first. */
  readonly #all = new Map<Socket, Connection>();

  constructor(clock: Pick<Clock, "after" | "monotonicMs">, limits: ConnectionLimits = usualLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** How many are open. */
  get size(): number {
    return this.#all.size;
  }

  /** Undefined: it was refused, or is closed. */
  get(socket: Socket): Connection | undefined {
    return this.#all.get(socket);
  }

  /** Takes a new one in, in the place of another if need be; one for which there is no place is closed. */
  add(socket: Socket): void {
    const address = addressKey(socket.remoteAddress);
    const rivals = this.#rivals(address);
    const leaver = rivals && mostDispensable(rivals, this.#clock.monotonicMs());
    if (rivals !== undefined && leaver === undefined) {
      socket.destroy();
      return;
    }
    if (leaver !== undefined) {
      leaver.end();
      this.#all.delete(leaver.socket); // its "close" comes only later
    }
    const connection = new Connection(socket, address, this.#clock, this.#limits);
    this.#all.set(socket, connection);
    socket.on("close", () => {
      connection.cancel();
      this.#all.delete(socket);
    });
  }

  /** Those of whom one has to go for a new one from this address; undefined: there is room. */
  #rivals(address: string | undefined): Iterable<Connection> | undefined {
    const { total, perAddress } = this.#limits;
    const neighbours = address === undefined ? [] : [...this.#all.values()].filter((one) => one.address === address);
    if (neighbours.length >= perAddress) return neighbours;
    return this.#all.size >= total ? this.#all.values() : undefined;
  }
}

/**
 * The oldest that has brought nothing yet, else the one that has been idle for longest. One that has only just come still
 * has its request on the way: an idle one goes before it.
 */
function mostDispensable(connections: Iterable<Connection>, now: number): Connection | undefined {
  let oldest: Connection | undefined;
  let idle: Connection | undefined;
  for (const connection of connections) {
    if (connection.isNew) oldest ??= connection;
    else if (connection.idleSince < (idle?.idleSince ?? Number.POSITIVE_INFINITY)) idle = connection;
  }
  const isLate = oldest !== undefined && now - oldest.since >= arrivalMs;
  return isLate ? oldest : (idle ?? oldest);
}

/** Time for a request to come after its connection. */
const arrivalMs = 2000;

export class Connection {
  readonly socket: Socket;
  readonly address: string | undefined;
  /** When it came, in monotonic milliseconds. */
  readonly since: number;
  readonly #clock: Pick<Clock, "after" | "monotonicMs">;
  readonly #idleMs: number;
  #timer: Timer | undefined;
  #isNew = true;
  #idleSince = Number.POSITIVE_INFINITY;
  /** Requests that are being answered, or wait for that. */
  #waiting = 0;
  /** Resolves when the requests so far have been answered. */
  #turn: Promise<void> = Promise.resolve();

  constructor(
    socket: Socket,
    address: string | undefined,
    clock: Pick<Clock, "after" | "monotonicMs">,
    limits: ConnectionLimits,
  ) {
    this.socket = socket;
    this.address = address;
    this.since = clock.monotonicMs();
    this.#clock = clock;
    this.#idleMs = limits.idleMs;
    this.#timer = clock.after(limits.firstRequestMs, () => this.end());
  }

  /** It has not brought a whole request yet that was let in. */
  get isNew(): boolean {
    return this.#isNew;
  }

  /** Monotonic milliseconds; infinite before its first request and while one is being answered. */
  get idleSince(): number {
    return this.#idleSince;
  }

  /** A request has come. Returns how many are being answered now, or wait for that. */
  begin(): number {
    if (this.#isIdle) this.cancel();
    this.#idleSince = Number.POSITIVE_INFINITY;
    return ++this.#waiting;
  }

  /** Its request was let in, which has time from now on; a whole one makes no room for others while it is answered. */
  trust(isWhole: boolean): void {
    if (!this.#isIdle) this.cancel();
    if (isWhole) this.#isNew = false;
  }

  /** A request has been answered. */
  rest(): void {
    if (--this.#waiting > 0 || this.socket.destroyed) return;
    this.#idleSince = this.#clock.monotonicMs();
    this.cancel();
    this.#timer = this.#clock.after(this.#idleMs, () => this.end());
  }

  /** Carries out `answer` after the answers to all requests before. */
  inTurn(answer: () => Promise<void>): void {
    this.#turn = this.#turn.then(answer);
  }

  get #isIdle(): boolean {
    return Number.isFinite(this.#idleSince);
  }

  end(): void {
    this.socket.destroy();
  }

  /** Takes back the time limit that it has. */
  cancel(): void {
    this.#timer?.cancel();
  }
}

/** What counts as one address: of IPv6 the network, since a host there has more addresses than anybody can count. */
export function addressKey(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  const [plain = ""] = address.split("%");
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  if (!plain.includes(":")) return plain;
  const [head = "", tail] = plain.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => "0");
  const groups = [...before, ...zeros, ...after].slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${groups.join(":")}::/64`;
}
