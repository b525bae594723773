import { XmlDocument } from "./document.ts";
import { readValue } from "./read-value.ts";
import type { XmlRpcValue } from "./value.ts";
import { XmlError } from "./xml-reader.ts";

export type ParsedCall =
  | { readonly ok: true; readonly method: string; readonly params: readonly XmlRpcValue[] }
  | { readonly ok: false; readonly reason: string };

/** Reads a `<methodCall>`. Takes any input; `reason` says in a few words what is wrong, without quoting the input. */
export function parseCall(xml: string | Uint8Array): ParsedCall {
  try {
    const document = new XmlDocument(xml);
    document.open("methodCall");
    document.open("methodName");
    const method = document.textUntilClose("methodName").trim();
    if (method === "") throw new XmlError("no method name");
    const params = readParams(document);
    document.close("methodCall");
    document.end();
    return { ok: true, method, params };
  } catch (error) {
    if (error instanceof XmlError) return { ok: false, reason: error.message };
    throw error;
  }
}

function readParams(document: XmlDocument): readonly XmlRpcValue[] {
  const params: XmlRpcValue[] = [];
  if (!document.at("params")) return params;
  document.open("params");
  while (document.at("param")) {
    document.open("param");
    params.push(readValue(document));
    document.close("param");
  }
  document.close("params");
  return params;
}
