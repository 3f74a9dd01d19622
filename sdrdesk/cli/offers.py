"""Offers from the shell: read one, check a folder of them, bring them up to date, exchange questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.cli.table import columns
from sdrdesk.domain.words import plural
from sdrdesk.errors import BadInput, NotFound
from sdrdesk.text import clean

if TYPE_CHECKING:
    from sdrdesk.desk.gate.offer_shelf import Warned
    from sdrdesk.domain.offer import Offer
    from sdrdesk.domain.playbook import Playbook
    from sdrdesk.domain.question import Bank

ACTIONS = ("list", "show", "check", "import", "import-bank", "export-gift")


def offers_options(parser: Parser) -> None:
    """The options of `sdrdesk offers`."""
    parser.add_argument("action", choices=ACTIONS, nargs="?", default="list", help="default: list")
    parser.add_argument(
        "what",
        nargs="?",
        metavar="WHAT",
        help="list: words to look for; show, export-gift: an offer; check, import: a folder (default: the shipped one);"
        " import-bank: a GIFT, Aiken, Moodle XML or QTI file",
    )
    parser.add_argument("--folder", metavar="DIR", help="export-gift, import-bank: where the offers are")
    parser.add_argument(
        "--offer", metavar="KEY", default="", help="import-bank: the offer that the questions are about"
    )
    parser.add_argument("--out", metavar="FILE", help="import-bank, export-gift: where it goes (default: stdout)")
    parser.add_argument(
        "--topic", default="Imported", metavar="TEXT", help="import-bank: topic of questions without one"
    )
    parser.add_argument("--force", action="store_true", help="import-bank, export-gift: write over an existing file")


def offers(shell: Shell) -> int:
    """Do what was asked with offers."""
    actions = {
        "list": _list,
        "show": _show,
        "check": _check,
        "import": _import,
        "import-bank": _import_bank,
        "export-gift": _export_gift,
    }
    return actions[shell.args.action](shell)


def _list(shell: Shell) -> int:
    from sdrdesk.cli.as_json import plain

    found = shell.open_desk().quizzing.library(shell.args.what or "")
    rows = [
        [one.key, one.kind, str(one.version), str(one.locked.leads or ""), one.state.words, one.title] for one in found
    ]
    head = ["Key", "Kind", "version", "locked", "Pass", "Title"]
    notes = [one.found for one in found] if shell.args.what else ()
    shell.answer([plain(one) for one in found], columns(head, rows, notes=notes))
    return ExitCode.OK if found else ExitCode.NOTHING


def _show(shell: Shell) -> int:
    from sdrdesk.cli.as_json import plain

    desk = shell.open_desk()
    opened = desk.quizzing.open(_named(shell))
    data = plain(opened)
    # The source repeats the questions with their right answers.
    del data["offer"]["source"]
    shell.answer(data, offer_lines(opened.offer, opened.view.kind_label))
    return ExitCode.OK


def offer_lines(offer: Offer, kind_label: str) -> Iterator[str]:
    """An offer as plain text."""
    pages = f", {plural(offer.pages, 'page')}" if offer.pages else ""
    yield offer.title
    yield f"{kind_label}{pages}, version {offer.version}, {plural(offer.minutes, 'minute')} to read"
    yield f"For: {offer.for_whom}"
    yield ""
    yield from (f"Fact {number}: {fact}" for number, fact in enumerate(offer.facts, 1))
    yield ""
    yield f"Open: {offer.opening}"
    yield f"Ask for: {offer.ask}"
    yield from (f"Do not promise: {one}" for one in offer.not_promised)
    for one in offer.objections:
        yield f'They say: "{one.says}" You: {one.answer}'
    yield ""
    yield from offer.body.split("\n")


def _check(shell: Shell) -> int:
    """Check a folder: alone, and against what the team has, if there is a desk."""
    from sdrdesk.desk.gate.offer_shelf import check_alone, guessing, warnings

    folder, library = _library(shell)
    compared: dict[str, str] = {}
    try:
        desk = shell.open_desk()
        playbook = desk.playbook
        compared = desk.team.compare_offers(library)
    except NotFound as missing:
        shell.tell(f"Checked without a team's desk: {missing.title}")
        playbook = _shipped_playbook()
        check_alone(library, playbook)
    warned = warnings(library, playbook)
    asked = sum(len(bank.questions) for _, bank in library)
    said = {
        "folder": str(folder),
        "offers": [offer.key for offer, _ in library],
        "questions": asked,
        "guessing": {offer.key: round(guessing(bank, playbook), 6) for offer, bank in library},
        "warnings": [{"offer": one.offer, "what": one.what, "cure": one.cure} for one in warned],
        "compared": compared,
    }
    for one in warned:
        shell.tell(f"{one.offer}: {one.what}. {one.cure}.")
    shell.answer(said, _checked_lines(folder, library, playbook, warned))
    return ExitCode.OK


def _checked_lines(
    folder: Path, library: tuple[tuple[Offer, Bank], ...], playbook: Playbook, warned: tuple[Warned, ...]
) -> Iterator[str]:
    from sdrdesk.desk.gate.offer_shelf import guessing

    asked = sum(len(bank.questions) for _, bank in library)
    rows = [
        [offer.key, str(offer.version), str(len(bank.questions)), f"{guessing(bank, playbook):.1%}"]
        for offer, bank in library
    ]
    yield from columns(["Key", "version", "questions", "passed by guessing"], rows)
    warnings = f", {plural(len(warned), 'warning')}" if warned else ""
    yield f"{folder} is good: {plural(len(library), 'offer')}, {plural(asked, 'question')}{warnings}"


def _import(shell: Shell) -> int:
    from sdrdesk.desk.gate.offer_shelf import warnings

    folder, library = _library(shell)
    desk = shell.open_desk()
    changed = desk.team.apply_offers(library)
    for one in warnings(library, desk.playbook):
        shell.tell(f"{one.offer}: {one.what}. {one.cure}.")
    line = f"Changed: {', '.join(changed)}" if changed else "Every offer is as it was"
    shell.answer({"folder": str(folder), "changed": list(changed)}, [line])
    return ExitCode.OK


def _import_bank(shell: Shell) -> int:
    """Turn a bank file into `questions.toml`; every question is in it or reported."""
    from sdrdesk.desk.gate.offer_shelf import guessing
    from sdrdesk.domain.question import Bank
    from sdrdesk.feeds.bank_writer import bank_toml
    from sdrdesk.feeds.banks import read_bank

    args = shell.args
    if not args.what or not args.offer:
        raise BadInput("Which file, and about which offer?", hint="sdrdesk offers import-bank FILE --offer KEY")
    offer = _offer_in(shell, args.offer)
    got = read_bank(Path(args.what), topic=clean(args.topic) or "Imported")
    for one in got.unsupported:
        shell.tell(f"{one.where}: left out: {one.what}. {one.cure}.")
    for note in got.notes:
        shell.tell(f"{note.where}: {note.what}.")
    if not got.questions:
        raise BadInput(f"{args.what} holds no question that can be used", hint="See what was left out above")
    bank = Bank(offer=args.offer, version=offer.version if offer else 1, questions=got.questions)
    strange = sorted({one.topic for one in got.questions} - set(offer.topics)) if offer else []
    if strange:
        names = ", ".join(f'"{one}"' for one in strange)
        shell.tell(f"Add to the topics of {args.offer}/offer.md, or rename in the questions: {names}.")
    _put(shell, args.out, bank_toml(bank))
    said = {
        "offer": args.offer,
        "questions": len(got.questions),
        "unsupported": [{"where": one.where, "what": one.what, "cure": one.cure} for one in got.unsupported],
        "notes": [{"where": one.where, "what": one.what} for one in got.notes],
        "unknown_topics": strange,
        "guessing": round(guessing(bank, _shipped_playbook()), 6),
    }
    line = f"{plural(len(got.questions), 'question')} taken, {len(got.unsupported)} left out"
    _done(shell, said, line, bank_toml(bank))
    return ExitCode.OK


def _export_gift(shell: Shell) -> int:
    """Print an offer's questions as GIFT, for Moodle and others."""
    from sdrdesk.feeds.banks import export_gift
    from sdrdesk.feeds.offer_files import read_offer

    key = _named(shell)
    folder = _folder(shell) / key
    if not folder.is_dir():
        raise NotFound(f'No offer "{clean(key)}" in {_folder(shell)}', hint="Name its folder with --folder")
    _, bank = read_offer(folder)
    text = export_gift(bank.questions)
    _put(shell, shell.args.out, text)
    count = len(bank.questions)
    _done(shell, {"offer": key, "questions": count, "gift": text}, f"{plural(count, 'question')} written", text)
    return ExitCode.OK


# --- what they share ----------------------------------------------------------------------------


def _named(shell: Shell) -> str:
    if not shell.args.what:
        raise BadInput("Which offer?", hint="See: sdrdesk offers list")
    return str(shell.args.what)


def _folder(shell: Shell) -> Path:
    from sdrdesk.build import data_folder

    return Path(shell.args.folder) if shell.args.folder else data_folder() / "offers"


def _library(shell: Shell) -> tuple[Path, tuple[tuple[Offer, Bank], ...]]:
    from sdrdesk.feeds.offer_files import read_library

    folder = Path(shell.args.what) if shell.args.what else _folder(shell)
    return folder, read_library(folder)


def _offer_in(shell: Shell, key: str) -> Offer | None:
    """The offer among the files, whose version and topics the questions must fit; None if it is yet to be written."""
    from sdrdesk.feeds.offer_files import read_front

    file = _folder(shell) / key / "offer.md"
    if not file.is_file():
        shell.tell(f"There is no {file} yet: version 1 is written, and topics are taken as they are.")
        return None
    return read_front(file, key)


def _shipped_playbook() -> Playbook:
    from sdrdesk.cli.rules import shipped_playbook
    from sdrdesk.feeds.playbook_file import read_playbook

    return read_playbook(shipped_playbook())


def _put(shell: Shell, out: str | None, text: str) -> None:
    """Write a file whole or not at all; never over another without being told to."""
    if not out:
        return
    path = Path(out)
    if path.exists() and not shell.args.force:
        raise BadInput(f"{path} is there already", "Nothing was written", "Name another file, or give --force")
    aside = path.with_name(f"{path.name}.part")
    try:
        aside.write_text(text, encoding="utf-8")
        aside.replace(path)
    except OSError as error:
        raise BadInput(f"{path} cannot be written", error.strerror or str(error), "Check the path") from None


def _done(shell: Shell, data: dict[str, object], line: str, text: str) -> None:
    """The text itself on stdout, or what was done where it went into a file."""
    lines: Iterable[str] = [line] if shell.args.out else [text.rstrip("\n")]
    shell.answer(data, lines)
    if not shell.args.out and not shell.is_json:
        shell.tell(f"{line}.")
