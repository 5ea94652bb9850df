"""Takes every number that pages, packs and records of a run show back to where it comes from.

usage: check.py RUN PHRASES

A phrase of the folder PHRASES is what numbers are said with, and the query that tells which numbers can be said so:
narrowed to the authority, person, cohort or team the words are about. Of the phrases that a number stands in the
longest decides. Prints JSON: how many numbers were read, those not taken back, and, of the numbers altered on
purpose, how many were found out.
"""

import datetime
import hashlib
import hmac
import json
import re
import sys
import tomllib
from pathlib import Path

import duckdb

import shown

SPELT = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
MONTHS = [datetime.date(2000, month, 1).strftime("%B") for month in range(1, 13)]
ANY_MONTH = "|".join(MONTHS) + "|" + "|".join(month[:3] for month in MONTHS)
# A number is a run of digits, with what belongs to it, or one in words from two on.
NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|\b(?:two|three|four|five|six|seven|eight|nine)\b", re.I)
SLOTS = {
    "int": rf"[−-]?\d{{1,3}}(?:,\d{{3}})+|[−-]?\d+|{'|'.join(SPELT)}",
    "pct": r"\d+",
    "dec": r"[−-]?\d+(?:\.\d+)?",
    "date": rf"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day )?\d{{1,2}} (?:{ANY_MONTH})(?: \d{{4}})?",
    "range": rf"\d{{1,2}}(?: (?:{ANY_MONTH}))?(?: \d{{4}})? to \d{{1,2}} (?:{ANY_MONTH}) \d{{4}}|\d{{1,2}} (?:{ANY_MONTH}) \d{{4}}",
    "month": rf"(?:{ANY_MONTH}) \d{{4}}",
    "text": r"[^|¦]+?",
    "all": r".+",
    "line": r".+",
    # Figures one after another, as a drawing's description tells a row of it.
    "list": r"(?:\d+%?|nobody in programme|not in programme)(?:, (?:\d+%?|nobody in programme|not in programme))*",
    "called": r"W\d{4}",
    # Labels of a row of a drawing, in any order: each of those the query gives (in one of its wordings, parted by
    # `|`) at most once, and nothing else.
    "labels": r".+",
    # The months below a drawing, from the one that the query gives on, by even steps.
    "months": rf"(?:{ANY_MONTH}) \d{{4}}(?: (?:{ANY_MONTH})(?: \d{{4}})?)*",
}


def is_made_of(said, labels):
    """Whether a row's words are these labels, each at most once."""
    if not said:
        return True
    for at, label in enumerate(labels):
        for wording in label.split("|"):
            if said == wording or said.startswith(f"{wording} "):
                if is_made_of(said[len(wording) + 1 :], labels[:at] + labels[at + 1 :]):
                    return True
    return False


def first_of_even(said):
    """The first of months that follow each other by even steps, the year said where it changes; None if they do not."""
    months, year, gone = [], None, 0
    for name, told in re.findall(r"([A-Z][a-z]+)(?: (\d{4}))?", said):
        number = next(at for at, month in enumerate(MONTHS) if month.startswith(name[:3]))
        if told and int(told) == year or not told and months and number <= months[-1] % 12:
            return None
        year = int(told) if told else year
        months.append(year * 12 + number)
    steps = {later - earlier for earlier, later in zip(months, months[1:])}
    return (MONTHS[months[0] % 12][:3], months[0] // 12) if len(steps) < 2 and all(step > 0 for step in steps) else None


def read_value(kind, said):
    """What a slot says, in the form the query's values are brought into."""
    if said is None:
        return None
    if kind == "int":
        plain = said.replace(",", "").replace("−", "-").lower()
        return SPELT.index(plain) if plain in SPELT else int(plain)
    if kind == "pct":
        return int(said)
    if kind == "dec":
        return said.replace("−", "-")
    if kind == "date":
        words = [word for word in said.split() if not word.endswith("day")]
        return (int(words[0]), words[1][:3], int(words[2]) if len(words) > 2 else None)
    if kind == "range":
        # What is said once, at the end, holds at the beginning too.
        first, _, last = said.rpartition(" to ")
        last = last.split()
        first = first.split() if first else last
        whole = lambda day: (int(day[0]), (day[1] if len(day) > 1 else last[1])[:3], int(day[2] if len(day) > 2 else last[2]))
        return (whole(first), whole(last))
    if kind == "month":
        month, year = said.split()
        return (month[:3], int(year))
    if kind == "months":
        return first_of_even(said)
    return said.strip().lower()


def known_values(kind, value):
    """The forms in which a value of the query may be said."""
    if value is None:
        return [None]
    if kind == "int":
        return [int(value)]
    if kind == "pct":
        return [int(value + 0.5)]
    if kind == "dec":
        text = f"{value:.1f}" if isinstance(value, float) else str(value)
        return [text.removesuffix(".0")]
    if kind == "date":
        month = MONTHS[value.month - 1][:3]
        return [(value.day, month, value.year), (value.day, month, None)]
    if kind == "range":
        days = [datetime.date.fromisoformat(day) for day in value.split("/")]
        return [tuple((day.day, MONTHS[day.month - 1][:3], day.year) for day in days)]
    if kind in ("month", "months"):
        year, month = str(value)[:7].split("-")
        return [(MONTHS[int(month) - 1][:3], int(year))]
    if kind == "labels":
        return [tuple(label.lower() for label in value)]
    return [str(value).strip().lower()]


# What can narrow a phrase: columns of its query that say of whom or what a row is.
SCOPES = ("authority", "worker_id", "cohort", "team", "panel_id", "table", "sheet", "sheets", "side")


# Of how many numbers one is altered: never the same of a table each time.
ONE_IN = {"html": 17, "pdf": 7, "docx": 1}


class Phrase:
    def __init__(self, given, ask):
        self.says, self.sql = given["says"], given.get("sql")
        self.at = re.compile(given.get("at", ""))
        self.kinds = {}

        def slot(match):
            name, _, kind = match.group(1).partition(":")
            self.kinds[name] = kind or "int"
            if kind == "name":
                # Out of what the query itself gives, the longest first.
                names = {str(row[0]) for row in ask(f"select {name} from ({self.sql}) where {name} is not null").fetchall()}
                choice = "|".join(re.escape(one) for one in sorted(names, key=lambda it: (-len(it), it)))
                return f"(?P<{name}>{choice or '(?!)'})"
            return f"(?P<{name}>{SLOTS[kind or 'int']})"

        pattern = re.sub(r"\{([a-z_]\w*(?::[a-z]+)?)\}", slot, self.says)
        before = "" if self.says[0] in "^[:¦;" else r"(?<![\w,.])"
        self.pattern = re.compile(rf"{before}{pattern}(?!\w)", re.I)
        self.is_verbatim = "all" in self.kinds.values()
        # Whether numbers stand in it as such.
        self.is_fixed = bool(NUMBER.search(re.sub(r"\{[a-z_]\w*(?::[a-z]+)?\}|\\[dw](?:\{[\d,]+\})?", "", self.says)))
        self.is_read, self.pools = False, {}
        self.ask = ask
        self.times = 0

    def pool(self, whom):
        """Every tuple that can be said of them."""
        if not self.is_read:
            result = self.ask(self.sql)
            names = [column[0] for column in result.description]
            rows = [dict(zip(names, row)) for row in result.fetchall()]
            missing = [name for name in self.kinds if name not in names]
            if missing:
                raise ValueError(f"{self.says}: the query gives no {missing}")
            self.scope = [name for name in SCOPES if name in names and name not in self.kinds]
            self.groups = {}
            for row in rows:
                self.groups.setdefault(tuple(row[name] for name in self.scope), []).append(row)
            self.is_read = True
        narrow = tuple(whom.get(name) for name in self.scope)
        if narrow not in self.pools:
            if None in narrow:
                fits = lambda group: all(wanted is None or wanted == it for wanted, it in zip(narrow, group))
                groups = [rows for group, rows in self.groups.items() if fits(group)]
            else:
                groups = [self.groups.get(narrow, [])]
            pool = set()
            for row in (row for rows in groups for row in rows):
                tuples = [()]
                for name, kind in self.kinds.items():
                    tuples = [one + (value,) for one in tuples for value in known_values(kind, row[name])]
                pool.update(tuples)
            self.pools[narrow] = pool
        return self.pools[narrow]

    def tells(self, match, span):
        """Whether what stands there is a part of what it says; what it leaves open, others must tell."""
        return self.is_fixed or any(match.start(name) <= span[0] and span[1] <= match.end(name) for name in self.kinds)

    def is_true(self, match, whom):
        if self.sql is None:
            return True
        said = tuple(read_value(kind, match.group(name)) for name, kind in self.kinds.items())
        if list(self.kinds.values()) == ["labels"]:
            return any(is_made_of(said[0], labels) for (labels,) in self.pool(whom))
        return said in self.pool(whom)


def spans_of(text):
    """Where numbers stand; the head of a row, before its cell, is read on its own."""
    start = text.find("¦") + 1
    return [match.span() for match in NUMBER.finditer(text, start)]


def mark_ticks(everything):
    """Numbers of a chart that go up by even steps from nothing are its axis: no figures, but the whole run must fit."""
    charts = {}
    for it in everything:
        if it.chart:
            charts.setdefault((it.file, it.chart), []).append(it)
    for shown_in in charts.values():
        run = []
        for it in shown_in + [None]:
            value = it and re.fullmatch(r"(\d+)%?", it.text)
            value = int(value.group(1)) if value else None
            step = run[1][0] if len(run) > 1 else value
            if value is not None and value == len(run) * (step or 0):
                run.append((value, it))
                continue
            if len(run) > 2:
                for _, tick in run:
                    tick.tick = tick.text
            run = [(0, it)] if value == 0 else []


class Check:
    def __init__(self, phrases):
        self.phrases = phrases
        self.by_place, self.known = {}, {}

    def unknown(self, it, text):
        """The numbers of a text that are not taken back: where each stands, and the phrase that refused it."""
        place, whom = it.place, it.whom
        if it.tick is not None:
            # An axis says what its steps come to, and nothing else.
            return {} if it.tick == text else {span: "an axis" for span in spans_of(text)}
        key = (place, text, tuple(sorted(whom.items(), key=str)))
        if key in self.known:
            return self.known[key]
        numbers = spans_of(text)
        left = {span: None for span in numbers}
        if numbers:
            if place not in self.by_place:
                self.by_place[place] = [phrase for phrase in self.phrases if phrase.at.search(place)]
            matches = [
                (match, phrase) for phrase in self.by_place[place] for match in phrase.pattern.finditer(text)
            ]
            for span in numbers:
                around = [(match, phrase) for match, phrase in matches if match.start() <= span[0] and span[1] <= match.end() and phrase.tells(match, span)]
                # A text word for word either is one, or says nothing.
                around = [(match, phrase) for match, phrase in around if not phrase.is_verbatim or phrase.is_true(match, whom)]
                longest = max((match.end() - match.start() for match, _ in around), default=0)
                for match, phrase in around:
                    if match.end() - match.start() < longest:
                        continue
                    if phrase.is_true(match, whom):
                        left.pop(span, None)
                        phrase.times += 1
                    elif span in left:
                        left[span] = phrase.says
        self.known[key] = left
        return left


def altered(text, span):
    """The text with one number made one more."""
    said = text[span[0] : span[1]]
    lower = said.lower()
    if lower in SPELT:
        # One less than nine: after it there is no number in words.
        more = SPELT[8 if lower == "nine" else SPELT.index(lower) + 1]
        return text[: span[0]] + (more.capitalize() if said[0].isupper() else more) + text[span[1] :]
    if "." in said:
        whole, decimals = said.split(".")
        more = f"{whole}.{str(int(decimals) + 1).zfill(len(decimals))}"
    else:
        digits = said.replace(",", "")
        more = str(int(digits) + 1).zfill(len(digits))
        if "," in said:
            more = f"{int(more):,}"
    return text[: span[0]] + more + text[span[1] :]


def pseudonyms(connection):
    """What each worker is called, worked out once more: HMAC-SHA-256 of the id, keyed by the authority's code."""
    rows = []
    for (code,) in connection.execute("select distinct authority from records.workers").fetchall():
        ids = [row[0] for row in connection.execute("select worker_id from records.workers where authority = ? order by worker_id", [code]).fetchall()]
        taken = set()
        for worker in sorted(ids, key=lambda it: it.encode()):
            again = 0
            while True:
                digest = hmac.new(code.encode(), worker.encode() + again.to_bytes(4, "little"), hashlib.sha256).digest()
                number = int.from_bytes(digest[:8], "big") % 10_000
                if number not in taken:
                    break
                again += 1
            taken.add(number)
            rows.append((code, worker, f"W{number:04}"))
    connection.execute("create table called (authority varchar, worker_id varchar, called varchar)")
    connection.executemany("insert into called values (?, ?, ?)", rows)
    return {(code, called): worker for code, worker, called in rows}


def strings(node):
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for one in node.values():
            yield from strings(one)
    elif isinstance(node, list):
        for one in node:
            yield from strings(one)


def database(run):
    """The run's records, facts and metrics, its rulebooks' words and forms, and the day it was judged on."""
    connection = duckdb.connect()
    for stage in ("records", "facts"):
        connection.execute(f"create schema {stage}")
        for table in sorted((run / stage).iterdir()):
            connection.execute(f"create view {stage}.{table.name} as select * from read_parquet('{table}/*.parquet', union_by_name=true)")
    connection.execute("create schema metrics")
    for table in sorted((run / "metrics").glob("*.parquet")):
        connection.execute(f"create view metrics.{table.stem} as select * from read_parquet('{table}')")
    manifest = json.loads((run / "manifest.json").read_text())
    connection.execute("create table run as select ?::date as as_of", [manifest["as_of"]])
    connection.execute("create table authorities (authority varchar, name varchar, rulebook varchar)")
    connection.execute("create table said (authority varchar, words varchar)")
    connection.execute("create table forms (authority varchar, form varchar, held json)")
    for it in manifest["authorities"]:
        connection.execute("insert into authorities values (?, ?, ?)", [it["code"], it["name"], it["rulebook"]])
        rulebook = tomllib.loads((run / "rulebooks" / f"{it['code']}.toml").read_text())
        for words in set(strings(rulebook)):
            connection.execute("insert into said values (?, ?)", [it["code"], words])
        for form, held in rulebook.items():
            for one in held if isinstance(held, list) else [held]:
                connection.execute("insert into forms values (?, ?, ?)", [it["code"], form, json.dumps(one, default=str)])
    for name in ("rejected", "notices"):
        connection.execute(f"create view csv_{name} as select * from read_csv('{run}/{name}.csv', header=true)")
    connection.execute("create table definitions (words varchar)")
    queries = Path(__file__).parents[2] / "queries"
    for query in sorted(queries.glob("*.sql")):
        for words in definitions(query.read_text()):
            connection.execute("insert into definitions values (?)", [words])
    return connection


def definitions(query):
    """What a query says of itself: the fields of the comment at its head, each on one line."""
    fields = []
    for line in query.splitlines():
        if not line.startswith("--"):
            break
        line = line.removeprefix("--")
        if re.match(r" \w+: ", line):
            fields.append(line.split(": ", 1)[1].strip())
        elif fields:
            fields[-1] += " " + line.strip()
    return [field for field in fields if NUMBER.search(field)]


def slug(name):
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def read_all(run, workers, cohorts, teams, authorities, panels):
    """Everything shown, in the order of the files."""
    found = []
    for path in sorted(run.rglob("*")):
        file = str(path.relative_to(run))
        parts = file.split("/")
        whom = {"authority": parts[0]} if len(parts) > 1 else {}
        if path.suffix == ".html":
            kind = parts[1].removesuffix(".html") if len(parts) == 2 else parts[1] if len(parts) > 2 else "all"
            if kind == "workers":
                whom["called"] = path.stem
            if kind == "cohorts" and len(parts) > 2:
                kind = "cohort"
                whom["cohort"] = next(name for name in cohorts[parts[0]] if slug(name) == path.stem)
            found += shown.page(file, path.read_text(), kind, whom)
        if path.suffix in (".pdf", ".docx"):
            letters = re.sub(r"[^a-z0-9]", "", path.stem.split("-record-")[0])
            whom["panel_id"] = next(panel for code, panel in panels if code == parts[0] and letters.endswith(re.sub(r"[^a-z0-9]", "", panel.lower())))
        if path.suffix == ".pdf":
            found += shown.pack(file, path, whom)
        elif path.suffix == ".docx":
            found += shown.record(file, path, whom)
    names = {name: code for code, name in authorities}
    section = None
    for it in found:
        part = it.place.split("/")[1] if "/" in it.place else ""
        if it.place.startswith("teams/team-"):
            it.whom["team"] = next((name for name in teams[it.whom["authority"]] if part == f"team-{slug(name)}"), None)
        if it.place.startswith("cohorts/cohort-"):
            it.whom["cohort"] = next((name for name in cohorts[it.whom["authority"]] if part == f"cohort-{slug(name)}"), None)
        table = re.search(r"/Columns of ([a-z ]+), and how well", it.place)
        if table:
            it.whom["table"] = table.group(1).replace(" ", "_")
        if it.place.startswith("all/"):
            about = [code for name, code in names.items() if re.search(rf"\b{re.escape(name)}\b", it.text)]
            section = (part, about[0]) if it.place.endswith("/h2") and len(about) == 1 else section
            if part.startswith("authority-") and section and section[0] == part:
                it.whom["authority"] = section[1]
            elif len(about) == 1:
                it.whom["authority"] = about[0]
        called = it.whom.pop("called", None)
        if called and (it.whom.get("authority"), called) in workers:
            it.whom["worker_id"] = workers[it.whom["authority"], called]
    return found


def everything_shown(run, connection, workers):
    def groups(column):
        found = {}
        rows = connection.execute(f"select distinct authority, {column} from facts.outcomes where {column} is not null")
        for code, name in rows.fetchall():
            found.setdefault(code, []).append(name)
        return found

    authorities = connection.execute("select authority, name from authorities").fetchall()
    panels = connection.execute("select authority, panel_id from records.panels order by length(panel_id) desc").fetchall()
    return read_all(run, workers, groups("cohort"), groups("team"), authorities, panels)


def main(run, phrases):
    run = Path(run)
    given = [one for file in sorted(Path(phrases).glob("*.toml")) for one in tomllib.loads(file.read_text())["phrase"]]
    connection = database(run)
    workers = pseudonyms(connection)
    connection.execute(Path(__file__).with_name("views.sql").read_text())
    known = [Phrase({**one, "says": says}, connection.execute) for one in given for says in ([one["says"]] if isinstance(one["says"], str) else one["says"])]
    check = Check(known)
    everything = everything_shown(run, connection, workers)
    mark_ticks(everything)
    numbers, left, by_kind = 0, [], {}
    for it in everything:
        spans = spans_of(it.text)
        numbers += len(spans)
        kind = it.place.split("/")[0]
        by_kind[kind] = by_kind.get(kind, 0) + len(spans)
        for span, refused in check.unknown(it, it.text).items():
            left.append({"file": it.file, "place": it.place, "number": it.text[slice(*span)], "text": it.text[max(0, span[0] - 70) : span[1] + 50], "refused": refused, "full": it.text[:300]})
    tried, missed, seen = {}, [], {}
    for it in everything:
        product = {"pack": "pdf", "record": "docx"}.get(it.place.split("/")[0], "html")
        for span in spans_of(it.text):
            seen[product] = seen.get(product, 0) + 1
            if seen[product] % ONE_IN[product]:
                continue
            count = tried.setdefault(product, [0, 0])
            count[0] += 1
            text = altered(it.text, span)
            if check.unknown(it, text):
                count[1] += 1
            else:
                missed.append({"place": it.place, "text": text[max(0, span[0] - 60) : span[1] + 40]})
    unused = [phrase.says for phrase in known if not phrase.times]
    json.dump({"numbers": numbers, "by_kind": by_kind, "left": left, "altered": tried, "missed": missed, "unused": unused}, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
