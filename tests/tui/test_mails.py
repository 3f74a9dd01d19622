"""Written touches on the queue: read first, sent by the rep's key, asked about, answers logged."""

from __future__ import annotations

from textual.widgets import TextArea

from sdrdesk.desk.desk import Desk
from sdrdesk.domain.playbook import Channel
from tests.desk.mail_server import serving
from tests.tui.conftest import Opened


def lead_named(desk: Desk, name: str) -> str:
    """The id of somebody."""
    return desk.leads.find(name)


async def test_enter_on_a_planned_mail_shows_it_and_ctrl_s_sends_it(open_app: Opened, desk: Desk) -> None:
    """The rep reads and changes the filled mail; nothing leaves before ctrl+s; the queue goes on."""
    lead = lead_named(desk, "Marcus Lee")
    desk.calling.log(lead, "voicemail", note="[bold]tried")
    with serving() as (post, server):
        mail = {"smtp_host": server.host, "smtp_port": str(server.port), "smtp_security": "none"}
        async with open_app(size=(80, 24), email="maya@desk.example", **mail) as robot:
            robot.screen.open_lead(lead, reading=False)
            await robot.press()
            await robot.press("enter")
            assert "E-mail to Marcus Lee" in robot.text
            assert "Hello Marcus," in robot.text
            await robot.press("[", "b", "]")
            assert post.taken == []
            await robot.press("ctrl+s")
            assert "Logged e-mail sent for Marcus Lee" in robot.status
    (taken,) = post.taken
    assert taken.get_content().startswith("[b]Hello Marcus,")
    assert [one.state for one in desk.mailing.of(lead)] == ["sent"]


async def test_without_a_server_the_mail_program_opens_and_the_rep_says_whether_it_went(
    open_app: Opened, desk: Desk
) -> None:
    """The key c writes to anybody, a planned call stays; escape keeps a draft; y after the mail program logs it."""
    lead = lead_named(desk, "Ana Souza")
    async with open_app(size=(80, 24)) as robot:
        robot.screen.open_lead(lead, reading=False)
        await robot.press()
        await robot.press("c", "x", "escape")
        assert desk.mailing.write(lead).body.startswith("xHello Ana")
        await robot.press("c")
        assert isinstance(robot.app.focused, TextArea)
        await robot.press("ctrl+s")
        assert "was handed to your mail program" in robot.text
        await robot.press("escape", "c", "y")
        assert "Logged e-mail sent for Ana Souza" in robot.status
        await robot.press("i", "y")
        assert "Logged wrote back for Ana Souza" in robot.status
    assert desk.queue.brief(lead).row.channel is Channel.CALL


async def test_without_a_mail_the_keys_of_the_round_say_so(open_app: Opened) -> None:
    """Keys that the footer names are never without a word, also where nothing is due."""
    async with open_app(size=(80, 24)) as robot:
        await robot.press("E")
        for key in ("enter", "e", "n"):
            await robot.press(key)
            assert "No e-mail is up" in robot.text
