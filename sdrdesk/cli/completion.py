"""Shell completion: a script for bash, zsh or fish, made of the same parsers that read the words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.grammar import Spoken, Word, commands
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.dataclasses import replace
from sdrdesk.errors import DeskError

ASKED = {"--rep": "reps", "--to": "reps", "--owner": "reps"}
"""Options whose values are asked of the desk when somebody presses tab."""

SHELLS = ("bash", "zsh", "fish")


def completion_options(parser: Parser) -> None:
    """The options of `sdrdesk completion`."""
    parser.add_argument("shell", choices=[*SHELLS, "reps", "outcomes"], help="the shell; or what a script asks for")


def completion(shell: Shell) -> int:
    """Print a script, or what one of them asks for."""
    wanted = shell.args.shell
    if wanted in SHELLS:
        print({"bash": bash, "zsh": zsh, "fish": fish}[wanted](tuple(commands())), end="")
        return ExitCode.OK
    shell.answer(None, _values(shell, wanted))
    return ExitCode.OK


def _values(shell: Shell, wanted: str) -> Iterable[str]:
    """Logins or outcomes of the desk; nothing where it cannot be asked: a tab must not print an error."""
    try:
        if wanted == "outcomes":
            return tuple(shell.open_desk().playbook.outcomes)
        from sdrdesk.build import open_door

        door = open_door(shell.settings.database, "cli")
        try:
            return tuple(rep.login for rep in door.reps())
        finally:
            door.close()
    except DeskError:
        return ()


# ------------------------------------------------------------------------------------------ bash


def bash(spoken: tuple[Spoken, ...]) -> str:
    """A script to be sourced: eval "$(sdrdesk completion bash)"."""
    lines = [
        "# sdrdesk completion bash",
        "_sdrdesk() {",
        "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= at=0 i",
        "  for ((i = 1; i < COMP_CWORD; i++)); do",
        "    case ${COMP_WORDS[i]} in",
        "      --db|--at|--rep) ((i++)) ;;",
        "      -*) ;;",
        '      *) if [ -z "$command" ]; then command=${COMP_WORDS[i]}; else ((at++)); fi ;;',
        "    esac",
        "  done",
        "  COMPREPLY=()",
        '  case "$command $prev" in',
        *(f"    {pattern}) {_bash_way(word)}; return ;;" for pattern, word in _valued(spoken)),
        "  esac",
        '  case "$command" in',
        f"    '') _sdrdesk_words '{' '.join(one.name for one in spoken)} --help --version' ;;",
        *(f"    {one.name}) {_bash_words(one)} ;;" for one in spoken),
        "  esac",
        "}",
        '_sdrdesk_words() { COMPREPLY+=($(compgen -W "$1" -- "$cur")); }',
        "complete -o default -F _sdrdesk sdrdesk",
    ]
    return "\n".join(lines) + "\n"


def _valued(spoken: tuple[Spoken, ...]) -> Iterator[tuple[str, Word]]:
    """Patterns of a command and an option before the cursor, where what may follow is known."""
    for one in (replace(spoken[0], name=""), *spoken):
        for word in one.options:
            if word.value and (word.choices or word.is_file or ASKED.keys() & set(word.flags)):
                yield "|".join(f"'{one.name} {flag}'" for flag in word.flags), word


def _bash_way(word: Word) -> str:
    if word.choices:
        return f"_sdrdesk_words '{' '.join(word.choices)}'"
    asked = next((ASKED[flag] for flag in word.flags if flag in ASKED), "")
    return (
        f'_sdrdesk_words "$(sdrdesk completion {asked} 2>/dev/null)"'
        if asked
        else 'COMPREPLY=($(compgen -f -- "$cur"))'
    )


def _bash_words(one: Spoken) -> str:
    flags = " ".join(flag for word in one.options for flag in word.flags)
    alone = [word for word in one.words if not word.flags]
    first = " ".join(alone[0].choices) if alone else ""
    said = f"if [[ $cur == -* ]]; then _sdrdesk_words '{flags}'"
    if first:
        said += f"; elif ((at == 0)); then _sdrdesk_words '{first}'"
    if one.name == "log":
        said += '; elif ((at == 1)); then _sdrdesk_words "$(sdrdesk completion outcomes 2>/dev/null)"'
    return f"{said}; fi"


# ------------------------------------------------------------------------------------------- zsh


def zsh(spoken: tuple[Spoken, ...]) -> str:
    """A script for a folder of $fpath, as _sdrdesk; or eval "$(sdrdesk completion zsh)" after compinit."""
    names = " ".join(_quoted(f"{one.name}:{one.told}") for one in spoken)
    lines = [
        "#compdef sdrdesk",
        "_sdrdesk() {",
        "  local command= word i at=0",
        "  local -a found",
        "  for ((i = 2; i < CURRENT; i++)); do",
        "    case ${words[i]} in",
        "      --db|--at|--rep) ((i++)) ;;",
        "      -*) ;;",
        "      *) if [[ -z $command ]]; then command=${words[i]}; else ((at++)); fi ;;",
        "    esac",
        "  done",
        '  case "$command ${words[CURRENT-1]}" in',
        *(f"    {pattern}) {_zsh_way(word)}; return ;;" for pattern, word in _valued(spoken)),
        "  esac",
        '  case "$command" in',
        f"    '') found=({names}); _describe command found ;;",
        *(f"    {one.name}) {_zsh_words(one)} ;;" for one in spoken),
        "  esac",
        "}",
        "compdef _sdrdesk sdrdesk",
    ]
    return "\n".join(lines) + "\n"


def _zsh_way(word: Word) -> str:
    if word.choices:
        return f"compadd -- {' '.join(map(_quoted, word.choices))}"
    asked = next((ASKED[flag] for flag in word.flags if flag in ASKED), "")
    return f"compadd -- $(sdrdesk completion {asked} 2>/dev/null)" if asked else "_files"


def _zsh_words(one: Spoken) -> str:
    flags = " ".join(_quoted(f"{flag}:{word.told}") for word in one.options for flag in word.flags)
    alone = [word for word in one.words if not word.flags]
    said = f"if [[ ${{words[CURRENT]}} == -* ]]; then found=({flags}); _describe option found"
    if alone and alone[0].choices:
        said += f"; elif ((at == 0)); then compadd -- {' '.join(map(_quoted, alone[0].choices))}"
    if one.name == "log":
        said += "; elif ((at == 1)); then compadd -- $(sdrdesk completion outcomes 2>/dev/null)"
    return f"{said}; else _files; fi"


def _quoted(words: str) -> str:
    """One word for a shell, whatever is in it."""
    import shlex

    return shlex.quote(words)


# ------------------------------------------------------------------------------------------ fish


def fish(spoken: tuple[Spoken, ...]) -> str:
    """A file for ~/.config/fish/completions/sdrdesk.fish."""
    lines = ["# sdrdesk completion fish", "complete -c sdrdesk -n __fish_use_subcommand -f"]
    lines += [f"complete -c sdrdesk -n __fish_use_subcommand -f -a {one.name} -d {_quoted(one.told)}" for one in spoken]
    for one in spoken:
        where = f"complete -c sdrdesk -n '__fish_seen_subcommand_from {one.name}'"
        for word in one.words:
            if not word.flags and word.choices:
                lines.append(f"{where} -f -a '{' '.join(word.choices)}'")
            named = " ".join(f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}" for flag in word.flags)
            if named:
                lines.append(f"{where} {named}{_fish_way(word)} -d {_quoted(word.told)}")
        if one.name == "log":
            lines.append(f"{where} -f -a '(sdrdesk completion outcomes 2>/dev/null)'")
    return "\n".join(lines) + "\n"


def _fish_way(word: Word) -> str:
    if not word.value:
        return ""
    if word.choices:
        return f" -x -a '{' '.join(word.choices)}'"
    asked = next((ASKED[flag] for flag in word.flags if flag in ASKED), "")
    return f" -x -a '(sdrdesk completion {asked} 2>/dev/null)'" if asked else " -r"
