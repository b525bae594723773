import type { Scenario, Step } from "../ctl-scenario.ts";

const programs = `[unix_http_server]
username=user
password=secret
[inet_http_server]
port=127.0.0.1:@PORT@
username=user
password={SHA}e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4
[program:cat]
command=/bin/cat
`;

/** The denial is told once; Supervisor tells it twice, the second time as an exception. */
function denied(run: string, more: Partial<Step> = {}): Step {
  const differs = {
    because: "a denial is told once",
    stdout: "Server requires authentication\n",
    status: 1,
  };
  return { run, ...more, differs };
}

export const authentication: Scenario = {
  title: "credentials",
  programs,
  before: (arena) => arena.untilState("cat", "RUNNING"),
  steps: [
    denied("status"),
    denied("version"),
    denied("reread"),
    denied("shutdown"),
    denied("tail -f cat"),
    denied("-u user version"),
    denied("-u user -p wrong version"),
    denied("-u wrong -p secret version"),
    denied("-s http://127.0.0.1:@PORT@ version", { bare: true }),
    denied("-s http://127.0.0.1:@PORT@ -u user -p sekret version", { bare: true }),
    { run: "-u user -p secret version" },
    { run: "-u user -p secret status" },
    { run: "-u user -p secret tail -f cat", interruptAt: "<==\n" },
    { run: "-s http://127.0.0.1:@PORT@ -u user -p secret status", bare: true },
    { run: "-u user -p secret status", when: "from the shell", input: "" },
    {
      run: "version",
      when: "with credentials in the configuration",
      first: (arena) => arena.edit("[supervisorctl]\n", "[supervisorctl]\nusername=user\npassword=secret\n"),
    },
    { run: "status cat" },
    { run: "-s http://127.0.0.1:@PORT@ version" },
    denied("-p wrong version"),
    {
      run: "",
      when: "the shell asks for a name and a password",
      input: "user\nsecret\nversion\n",
      first: (arena) => arena.edit("username=user\npassword=secret\nserverurl", "serverurl"),
      only: (text) => text.replace(/Username:\n?(Password:)?/, ""),
    },
  ],
};
