export interface Elf {
  /** Name of the architecture, where it is another one. */
  readonly foreign: string | undefined;
  /** Path of the loader that a dynamically linked program asks for. */
  readonly loader: string | undefined;
}

/** By `e_machine`: a name, and on which architectures of Node it runs. */
const machines: ReadonlyMap<number, readonly [name: string, runsOn: readonly string[]]> = new Map([
  [3, ["32-bit x86", ["ia32", "x64"]]],
  [8, ["MIPS", ["mips", "mipsel"]]],
  [20, ["32-bit PowerPC", ["ppc", "ppc64"]]],
  [21, ["64-bit PowerPC", ["ppc64"]]],
  [22, ["S/390", ["s390", "s390x"]]],
  [40, ["32-bit ARM", ["arm", "arm64"]]],
  [62, ["x86-64", ["x64"]]],
  [183, ["64-bit ARM", ["arm64"]]],
  [243, ["RISC-V", ["riscv64"]]],
  [258, ["LoongArch", ["loong64"]]],
]);

const interpreterSegment = 3; // PT_INTERP

/** What the header of a program in ELF says; undefined for other files. `bytes` are the first of the file. */
export function readElf(bytes: Uint8Array, architecture: string): Elf | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 64 || view.getUint32(0) !== 0x7f454c46) return undefined;
  const is64 = bytes[4] === 2;
  const little = bytes[5] === 1;
  const [name, runsOn] = machines.get(view.getUint16(18, little)) ?? [];
  const foreign = name !== undefined && !runsOn?.includes(architecture) ? name : undefined;
  return { foreign, loader: loaderOf(bytes, view, is64, little) };
}

function loaderOf(bytes: Uint8Array, view: DataView, is64: boolean, little: boolean): string | undefined {
  const word = (at: number): number => (is64 ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little));
  const table = word(is64 ? 32 : 28);
  const size = view.getUint16(is64 ? 54 : 42, little);
  const count = view.getUint16(is64 ? 56 : 44, little);
  for (let index = 0; index < count; index++) {
    const at = table + index * size;
    if (at + size > bytes.length) return undefined;
    if (view.getUint32(at, little) !== interpreterSegment) continue;
    const offset = word(at + (is64 ? 8 : 4));
    const length = word(at + (is64 ? 32 : 16));
    if (offset + length > bytes.length) return undefined;
    return Buffer.from(bytes.subarray(offset, offset + length))
      .toString("latin1")
      .replace(/\0.*$/s, "");
  }
  return undefined;
}
