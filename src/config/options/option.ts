/**
 * The form of the options tables: one record per option, and everything that is said of an option is said there.
 * Reading, validation, the sample configuration, the reference page and the editor schema come from the tables.
 */
import type { ValueType } from "../values/value-type.ts";

export interface Option<T = unknown> {
  readonly type: ValueType<T>;
  /** There is no sensible default: a section without it is refused, with this text. */
  readonly required?: (section: string) => string;
  /** An empty value of a required option counts as missing. */
  readonly emptyIsMissing?: true;
  /** Supervisor's own text for a bad value, where it is not that of the type. */
  readonly invalid?: (value: string) => string;
  /** What is read where the option is missing. Neither this nor `required`: the value is undefined. */
  readonly default?: string;
  /** Says in words what happens without the option, where `default` cannot. */
  readonly defaultNote?: string;
  /** Which %(names)s may stand in it. */
  readonly expansions: ExpansionScope;
  /** Supervisor expands its value twice. */
  readonly expandedTwice?: true;
  /** One or two plain sentences. */
  readonly doc: string;
  /** Version of Supervisor that introduced it; supervisor-ts has it from the start. */
  readonly since?: string;
  /** What makes a changed value count. */
  readonly change: ChangeEffect;
  /** Never shown in messages or printed configurations. */
  readonly secret?: true;
  /** Value in the sample configuration, where the default would not do. */
  readonly sample?: string;
}

export type OptionTable = Readonly<Record<string, Option>>;

/**
 * - "file": `here`, `host_node_name` and `ENV_*` of the daemon's own environment;
 * - "daemon": these and `ENV_*` of the variables in [supervisord] environment;
 * - "program": these, `program_name` and `group_name`;
 * - "process": these, `process_num`, `numprocs` and `ENV_*` of the program's own environment.
 */
export type ExpansionScope = "file" | "daemon" | "program" | "process";

/**
 * - "restart": stop supervisord and start it again;
 * - "reload": `supervisorctl reload`, which stops every program;
 * - "update": `supervisorctl update`, which stops and starts the groups that changed;
 * - "command": the next supervisorctl sees it.
 */
export type ChangeEffect = "restart" | "reload" | "update" | "command";

/** What reading an option gives. */
export type OptionValue<O> = O extends { readonly type: ValueType<infer T> }
  ? O extends { readonly required: (section: string) => string } | { readonly default: string }
    ? T
    : T | undefined
  : never;

/** What reading a section gives: the table's keys with the values' types. */
export type OptionValues<Table> = { readonly [Key in keyof Table]: OptionValue<Table[Key]> };
