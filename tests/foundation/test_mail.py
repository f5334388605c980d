# SPDX-License-Identifier: MIT
"""Letters wait in the database until a server takes them."""

from __future__ import annotations

import smtplib
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import time_machine
from sqlalchemy import select

from nastavnik.foundation import mail
from nastavnik.foundation.change import change
from nastavnik.foundation.mail import Letter, _compose, queue_letter, send_queued
from nastavnik.testing.worlds import World, in_system, in_tenant

SENDER = "Наставник <noreply@demo.example>"


class Keeping:
    def __init__(self, *, broken: bool = False) -> None:
        self.letters: list[EmailMessage] = []
        self._broken = broken

    def send(self, letter: EmailMessage) -> None:
        if self._broken:
            raise smtplib.SMTPServerDisconnected
        self.letters.append(letter)


def _queue(world: World) -> None:
    with in_tenant(world.center), change() as tx:
        queue_letter(
            "person@demo.example",
            "Срок завтра",
            "Мероприятие 5.2, срок 30.09.2024.",
            recipient_name="Ёлкина А.Б.",
        )
        tx.record("test.letter")


def words_of(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_a_letter_in_html_quotes_what_people_typed_and_links_addresses() -> None:
    text = mail.in_html("Образец <b>А</b>\nвторая строка\n\nhttps://demo.example/o/center/?a=1&b=2.")
    assert "<p>Образец &lt;b&gt;А&lt;/b&gt;<br>\nвторая строка</p>" in text
    assert '<a href="https://demo.example/o/center/?a=1&amp;b=2">' in text


def _send(transport: mail.Transport) -> int:
    with in_system() as opened, change(audited=False):
        return send_queued(opened, transport, SENDER)


def test_a_queued_letter_is_sent_once(world: World) -> None:
    _queue(world)
    transport = Keeping()
    assert (_send(transport), _send(transport)) == (1, 0)
    letter = transport.letters[0]
    assert letter["Subject"] == "Срок завтра"
    assert "person@demo.example" in letter["To"]
    assert "5.2" in words_of(letter, "plain")
    assert "<p>Мероприятие 5.2" in words_of(letter, "html")


def test_a_letter_waits_while_the_server_is_away(world: World) -> None:
    _queue(world)
    assert _send(Keeping(broken=True)) == 0
    with in_system() as opened:
        letter = opened.scalars(select(Letter)).one()
    assert (letter.state, letter.attempts, letter.last_error) == ("queued", 1, "SMTPServerDisconnected")


def test_the_local_mailbox_keeps_letters_at_home(world: World) -> None:
    _queue(world)
    assert _send(mail.LocalMailbox()) == 1


def test_a_letter_is_forgotten_three_months_after_it_was_sent(world: World) -> None:
    with time_machine.travel(datetime(2026, 11, 23, 9, 0, tzinfo=UTC), tick=False) as clock:
        _queue(world)
        _send(Keeping())
        _queue(world)
        clock.shift(timedelta(days=90))
        for left in (2, 1):
            with in_system() as opened, change(audited=False):
                mail.forget_old(opened)
                assert len(opened.scalars(select(Letter.id)).all()) == left
            clock.shift(timedelta(seconds=1))
        with in_system() as opened:
            assert opened.scalars(select(Letter.state)).all() == ["queued"]


def test_an_appointment_goes_with_its_letter_as_a_file_that_calendars_know() -> None:
    appointment = "BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nSUMMARY:Встреча\r\nEND:VCALENDAR\r\n"
    letter = Letter(
        recipient="a@school.example", recipient_name="", subject="Встреча", body="Ждём.", calendar=appointment
    )
    message = _compose(letter, "Наставник <post@school.example>")
    [file] = message.iter_attachments()
    assert file.get_content_type() == "text/calendar"
    assert (file.get_param("method"), file.get_filename()) == ("PUBLISH", "meeting.ics")
    assert file.get_payload(decode=True) == appointment.encode()
    letter.calendar = ""
    assert list(_compose(letter, "post@school.example").iter_attachments()) == []
