"""Written touches on the queue: shown, sent in the background, asked about when in doubt, answers logged."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from sdrdesk.domain.cadence import Detail
from sdrdesk.domain.playbook import Channel, On, OutcomeRule, Then
from sdrdesk.errors import DeskError
from sdrdesk.tui import dialler
from sdrdesk.tui.background import say_error
from sdrdesk.tui.widgets.status_line import UNDO

if TYPE_CHECKING:
    from sdrdesk.desk.calls.mailing import Handed, Mail, Written
    from sdrdesk.desk.desk import Desk
    from sdrdesk.desk.values import Logged
    from sdrdesk.domain.messages import Server
    from sdrdesk.domain.queue import QueueRow
    from sdrdesk.settings import Settings
    from sdrdesk.tui.dialogs.write_message import Message
    from sdrdesk.tui.screens.mail_round import MailRound
    from sdrdesk.tui.screens.queue import QueueScreen


class Mails:
    """The written touches of one screen: the queue's, or the round of all that are due."""

    def __init__(self, screen: QueueScreen | MailRound, desk: Desk, settings: Settings) -> None:
        """Write for the rep at `desk`, from `screen`, which reads anew after everything that was done."""
        self._screen, self._desk, self._settings = screen, desk, settings

    def write(self, row: QueueRow, channel: Channel = Channel.EMAIL) -> None:
        """Show the message for a lead."""
        self._screen.ask(partial(self._desk.mailing.write, row.lead_id, channel), self.show, group="mail", latest=True)

    def show(self, written: Written) -> None:
        """Show a message, to be changed and sent."""
        from sdrdesk.tui.dialogs.write_message import WriteMessage

        if (way_out := self._way_out(written)) is None:
            return
        server = way_out[0]
        way = "sends" if server else "opens your mail program"
        if written.channel is Channel.SOCIAL:
            way = "logs it as sent"
        self._screen.app.push_screen(WriteMessage(written, way), partial(self._written, written, server))

    def send_as_shown(self, written: Written) -> None:
        """Send an e-mail just as it stands on the screen."""
        from sdrdesk.tui.dialogs.write_message import Message

        if way_out := self._way_out(written):
            self._written(written, way_out[0], Message(written.subject, written.body, is_meant=True))

    def _way_out(self, written: Written) -> tuple[Server | None] | None:
        """The server that sends it, or None in its place for the rep's own program; nothing where one is in doubt."""
        if written.channel is Channel.EMAIL and written.in_doubt:
            self._ask(written.in_doubt, written.name, "It was cut off while it was sent: look into your sent folder.")
            return None
        try:
            return (self._server(),)
        except DeskError as error:
            say_error(self._screen.app, error)
            return None

    def _server(self) -> Server | None:
        from sdrdesk.desk.calls.mail_server import server_of

        return server_of(self._settings, os.environ)

    def _written(self, written: Written, server: Server | None, message: Message | None) -> None:
        """The dialog is closed: send, hand over, log, or keep."""
        if message is None:
            return
        mailing, lead_id, name = self._desk.mailing, written.lead_id, written.name
        if not message.is_meant:
            if written.channel is Channel.EMAIL:
                keep = partial(mailing.keep, lead_id, message.subject, message.body)
                self._screen.ask(keep, lambda _: self._done(f"Kept the e-mail to {name}"), group="write")
        elif written.channel is Channel.SOCIAL:
            self._log(partial(mailing.done, lead_id, Channel.SOCIAL, note=message.body))
        elif server is None:
            hand = partial(mailing.hand_over, lead_id, message.subject, message.body)
            self._screen.ask(hand, self._handed, group="mail")
        else:
            self._screen.status.say(f"Sending the e-mail to {name}", mark="…", ink="desk-warn")
            send = partial(mailing.send, lead_id, message.subject, message.body, server)
            self._screen.ask(send, self._logged, failed=partial(self._not_sent, name), group="send")

    def _not_sent(self, name: str, error: BaseException) -> bool:  # noqa: ARG002 - the hook's signature
        self._screen.status.say(f"The e-mail to {name} is not logged", mark="✗", hint="c opens it", ink="desk-bad")
        self._screen.reload()
        return False

    def _done(self, said: str, hint: str = "") -> None:
        """Say what was done, and look anew."""
        self._screen.status.say(said, hint=hint)
        self._screen.reload()

    # ------------------------------------------------------------------- the rep's own mail program

    def _handed(self, handed: Handed) -> None:
        """Open the mail program, then ask whether the mail went."""
        app = self._screen.app
        if app.is_web:
            app.open_url(handed.uri, new_tab=False)
        elif self._settings.dial_command.strip() != dialler.OFF:
            words = dialler.command("", "", handed.uri, os.environ, dialler.platform())
            if words:
                self._screen.ask(partial(dialler.dial, words), lambda _: None, group="ring")
        self._ask(handed.mail, handed.name, "It was handed to your mail program; nothing is logged yet.")

    def _ask(self, mail: Mail, name: str, words: str) -> None:
        """Whether a mail went; escape leaves it in doubt."""
        from sdrdesk.tui.dialogs.yes_no import YesNo

        def answered(was_sent: bool | None) -> None:
            if was_sent:
                self._log(partial(self._desk.mailing.settle, mail.id, was_sent=True))
            elif was_sent is not None:
                back = partial(self._desk.mailing.settle, mail.id, was_sent=False)
                self._screen.ask(back, lambda _: self._done("It is a draft again", "c opens it"), group="write")
            else:
                self._screen.reload()

        title = f'Was "{mail.subject}" to {name} sent?'
        asked = YesNo(title, words, yes="It was: log it", no="It was not: a draft again")
        self._screen.app.push_screen(asked, answered)

    # ------------------------------------------------------------------------------------- logging

    def replied(self, row: QueueRow) -> None:
        """They wrote back: ask what they said, and log it without a dial."""
        from sdrdesk.desk.calls.mailing import REPLIED
        from sdrdesk.tui.dialogs.pick import Option, Pick

        outcomes = {
            key: rule for key, rule in self._desk.playbook.outcomes.items() if key == REPLIED or _is_answer(rule)
        }
        options = [Option(key=rule.key, label=rule.label, value=key) for key, rule in outcomes.items()]
        options.sort(key=lambda one: one.value != REPLIED)

        def picked(key: str | None) -> None:
            if key:
                self._said(row, key, outcomes[key])

        self._screen.app.push_screen(Pick(f"{row.name} wrote back", options), picked)

    def _said(self, row: QueueRow, outcome: str, rule: OutcomeRule) -> None:
        """Ask what the outcome needs, then log it."""
        from sdrdesk.tui.dialogs.ask_moment import AskMoment
        from sdrdesk.tui.dialogs.pick import Pick, letters

        def log(detail: Detail, whom: str = "") -> None:
            log_it = self._desk.calling.log
            self._log(partial(log_it, row.lead_id, outcome, detail=detail, with_whom=whom, by=Channel.EMAIL))

        app = self._screen.app
        if rule.needs_reason:
            reasons = letters(self._desk.playbook.disqualify_reasons)
            asked = Pick(f"{rule.label}: why?", reasons)
            app.push_screen(asked, lambda said: log(Detail(reason=said)) if said else None)
        elif rule.then in (Then.CALLBACK, Then.MEETING):
            dialog = AskMoment(self._desk, row.lead_id, row.name, is_meeting=rule.then is Then.MEETING)
            app.push_screen(dialog, lambda answer: log(*answer) if answer else None)
        else:
            log(Detail())

    def _log(self, call: partial[Logged] | partial[Logged | None]) -> None:
        self._screen.outdate("board")
        self._screen.ask(call, self._logged, group="log")

    def _logged(self, logged: Logged | None) -> None:
        """It is in the book: on with the queue."""
        if logged:
            self._screen.logged(logged)
            self._done(f"Logged {logged.outcome_label.lower()} for {logged.name}: {logged.told}", UNDO)


def _is_answer(rule: OutcomeRule) -> bool:
    """Whether an outcome of a call can be said in an answer to a message."""
    said = rule.conversation or rule.suppress or rule.then is Then.CALLBACK
    return said and rule.on is On.LEAD and rule.channel is Channel.CALL
