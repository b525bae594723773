/** One event of a stream of the JSON API. */
export interface ServerSentEvent {
  readonly event: string;
  readonly id: string | undefined;
  readonly body: unknown;
}

/** Takes a stream of server-sent events apart. Throws SyntaxError for data that is no JSON. */
export async function* serverSentEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ServerSentEvent, void> {
  const decoder = new TextDecoder();
  let begun = "";
  for await (const chunk of chunks) {
    const blocks = (begun + decoder.decode(chunk, { stream: true })).split("\n\n");
    begun = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = parseBlock(block);
      if (event !== undefined) yield event;
    }
  }
}

/** Comments and the time to wait before coming back are no events. */
function parseBlock(block: string): ServerSentEvent | undefined {
  const fields = new Map<string, string>();
  for (const line of block.split("\n")) {
    const [, name = "", value = ""] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    fields.set(name, value);
  }
  const data = fields.get("data");
  if (data === undefined) return undefined;
  return { event: fields.get("event") ?? "message", id: fields.get("id"), body: JSON.parse(data) };
}
