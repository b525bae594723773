import { XmlDocument } from "./document.ts";
import { readValue } from "./read-value.ts";
import { isStruct, type XmlRpcValue } from "./value.ts";
import { XmlError } from "./xml-reader.ts";

export type ParsedResponse =
  | { readonly kind: "value"; readonly value: XmlRpcValue }
  | { readonly kind: "fault"; readonly code: number; readonly text: string }
  | { readonly kind: "malformed"; readonly reason: string };

/** Reads a `<methodResponse>`. Takes any input. */
export function parseResponse(xml: string | Uint8Array): ParsedResponse {
  try {
    const document = new XmlDocument(xml);
    document.open("methodResponse");
    const response = document.at("fault") ? readFault(document) : readResult(document);
    document.close("methodResponse");
    document.end();
    return response;
  } catch (error) {
    if (error instanceof XmlError) return { kind: "malformed", reason: error.message };
    throw error;
  }
}

function readResult(document: XmlDocument): ParsedResponse {
  document.open("params");
  document.open("param");
  const value = readValue(document);
  document.close("param");
  document.close("params");
  return { kind: "value", value };
}

function readFault(document: XmlDocument): ParsedResponse {
  document.open("fault");
  const fault = readValue(document);
  document.close("fault");
  const code = isStruct(fault) ? fault["faultCode"] : undefined;
  const text = isStruct(fault) ? fault["faultString"] : undefined;
  if (typeof code !== "number" || typeof text !== "string") throw new XmlError("fault without code and text");
  return { kind: "fault", code, text };
}
