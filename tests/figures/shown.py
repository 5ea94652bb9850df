"""What a reader sees of pages, packs and records: stretches of text, each with where it stands and whom it is about."""

import html.parser
import re

import docx
import pypdf

PSEUDONYM = re.compile(r"\bW\d{4}\b")
VOID = {"meta", "img", "link", "br", "path", "rect", "line", "circle", "use"}
ONE_STRETCH = {"p", "li", "h1", "h2", "h3", "figcaption", "summary", "title", "desc", "text", "a"}


# The rows of a year on one clock, each headed by its name; then what stands above it, and the days below it.
ROWS = re.compile(r"\b(?:Children|Families) held(?: and the cap)?|\b(?:Supervision|Reviews|Observations|Portfolio)\b")
MONTH = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
POSTS = re.compile(r"\b(?:Records to|Panel|Left|Withdrew) \d")
CLOCK = re.compile(r"\bMonth \d|\bPaused\b")
DAYS = re.compile(rf"\b{MONTH} \d{{4}}(?: {MONTH}(?: \d{{4}})?)*")


class Shown:
    """A stretch of text; `place` is `kind/section/element/caption/column`, `whom` narrows what may be said in it."""

    def __init__(self, file, place, text, whom, chart=None):
        self.file, self.place, self.text, self.whom, self.chart = file, place, text, whom, chart
        # The text again, where it is a number of a chart's axis.
        self.tick = None


def plain(text):
    return re.sub(r"\s+", " ", text).strip()


def year_on_one_clock(text):
    """The words of such a drawing, in the order drawn, cut into its rows: the name of each row and what stands in it."""
    starts = [(it.start(), it.group().split()[0]) for it in ROWS.finditer(text)]
    after = starts[-1][0] if starts else 0
    for name, pattern in (("Posts", POSTS), ("Clock", CLOCK), ("Days", DAYS)):
        found = pattern.search(text, after)
        # The month of a day that something ended on is none of those below.
        while found and name == "Days" and starts[-1][1] == "Posts" and re.search(r"\d $", text[: found.start()]):
            found = pattern.search(text, found.end())
        if found:
            after = found.start()
            starts.append((after, name))
            if name == "Days":
                starts.append((found.end(), "Key"))
    ends = [start for start, _ in starts[1:]] + [len(text)]
    rows = [("Head", text[: starts[0][0]])] if starts else [("Head", text)]
    return rows + [(name, text[start:end].strip()) for (start, name), end in zip(starts, ends, strict=True)]


class Element:
    def __init__(self, tag, named):
        self.tag, self.named, self.inside = tag, named, []

    def all(self, *tags):
        for one in self.inside:
            if isinstance(one, Element):
                if one.tag in tags:
                    yield one
                yield from one.all(*tags)

    def words(self):
        if self.tag in ("style", "script"):
            return ""
        said = "".join(one if isinstance(one, str) else one.words() for one in self.inside)
        # What stands in a box of its own is read on its own.
        return f" | {said} " if self.tag in ("p", "dd", "dt", "small") else said


class Tree(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag, attributes):
        element = Element(tag, dict(attributes))
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attributes):
        self.open[-1].inside.append(Element(tag, dict(attributes)))

    def handle_endtag(self, tag):
        if tag not in VOID:
            last = self.open.pop()
            if last.tag != tag:
                raise ValueError(f"</{tag}> closes <{last.tag}>")

    def handle_data(self, data):
        self.open[-1].inside.append(data)


class Page:
    """One page of the report. Cells that name their metric cell are left to the test that looks each one up."""

    def __init__(self, file, text, kind, whom):
        self.file, self.kind, self.whom = file, kind, whom
        self.found, self.charts = [], 0
        tree = Tree()
        tree.feed(text)
        tree.close()
        self.walk(tree.open[0], "", None)

    def put(self, place, text, chart=None):
        text = plain(text).strip("| ")
        if not text:
            return
        about = set(PSEUDONYM.findall(text))
        whom = dict(self.whom)
        if len(about) == 1 and not whom.get("called"):
            whom["called"] = about.pop()
        self.found.append(Shown(self.file, f"{self.kind}/{place}", text, whom, chart))

    def walk(self, element, section, chart):
        tag = element.tag
        if tag in ("style", "script"):
            return
        if tag == "section" or (tag == "div" and "part" in element.named.get("class", "").split()):
            section = next((it.named["id"] for it in element.all("h1", "h2") if "id" in it.named), section)
        if tag == "svg" and element.named.get("role") == "img":
            self.charts += 1
            chart = self.charts
            if section in ("year", "drift"):
                self.drawing(element, section)
                return
        if tag in ONE_STRETCH:
            self.put(f"{section}/{tag}", element.words(), chart)
        elif tag == "table":
            self.table(element, section)
        elif tag == "dl":
            for fact in element.all("div"):
                self.put(f"{section}/fact", fact.words())
        else:
            for one in element.inside:
                if isinstance(one, Element):
                    self.walk(one, section, chart)
                else:
                    self.put(f"{section}/{tag}", one, chart)

    def drawing(self, svg, section):
        """A drawing whose labels are read row by row."""
        for tag in ("title", "desc"):
            for one in svg.all(tag):
                self.put(f"{section}/{tag}", one.words())
        labels = [(it.named, plain(it.words())) for it in svg.all("text")]
        if section == "year":
            for row, text in year_on_one_clock(" ".join(label for _, label in labels)):
                self.put(f"{section}/drawn/{row}", text)
            return
        # A grid: a row's name stands at the left edge; letters of months and years stand under it.
        rows = [("key", [])]
        for named, label in labels:
            if named["x"] == "0" and label != "Items overdue":
                rows.append(("grid", [label + ":"]))
            elif named.get("text-anchor") == "middle" and label[0].isalpha() and rows[-1][0] != "months":
                rows.append(("months", [label]))
            else:
                rows[-1][1].append(label)
        for row, texts in rows:
            if row == "key":
                for text in texts:
                    self.put(f"{section}/drawn/key", text)
            else:
                self.put(f"{section}/drawn/{row}", " ".join(texts))

    def table(self, table, section):
        caption = plain(next(table.all("caption")).words())
        self.put(f"{section}/caption", caption)
        columns = [plain(it.words()) for it in next(table.all("thead")).all("th")]
        for column in columns:
            self.put(f"{section}/heading/{caption}", column)
        before = None
        for row in next(table.all("tbody")).all("tr"):
            cells = list(row.all("th", "td"))
            header = plain(cells[0].words())
            # A month stands in its row after the one before it.
            after = f"{before} ¦ " if before and columns[0] == "Month" and section == "drift" else ""
            self.put(f"{section}/cell/{caption}/{columns[0]}", after + header)
            before = header
            for column, cell in zip(columns[1:], cells[1:], strict=True):
                if "data-from" not in cell.named:
                    self.put(f"{section}/cell/{caption}/{column}", f"{header} ¦ {plain(cell.words())}")


def page(file, text, kind, whom):
    return Page(file, text, kind, whom).found


def pack(file, path, whom):
    """A pack: a stretch for each sheet; those of a candidate say whom they are about."""
    found, called, sides = [], None, {}
    sheets = pypdf.PdfReader(path).pages
    for number, sheet in enumerate(sheets, 1):
        # A word that a line's end broke at its hyphen is one again.
        text = re.sub(r"(?<=[a-z])- (?=[a-z])|(?<=[A-Z])- (?=A\d)", "-", plain(sheet.extract_text()))
        side = re.search(r"\b(Candidate|Applicant) (\d+): page (\d) of \d", text)
        if side and side.group(3) == "1":
            called = re.search(rf"\b{side.group(1)} {side.group(2)} (W\d{{4}})", text).group(1)
        about = {**whom, "sheet": number, "sheets": len(sheets)}
        if side:
            sides[called] = sides.get(called, 0) + 1
            about |= {"called": called, "side": sides[called]}
        # A drawing's labels have no sentence around them: they are read apart.
        drawn = re.search(r"The programme on one clock.*?(?=Supervision was in date|Caseload (?:now|on)|Records to \d+ \w+ \d{4} · )", text)
        if drawn:
            # Labels that stand close are read as one word.
            labels = re.sub(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[A-Za-z])|(?<=days)(?=late|overdue|every)|(?<=date)(?=every)|(?<=so far)(?=every)", " ", drawn.group())
            found += [Shown(f"{file} page {number}", f"pack/drawn/{row}", words, about) for row, words in year_on_one_clock(labels)]
            text = text.replace(drawn.group(), " | ")
        found.append(Shown(f"{file} page {number}", f"pack/{'candidate' if side else 'panel'}", text, about))
    return found


def record(file, path, whom):
    """A Word record: every paragraph and cell, those of header and footer too."""
    document = docx.Document(path)
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    roots = [document.element.body]
    for section in document.sections:
        roots += [section.header._element, section.footer._element]
    words = lambda element: plain("".join(it.text or "" for it in element.iter(f"{w}t")))
    said = []
    for p in (p for root in roots for p in root.iter(f"{w}p")):
        # A cell beside another is read with the row's head before it.
        row, cell = next(p.iterancestors(f"{w}tr"), None), next(p.iterancestors(f"{w}tc"), None)
        cells = list(row.iter(f"{w}tc")) if row is not None else []
        said.append(f"{words(cells[0])} ¦ {words(p)}" if cells and cell is not cells[0] and words(cells[0]) and words(p) else words(p))
    called = next(iter(PSEUDONYM.findall(" ".join(said))), None)
    return [Shown(file, "record", text, {**whom, "called": called}) for text in said if text]
