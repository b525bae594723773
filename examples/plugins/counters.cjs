// An RPC interface and supervisorctl commands of one's own. docs/plugins.md tells how they are configured.

/** [rpcinterface:counters]: methods counters.running and counters.crashes. */
exports.makeInterface = (control, options) => [
  {
    name: "running",
    doc: "How many processes are running.",
    params: [{ name: "group", type: "string", doc: "Only of this group", optional: true }],
    returns: { type: "int", doc: "Their number" },
    run: (group) => {
      let count = 0;
      for (const { name, processes } of control.groups.values()) {
        if (group !== undefined && group !== name) continue;
        count += processes.filter((process) => process.state.name === "RUNNING").length;
      }
      return count;
    },
  },
  {
    name: "greeting",
    doc: "What the section's option greeting= says.",
    returns: { type: "string", doc: "The text" },
    run: () => options.greeting ?? "hello",
  },
  {
    name: "broken",
    doc: "Throws, to show that nothing but the call suffers.",
    returns: { type: "boolean", doc: "Never" },
    run: () => {
      throw new Error("on purpose");
    },
  },
];

/** [ctlplugin:counters]: the command `running`. */
exports.makeCommands = (options) => [
  {
    name: "running",
    summary: "Count the running processes",
    operands: "none",
    run: async ({ client, print, setExitStatus }) => {
      const processes = await client.getAllProcessInfo();
      const running = processes.filter(({ statename }) => statename === "RUNNING").length;
      print(`${options.label ?? "running"}: ${running} of ${processes.length}`);
      if (running < processes.length) setExitStatus(3);
    },
  },
];
