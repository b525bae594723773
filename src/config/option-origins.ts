import { signalName } from "../system/signal-names.ts";
import type { ProcessConfig } from "./configuration.ts";
import { findEntry, type IniDocument } from "./ini/ini-document.ts";
import { maskUrls, processTexts } from "./option-texts.ts";
import type { ConfigSources } from "./read-groups.ts";

/** What was read, and which section of it made each group and each process. */
export interface WrittenSources {
  readonly document: IniDocument;
  readonly sources: ConfigSources;
}

export interface Place {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

export interface OriginOfOption {
  readonly option: string;
  /** As it could be written; null where there is none. Credentials in URLs are masked. */
  readonly value: string | null;
  /** Null: the default, or the files say something else by now. */
  readonly place: Place | null;
  /** The files say something else by now. */
  readonly differs: boolean;
}

/** The options of one process, as they are active, but for its environment; and where the files say so. */
export function optionOrigins(
  active: ProcessConfig,
  written: ProcessConfig | undefined,
  read: Partial<WrittenSources>,
): readonly OriginOfOption[] {
  const texts = flatTexts(active);
  const writtenTexts = written === undefined ? undefined : flatTexts(written);
  const section = written === undefined ? undefined : read.sources?.get(written);
  return [...texts].map(([option, value]) => {
    const differs = writtenTexts !== undefined && writtenTexts.get(option) !== value;
    const entry =
      section === undefined || read.document === undefined || differs
        ? undefined
        : findEntry(read.document, section, option);
    return { option, value, place: entry === undefined ? null : { file: entry.file, line: entry.line }, differs };
  });
}

function flatTexts(process: ProcessConfig): ReadonlyMap<string, string | null> {
  const { environment: _secret, ...texts } = processTexts(process);
  return new Map(Object.entries(texts).map(([option, value]) => [option, textOf(option, value)]));
}

function textOf(option: string, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (option === "stopsignal") return signalName(Number(value)).replace(/^SIG/, "");
  return maskUrls(Array.isArray(value) ? value.join(",") : String(value));
}
