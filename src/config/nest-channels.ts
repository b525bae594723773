type Channel = "stdout" | "stderr";

/** Puts the options of each channel together: `stdout_logfile` becomes `stdout.logfile`. */
export function nestChannels<Values extends object>(values: Values): NestedChannels<Values> {
  const nested: Record<string, unknown> = {};
  const channels: Record<Channel, Record<string, unknown>> = { stdout: {}, stderr: {} };
  for (const [key, value] of Object.entries(values)) {
    const channel = channelOf(key);
    if (channel === undefined) nested[key] = value;
    else channels[channel][key.slice(channel.length + 1)] = value;
  }
  // Each value stands where the type puts the one of its name.
  return { ...nested, ...channels } as NestedChannels<Values>;
}

function channelOf(key: string): Channel | undefined {
  if (key.startsWith("stdout_")) return "stdout";
  return key.startsWith("stderr_") ? "stderr" : undefined;
}

/** The options of one channel, by their names without it. */
export type ChannelValues<Values, Name extends Channel> = {
  readonly [Key in keyof Values as Key extends `${Name}_${infer Rest}` ? Rest : never]: Values[Key];
};

export type WithoutChannels<Values> = Omit<Values, `${Channel}_${string}`>;

type NestedChannels<Values> = WithoutChannels<Values> & {
  readonly [Name in Channel]: ChannelValues<Values, Name>;
};
