# SPDX-License-Identifier: MIT
"""The components draw what face.md asks for."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from wtforms import BooleanField, FileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from nastavnik.foundation.dates import parse_date
from nastavnik.web.components import ALIASES, STATES, page_window
from nastavnik.web.fields import DateTextField
from nastavnik.web.forms import Form, filled
from nastavnik.web.shell import Emblem, NavItem

Draw = Callable[..., str]


def words(html: str) -> str:
    """What is left of a piece of page when its tags are gone."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


class Partner(Form):
    name = StringField("Name", [filled()])
    until = DateTextField("Valid until", [InputRequired("Say when it ends.")])
    since = DateTextField("Valid from", [filled()])
    note = TextAreaField("Remark")
    kind = SelectField("Kind", choices=[SelectChoice("school", "School")])
    way = RadioField(
        "Way", choices=[SelectChoice("code", "By a code"), SelectChoice("paper", "On paper")], default="code"
    )
    agreed = BooleanField("I have read it")
    scan = FileField("Scan")


def sent(app: Flask, **data: str) -> Partner:
    with app.test_request_context("/form", method="POST", data=data):
        form = Partner()
        form.ready()
        return form


def test_an_icon_is_silent_beside_a_word_and_named_when_alone(draw: Draw) -> None:
    assert 'aria-hidden="true"' in draw("{{ ui.icon('bell') }}")
    alone = draw("{{ ui.icon('bell', 'Bell & \"co\"') }}")
    assert 'role="img" aria-label="Bell &amp; &#34;co&#34;"' in alone
    assert "#i-bell" in alone


@pytest.mark.parametrize("kind", [*STATES, *ALIASES])
def test_a_state_has_an_icon_and_a_word(draw: Draw, kind: str) -> None:
    html = draw("{{ ui.state(kind) }}", kind=kind)
    assert "<svg" in html
    assert words(html)


def test_a_state_says_how_much_and_escapes_it(draw: Draw) -> None:
    html = draw("{{ ui.state('overdue', 'Late <14> days') }}{{ ui.chip('done') }}")
    assert "n-state n-state-overdue" in html
    assert "Late &lt;14&gt; days" in html
    assert "n-state-done n-chip" in html


def test_a_name_nobody_gave_is_refused(web_app: Flask) -> None:
    with pytest.raises(AttributeError, match="speedometer"):
        web_app.jinja_env.globals["ui"].speedometer  # noqa: B018


def test_a_share_stays_between_nothing_and_everything(draw: Draw) -> None:
    assert re.findall(
        r'rect width="(\d+)"', draw("{{ ui.track(-5) }}{{ ui.track(42.6) }}{{ ui.track(700) }}")
    ) == [
        "0",
        "43",
        "100",
    ]


def test_a_figure_leads_to_what_it_is_made_of_and_says_what_it_counts(draw: Draw) -> None:
    html = draw(
        "{% call ui.figures() %}{{ ui.figure('In time', '92,0 %', '/list', 'of 464', definition='Closed by the day.',"
        " caveat='A sum.') }}{% endcall %}"
    )
    assert '<a class="n-fig n-plain text-reset" href="/list">92,0 %</a>' in html
    assert 'aria-label="What this figure means: In time"' in html
    assert "Closed by the day." in html
    assert "A sum." in html


def test_a_card_is_a_named_region(draw: Draw) -> None:
    html = draw("{% call ui.card('Late', 'late', count=3, tone='late') %}body{% endcall %}")
    assert '<section class="card" id="late" aria-labelledby="h-late">' in html
    assert '<h2 id="h-late">Late</h2><span class="n-count n-count-late">3</span>' in html


def test_nothing_due_still_shows_zero_in_a_card(draw: Draw) -> None:
    assert ">0</span>" in draw("{% call ui.card('Late', 'late', count=0) %}{% endcall %}")


def test_a_table_keeps_its_roles_and_names_hidden_columns(draw: Draw) -> None:
    html = draw(
        "{% call ui.table('Measures', ['No.', {'title': 'Size', 'num': true}, {'title': 'Acts', 'hidden': true},"
        " {'title': 'Due', 'sort': 'ascending', 'url': '?sort=due'}]) %}<tbody role='rowgroup'></tbody>{% endcall %}"
    )
    assert 'role="table"' in html
    assert '<caption class="visually-hidden">Measures</caption>' in html
    assert '<th class="num" role="columnheader" scope="col">Size</th>' in html
    assert '<span class="visually-hidden">Acts</span>' in html
    assert 'aria-sort="ascending"' in html


def test_nought_is_zero_and_the_impossible_is_a_dash(draw: Draw) -> None:
    assert words(draw("{{ ui.attached(0) }}")) == "0"
    assert words(draw("{{ ui.attached(none, possible=false) }}")) == "—"
    assert 'aria-label="Evidence: 2"' in draw("{{ ui.attached(2, '/x', 'Evidence: 2') }}")


def test_segments_mark_the_chosen_one(draw: Draw) -> None:
    html = draw(
        "{{ ui.segments([{'text': 'All', 'count': 30, 'url': '?', 'current': true},"
        " {'kind': 'overdue', 'count': 2, 'url': '?state=overdue'}], 'State') }}"
    )
    assert html.count("aria-current") == 1
    assert "n-state-overdue" in html


@pytest.mark.parametrize(
    ("page", "pages", "window"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 9, [1, 2, None, 9]),
        (5, 9, [1, None, 4, 5, 6, None, 9]),
        (9, 9, [1, None, 8, 9]),
    ],
)
def test_pages_offer_the_ends_and_the_neighbours(page: int, pages: int, window: list[int | None]) -> None:
    assert page_window(page, pages) == window


def test_pages_keep_the_filter_and_a_new_filter_begins_at_the_first_page(draw: Draw) -> None:
    assert 'href="/page?state=overdue&amp;page=2"' in draw("{{ ui.pages(1, 2) }}")
    assert draw("{{ ui.pages(1, 1) }}").strip() == ""
    assert draw("{{ with_query(state='', q='a b') }}") == "/page?q=a+b"
    assert draw("{{ with_query(state=none) }}") == "/page"


def test_a_matrix_cell_says_overdue_in_words_too(draw: Draw) -> None:
    html = draw("{{ ui.matrix_cell(10, 20, 3, '/list', 'Section 5') }}")
    assert 'class="n-late-2"' in html
    assert words(html) == "50 % 3 overdue 10 of 20"
    assert 'class="n-late-1"' in draw("{{ ui.matrix_cell(1, 4, 1) }}")
    assert words(draw("{{ ui.matrix_cell(0, 0) }}")) == "—"
    assert "n-total" in draw("{{ ui.matrix_cell(1, 4, 5, whole=true) }}")


def test_the_fields_of_a_fresh_form_say_what_is_optional(web_app: Flask, draw: Draw) -> None:
    with web_app.test_request_context("/form"):
        form = Partner()
    html = draw(
        "{{ ui.error_summary(form) }}{% for one in form %}{{ ui.field(one, hint='Hint') }}{% endfor %}",
        form=form,
    )
    assert 'role="alert"' not in html
    assert '<label class="form-label" for="name">Name</label>' in html
    assert re.search(r'for="note">Remark <span[^>]*>\(optional\)', html)
    assert 'aria-describedby="note-h"' in html
    assert 'id="until"' in html
    assert 'inputmode="numeric"' in html
    assert "form-select" in html
    assert html.count('type="radio"') == 2
    assert "data-file" in html


def test_a_mistake_stands_under_its_field_and_in_the_summary(web_app: Flask, draw: Draw) -> None:
    form = sent(web_app, name=" ", until="31.02.2025", since="31.02.2025", kind="school", way="code")
    html = draw("{{ ui.error_summary(form) }}{% for one in form %}{{ ui.field(one) }}{% endfor %}", form=form)
    assert 'role="alert" tabindex="-1"' in html
    assert words(html).startswith("Not saved: correct 3 fields.")
    assert '<a href="#until">Valid until</a>' in html
    assert re.search(r'<input[^>]*aria-describedby="until-e"[^>]*aria-invalid="true"', html) or re.search(
        r'<input[^>]*aria-invalid="true"[^>]*aria-describedby="until-e"', html
    )
    assert 'value="31.02.2025"' in html


def test_a_date_that_does_not_exist_is_not_called_missing(web_app: Flask) -> None:
    form = sent(web_app, until="31.02.2025", since="31.02.2025")
    for field in (form.until, form.since):
        assert len(field.errors) == 1
        assert "28" in field.errors[0]
        assert field.data is None


def test_a_date_is_read_and_written_as_text(web_app: Flask) -> None:
    form = sent(web_app, until="28.2.2025", since="")
    assert form.until.data == parse_date("28.02.2025")
    assert form.since.errors
    with web_app.test_request_context("/form"):
        shown = Partner(until=parse_date("28.02.2025"))
        assert 'value="28.02.2025"' in shown.until()


def test_a_refusal_without_a_field_stands_over_the_form(web_app: Flask, draw: Draw) -> None:
    form = sent(web_app, name="A", until="28.02.2025", since="28.02.2025", kind="school", way="code")
    assert (
        words(draw("{{ ui.error_summary(form, 'Somebody was faster.') }}", form=form))
        == "Somebody was faster."
    )


def test_what_cannot_be_undone_asks_in_a_window_with_a_real_form(draw: Draw) -> None:
    html = draw(
        "{% call ui.confirm('drop', 'Delete', 'Delete the draft?', 'Delete for good', '/drop', fields={'id': 7}) %}"
        "<p>It cannot be brought back.</p>{% endcall %}"
    )
    assert 'command="show-modal" commandfor="drop"' in html
    assert (
        '<dialog class="n-dialog" id="drop" aria-labelledby="h-drop"><form class="card border-0" method="post" action="/drop">'
        in html
    )
    assert 'name="csrf_token"' in html
    assert 'name="id" value="7"' in html


def test_menus_open_without_a_script(draw: Draw) -> None:
    html = draw("{{ ui.downloads([('PDF', '/a.pdf'), ('XLSX', '/a.xlsx', 'file-spreadsheet')]) }}")
    assert "<details" in html
    assert html.count("dropdown-item") == 2


def test_an_open_job_asks_for_itself_and_a_closed_one_does_not(draw: Draw) -> None:
    source = "{{ ui.job('job', 'Reading', 311, 500, '311 of 500', open=open, poll_url='/jobs/1') }}"
    running = draw(source, open=True)
    assert 'hx-get="/jobs/1" hx-trigger="every 1s" hx-swap="morph"' in running
    assert 'aria-valuenow="62"' in running
    assert 'aria-valuetext="311 of 500"' in running
    assert "hx-get" not in draw(source, open=False)


def test_a_line_of_time_marks_the_present(draw: Draw) -> None:
    html = draw(
        "{{ ui.timeline([{'icon': 'circle-check', 'tone': 'done', 'title': 'Q1',"
        " 'lines': [('plan', '31.03.2023'), 'in time']},"
        " {'icon': 'alert-circle', 'tone': 'late', 'title': 'Q2', 'lines': [], 'todo': true, 'current': true}]) }}"
    )
    assert '<li class="is-todo" aria-current="step">' in html
    assert words(html) == "Q1 plan 31.03.2023 in time Q2"


def test_a_chart_stands_over_its_table(draw: Draw) -> None:
    html = draw(
        "{{ ui.line_chart('t', 'In time by month', 'Month', ['now', 'a year ago'],"
        " [('October', 'oct', [(97, '97 %'), (none, 'no data')])]) }}{{ ui.chart_script() }}"
    )
    assert 'data-chart="line" data-table="t"' in html
    assert '<td class="num" data-value="97">97 %</td><td class="num">no data</td>' in html
    assert re.search(r'<script type="module" src="[^"]*charts[^"]*" nonce="[^"]+">', html)


def test_emblems_and_menu_lines(draw: Draw) -> None:
    assert 'role="img" aria-label="Sign"' in draw("{{ ui.emblem(one, 'Sign') }}", one=Emblem("book"))
    assert '<img class="n-emblem" src="/e.png" alt="Sign"' in draw(
        "{{ ui.emblem(one, 'Sign') }}", one=Emblem(url="/e.png")
    )
    line = draw("{{ ui.nav_item(one) }}", one=NavItem("Now", "/now", "bell", 3, "late", active=True))
    assert 'aria-current="page"' in line
    assert "n-count n-count-late" in line


def test_people_are_counted_after_the_second(draw: Draw) -> None:
    assert words(draw("{{ ui.people(['A', 'B', 'C', 'D']) }}")) == "A , B and 2 more"
    assert words(draw("{{ ui.people([]) }}")) == ""


def test_russian_counts_in_three_forms(draw: Draw) -> None:
    said = [draw("{{ ui.bell('/n', n) }}", n=n, language_code="ru") for n in (1, 2, 5)]
    assert [
        re.search(r'aria-label="[^"]*?(\w+)"', one)[1] for one in said if re.search(r"aria-label", one)
    ] == [  # type: ignore[index]
        "непрочитанное",
        "непрочитанных",
        "непрочитанных",
    ]
