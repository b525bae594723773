import type { CommandInfo, Operands } from "./command-info.ts";
import { type CtlOption, ctlOptions } from "./command-line-options.ts";

export type ShellName = "bash" | "zsh" | "fish";

/** A script that makes a shell complete supervisorctl's options, actions and names. */
export function completionScript(shell: ShellName, commands: readonly CommandInfo[]): string {
  return scripts[shell](commands.filter(({ help }) => help.length > 0));
}

/** What the names of a running supervisord are asked for with, by kind of operand. */
const nameKinds: Partial<Record<Operands, "processes" | "groups">> = {
  processes: "processes",
  "running-process": "processes",
  "log-of-process": "processes",
  "signal-and-processes": "processes",
  groups: "groups",
  "groups-or-all": "groups",
};

const wordOptions = ctlOptions.filter(({ long }) => long !== "?");
const valueOptions = wordOptions.filter(({ argument }) => argument !== undefined);

const scripts: Readonly<Record<ShellName, (commands: readonly CommandInfo[]) => string>> = {
  bash: (commands) => `# bash completion for supervisorctl; load it with: source <(supervisorctl completion bash)
_supervisorctl() {
  # Not COMP_WORDS: bash takes words apart at the colon of group:name.
  local line="\${COMP_LINE:0:COMP_POINT}" current action= kind= words word i connection=() candidates=()
  current="\${line##*[[:space:]]}"
  read -ra words <<< "\${line%"$current"}"
  for ((i = 1; i < \${#words[@]}; i++)); do
    word="\${words[i]}"
    case "$word" in
      ${valueOptions.flatMap(spellings).join(" | ")}) connection+=("$word" "\${words[++i]/#\\~\\//$HOME/}") ;;
      -*) case "$word" in -i | --interactive) ;; *) connection+=("$word") ;; esac ;;
      *) action="$word"; break ;;
    esac
  done
  if [[ -z $action ]]; then
    case "\${words[-1]}" in
      -c | --configuration | -r | --history_file | --history-file) compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
      -s | --serverurl | -u | --username | -p | --password) return ;;
    esac
    candidates=(${[...wordOptions.flatMap(spellings), ...commands.map(({ name }) => name)].join(" ")})
  else
    case "$action" in
${commands.map(bashCase).join("\n")}
    esac
    [[ $action == signal && $((\${#words[@]} - i)) -eq 1 ]] && { kind=; candidates=(${signalWords}); }
    [[ -n $kind ]] && mapfile -t -O \${#candidates[@]} candidates \\
      < <("\${words[0]}" "\${connection[@]}" completion names "$kind" 2> /dev/null)
  fi
  COMPREPLY=()
  local prefix= quoted
  [[ $current == *:* && $COMP_WORDBREAKS == *:* ]] && prefix="\${current%"\${current##*:}"}"
  for word in "\${candidates[@]}"; do
    # What a server calls its programs is nothing for this shell to run. A star that matches no file is harmless.
    printf -v quoted %q "$word"
    [[ $word == *':*' ]] && quoted="\${quoted%'\\*'}*"
    [[ $quoted == "$current"* ]] && COMPREPLY+=("\${quoted#"$prefix"}")
  done
}
complete -F _supervisorctl supervisorctl
`,

  zsh: (commands) => `#compdef supervisorctl
# zsh completion for supervisorctl; put it into a file _supervisorctl in a directory of $fpath
_supervisorctl() {
  local -a connection actions names
  local kind= index
  actions=(
${commands.map(({ name, summary }) => `    ${quote(`${name}:${summary}`)}`).join("\n")}
  )
  _arguments -C -S \\
${wordOptions.map(zshOption).join("\n")}
    '1: :->action' '*:: :->operands'
  for index in \${(k)opt_args}; do
    case $index in
      -i|--interactive|-h|--help) ;;
      *) connection+=($index "\${\${opt_args[$index]//\\\\:/:}/#\\~\\//$HOME/}") ;;
    esac
  done
  case $state in
    action) _describe action actions ;;
    operands)
      case $words[1] in
${commands.map(zshCase).join("\n")}
      esac
      if [[ $words[1] == signal && $CURRENT -eq 2 ]]; then
        compadd ${signalWords}
        return
      fi
      [[ -n $kind ]] && names+=("\${(@f)$(_call_program names supervisorctl \${(q)connection} completion names $kind 2> /dev/null)}")
      compadd -a names
      ;;
  esac
}
if [[ $funcstack[1] == _supervisorctl ]]; then _supervisorctl "$@"; else compdef _supervisorctl supervisorctl; fi
`,

  fish: (commands) => `# fish completion for supervisorctl; load it with: supervisorctl completion fish | source
# Prints the options that lead to the server, or with "action" the action that has been typed.
function __supervisorctl_parse
    set -l words (commandline -opc)
    set -e words[1]
    set -l connection
    while set -q words[1]
        switch $words[1]
            case ${valueOptions.flatMap(spellings).join(" ")}
                set -a connection $words[1] (string replace -r '^~/' $HOME/ -- "$words[2]")
                set -e words[1]
            case '-*'
                contains -- $words[1] -i --interactive; or set -a connection $words[1]
            case '*'
                test "$argv[1]" = action; and echo $words[1]
                break
        end
        set -e words[1]
    end
    test "$argv[1]" = action; or printf '%s\\n' $connection
end
function __supervisorctl_after
    test "$(__supervisorctl_parse action)" = "$argv[1]"
end
function __supervisorctl_names
    supervisorctl (__supervisorctl_parse) completion names $argv[1] 2>/dev/null
end
complete -c supervisorctl -f
${wordOptions.map(fishOption).join("\n")}
${commands.map(fishCommand).join("\n")}
`,
};

const signalWords = "HUP INT QUIT TERM KILL USR1 USR2 STOP CONT WINCH";

function spellings({ short, long }: CtlOption): readonly string[] {
  return short === undefined ? [`--${long}`] : [`-${short}`, `--${long}`];
}

/** Words that can follow an action whatever the server knows. */
function fixedWords({ operands, flags = [] }: CommandInfo, commands: readonly CommandInfo[] = []): readonly string[] {
  const words = {
    actions: commands.map(({ name }) => name),
    "shell-name": ["bash", "zsh", "fish"],
    groups: [],
    "groups-or-all": ["all"],
    processes: ["all"],
    "signal-and-processes": ["all"],
    "log-of-process": ["all", "stdout", "stderr"],
    "running-process": [],
    none: [],
    url: [],
  }[operands];
  return [...flags.map(({ name }) => name), ...words];
}

function bashCase(command: CommandInfo, _: number, commands: readonly CommandInfo[]): string {
  const kind = nameKinds[command.operands] ?? "";
  return `      ${command.name}) kind=${kind} candidates=(${fixedWords(command, commands).join(" ")}) ;;`;
}

function zshCase(command: CommandInfo, _: number, commands: readonly CommandInfo[]): string {
  const kind = nameKinds[command.operands] ?? "";
  return `        ${command.name}) kind=${kind} names=(${fixedWords(command, commands).join(" ")}) ;;`;
}

function zshOption({ short, long, argument, summary }: CtlOption): string {
  const action = argument === "FILENAME" ? "_files" : "";
  const value = argument === undefined ? "" : `:${argument.toLowerCase()}:${action}`;
  const text = `[${summary.replaceAll(":", "\\:")}]${value}`;
  const names = short === undefined ? [`--${long}`] : [`-${short}`, `--${long}`];
  return names
    .map((name) => `    ${quote(`${name}${argument !== undefined && name.startsWith("--") ? "=" : ""}${text}`)} \\`)
    .join("\n");
}

function fishOption({ short, long, argument, summary }: CtlOption): string {
  const letter = short === undefined ? "" : ` -s ${short}`;
  const value = argument === undefined ? "" : argument === "FILENAME" ? " -rF" : " -x";
  return `complete -c supervisorctl -n '__supervisorctl_after ""'${letter} -l ${long}${value} -d ${quote(summary)}`;
}

function fishCommand(command: CommandInfo, _: number, commands: readonly CommandInfo[]): string {
  const { name, summary, operands } = command;
  const lines = [`complete -c supervisorctl -n '__supervisorctl_after ""' -a ${name} -d ${quote(summary)}`];
  const words = [...fixedWords(command, commands), ...(operands === "signal-and-processes" ? [signalWords] : [])];
  const kind = nameKinds[operands];
  const dynamic = kind === undefined ? [] : [`(__supervisorctl_names ${kind})`];
  const all = [...words, ...dynamic].join(" ");
  if (all !== "") {
    lines.push(`complete -c supervisorctl -n '__supervisorctl_after ${name}' -a ${quote(all)}`);
  }
  return lines.join("\n");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
