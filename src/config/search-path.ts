import { dirname, join } from "node:path/posix";

/**
 * Where supervisord and supervisorctl look for their configuration without -c, in this order. The directories above
 * that of the program come first; two of the places depend on the current directory.
 */
export function configurationSearchPath(programPath: string): readonly string[] {
  const above = dirname(dirname(programPath));
  return [
    join(above, "etc/supervisord.conf"),
    join(above, "supervisord.conf"),
    "supervisord.conf",
    "etc/supervisord.conf",
    "/etc/supervisord.conf",
    "/etc/supervisor/supervisord.conf",
  ];
}

/** The first of the places that exists; undefined if none does. */
export function findConfigurationFile(programPath: string, exists: (path: string) => boolean): string | undefined {
  return configurationSearchPath(programPath).find(exists);
}

/** What supervisord says when there is no configuration in any of the places. */
export function noConfigurationMessage(programPath: string): string {
  const places = configurationSearchPath(programPath).join(", ");
  return `No config file found at default paths (${places}); use the -c option to specify a config file at a different path`;
}

/** What supervisord says on the standard error when root starts it without -c. */
export const rootSearchWarning =
  "Supervisord is running as root and it is searching for its configuration file in default locations (including its " +
  'current working directory); you probably want to specify a "-c" argument specifying an absolute path to a ' +
  "configuration file for improved security.";
