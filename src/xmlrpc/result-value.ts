import type { LongText } from "./long-text.ts";
import type { PreparedStruct } from "./prepared-struct.ts";
import type { XmlRpcValue } from "./value.ts";

/** What a method may answer. */
export type ResultValue = XmlRpcValue | LongText | PreparedStruct | readonly ResultValue[];
