import { masked, maskUrls } from "../option-texts.ts";
import { isSecretName } from "../values/secret-name.ts";
import type { Finding } from "./finding.ts";

/** Findings end up in the logs of a CI: what looks like a secret of a command is not repeated in them. */
export function withoutSecrets(finding: Finding): Finding {
  const { message, lines } = finding;
  if (lines === undefined) return { ...finding, message: maskSecrets(message) };
  return { ...finding, message: maskSecrets(message), lines: lines.map(maskSecrets) };
}

const value = `("[^"]*"|'[^']*'|[^\\s"',;]+)`;
const assignments = new RegExp(`(^|[\\s"',=(])((?:--?)?[A-Za-z_][\\w-]*=)${value}`, "g");
const separate = new RegExp(`(\\s--?[\\w-]*(?:pass|pwd|secret|token|credential)[\\w-]*\\s+)${value}`, "gi");

function maskSecrets(text: string): string {
  const shown = maskUrls(text);
  if (!isSecretName(shown)) return shown;
  return shown
    .replace(assignments, (all, before: string, name: string, given: string) =>
      isSecretName(name) && !isReference(given) ? before + name + hidden(given) : all,
    )
    .replace(separate, (all, name: string, given: string) =>
      isReference(given) || given.startsWith("-") ? all : name + hidden(given),
    );
}

function hidden(given: string): string {
  const [quote = ""] = /^["']/.exec(given) ?? [];
  return quote + masked + quote;
}

/** `%(ENV_TOKEN)s` and `$TOKEN` tell nothing, and ... is what we write ourselves. */
function isReference(text: string): boolean {
  return /^["']?(?:[%$]|\.\.\.)/.test(text);
}
