import { splitList } from "./list.ts";
import { parsed, rejected, type ValueType } from "./value-type.ts";

const label = "[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?";
const hostName = new RegExp(`^(?:\\*\\.)?${label}(?:\\.${label})*\\.?$`);

/** Lower-cased names of hosts; one that begins with "*." stands for all names below it. */
export const hostNames: ValueType<readonly string[]> = {
  name: "host names",
  accepts:
    "names of hosts without ports, with commas between them; *.example.com stands for all names below example.com",
  schema: { type: "string" },
  parse(text) {
    const names = splitList(text).map((name) => name.toLowerCase());
    const wrong = names.find((name) => !hostName.test(name));
    return wrong === undefined ? parsed(names) : rejected(`'${wrong}' is not the name of a host`);
  },
};
