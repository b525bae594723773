/**
 * A whole operating system in memory, for unit tests that never sleep and never touch the real one.
 *
 *     const system = new FakeSystem();
 *     const runner = new Runner(system, ...);          // the code under test spawns
 *     const child = system.processes.last;             // what it spawned: child.request, child.pid
 *     child.write(1, "hello\n");                       // the child's output waits in its pipe ...
 *     system.settle();                                 // ... and arrives here, with SIGCHLD and `soon` callbacks
 *     system.advance(1_000);                           // timers of the next second fire, in order
 *     system.exit(child.pid, exited(0));               // dies, SIGCHLD, the daemon reaps
 *     assert.deepEqual(child.signals, []);
 *
 * As in the real system nothing reaches the daemon in the middle of its own call: a child that ends inside `kill`
 * (`processes.onSignal`) is noticed at the next `settle`, `advance` or `exit`.
 */
import { FakeClock } from "./fake-clock.ts";
import { FakeDescriptors } from "./fake-descriptors.ts";
import { FakeFiles } from "./fake-files.ts";
import { FakeLimits } from "./fake-limits.ts";
import { FakeProcesses } from "./fake-processes.ts";
import { FakeSockets } from "./fake-sockets.ts";
import { FakeDatagrams, FakeStreams } from "./fake-streams.ts";
import { FakeUsers } from "./fake-users.ts";
import type { ExitStatus, System } from "./system.ts";

export { exited, signaled } from "./fake-processes.ts";

export class FakeSystem implements System {
  /** Descriptor table of the daemon: `count` for leak checks, `limit` for EMFILE. */
  readonly descriptors = new FakeDescriptors();
  readonly clock = new FakeClock();
  readonly processes = new FakeProcesses(this.descriptors);
  readonly users = new FakeUsers();
  readonly files = new FakeFiles(this.descriptors, this.clock);
  readonly limits = new FakeLimits();
  readonly streams = new FakeStreams();
  readonly datagrams = new FakeDatagrams();
  readonly sockets = new FakeSockets(this.descriptors, this.files);

  constructor() {
    this.clock.connectIo(() => this.processes.poll());
  }

  /** Both clocks forward; fires timers in order and settles after each. */
  advance(ms: number): void {
    this.clock.advance(ms);
    this.settle();
  }

  /** Delivers signals, pipe contents and `soon` callbacks until all is quiet; time stands still. */
  settle(): void {
    this.clock.settle();
  }

  /** Moves only the wall clock. */
  jumpWall(ms: number): void {
    this.clock.jumpWall(ms);
  }

  /** Ends a child and lets the daemon notice. */
  exit(pid: number, status: ExitStatus): void {
    this.processes.child(pid).exit(status);
    this.settle();
  }

  /** An orphan that PID 1 adopted and that has ended now. */
  adoptEnded(pid: number, status: ExitStatus): void {
    this.processes.addEnded({ pid, status });
    this.settle();
  }
}
