/**
 * Where supervisord and supervisorctl look for their configuration without `-c`, in this order.
 * @param program argv[0] of the command: the directory above its own is looked at first
 */
export function configurationSearchPath(program: string): readonly string[] {
  const above = `${program.includes("/") ? program.slice(0, program.lastIndexOf("/")) || "/" : "."}/..`;
  return [
    `${above}/etc/supervisord.conf`,
    `${above}/supervisord.conf`,
    "supervisord.conf",
    "etc/supervisord.conf",
    "/etc/supervisord.conf",
    "/etc/supervisor/supervisord.conf",
  ];
}
