import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { parseCall } from "../xmlrpc/parse-call.ts";
import { renderFault, renderResponse } from "../xmlrpc/render-response.ts";
import type { XmlRpcValue } from "../xmlrpc/value.ts";

/** How a fake server answers: with a value, a fault, or in its own way. */
export type Answer =
  | { readonly kind: "value"; readonly value: XmlRpcValue }
  | { readonly kind: "fault"; readonly code: number; readonly text: string }
  | { readonly kind: "raw"; readonly respond: (request: IncomingMessage, response: ServerResponse) => void };

interface ReceivedCall {
  readonly method: string;
  readonly params: readonly XmlRpcValue[];
}

export interface FakeServer extends AsyncDisposable {
  readonly url: string;
  readonly calls: ReceivedCall[];
  readonly headers: IncomingMessage["headers"][];
  /** Number of connections that were made. */
  connections(): number;
  /** Ends all connections, as a server does that has waited long enough. */
  dropConnections(): void;
}

/** An HTTP server on a free port of 127.0.0.1 that answers each request as it is told. */
export async function fakeServer(
  answer: (method: string, request: IncomingMessage, params: readonly XmlRpcValue[]) => Answer,
): Promise<FakeServer> {
  const calls: ReceivedCall[] = [];
  const headers: IncomingMessage["headers"][] = [];
  let connections = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    headers.push(request.headers);
    const call = parseCall(Buffer.concat(chunks));
    if (call.ok) calls.push({ method: call.method, params: call.params });
    const reply = answer(call.ok ? call.method : (request.url ?? ""), request, call.ok ? call.params : []);
    if (reply.kind === "raw") {
      reply.respond(request, response);
      return;
    }
    response.setHeader("Content-Type", "text/xml");
    response.end(reply.kind === "value" ? renderResponse(reply.value) : renderFault(reply.code, reply.text));
  });
  server.on("connection", () => connections++);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    headers,
    connections: () => connections,
    dropConnections: () => server.closeAllConnections(),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
