"""What a reader sees of pages, packs and records: stretches of text, each with where it stands and whom it is about."""

import html.parser
import re

import docx
import pypdf

PSEUDONYM = re.compile(r"\bW\d{4}\b")
VOID = {"meta", "img", "link", "br", "path", "rect", "line", "circle", "use"}
ONE_STRETCH = {"p", "li", "h1", "h2", "h3", "figcaption", "summary", "title", "desc", "text", "a"}


class Shown:
    """A stretch of text; `place` is `kind/section/element/caption/column`, `whom` narrows what may be said in it."""

    def __init__(self, file, place, text, whom, chart=None):
        self.file, self.place, self.text, self.whom, self.chart = file, place, text, whom, chart
        # The text again, where it is a number of a chart's axis.
        self.tick = None


def plain(text):
    return re.sub(r"\s+", " ", text).strip()


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

    def table(self, table, section):
        caption = plain(next(table.all("caption")).words())
        self.put(f"{section}/caption", caption)
        columns = [plain(it.words()) for it in next(table.all("thead")).all("th")]
        for column in columns:
            self.put(f"{section}/heading/{caption}", column)
        for row in next(table.all("tbody")).all("tr"):
            cells = list(row.all("th", "td"))
            header = plain(cells[0].words())
            self.put(f"{section}/cell/{caption}/{columns[0]}", header)
            for column, cell in zip(columns[1:], cells[1:], strict=True):
                if "data-from" not in cell.named:
                    self.put(f"{section}/cell/{caption}/{column}", f"{header} ¦ {plain(cell.words())}")


def page(file, text, kind, whom):
    return Page(file, text, kind, whom).found


def pack(file, path, whom):
    """A pack: a stretch for each sheet; those of a candidate say whom they are about."""
    found, called = [], None
    sheets = pypdf.PdfReader(path).pages
    for number, sheet in enumerate(sheets, 1):
        # A word that a line's end broke at its hyphen is one again.
        text = re.sub(r"(?<=[a-z])- (?=[a-z])", "-", plain(sheet.extract_text()))
        side = re.search(r"\b(Candidate|Applicant) (\d+): page (\d) of \d", text)
        if side and side.group(3) == "1":
            called = re.search(rf"\b{side.group(1)} {side.group(2)} (W\d{{4}})", text).group(1)
        about = {**whom, "sheet": number, "sheets": len(sheets)}
        if side:
            about["called"] = called
        # A drawing's labels have no sentence around them: they are read apart.
        drawn = re.search(r"The programme on one clock.*?(?=Supervision was in date|Caseload (?:now|on)|Records to \d+ \w+ \d{4} · )", text)
        if drawn:
            # Labels that stand close are read as one word.
            labels = re.sub(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[A-Za-z])|(?<=days)(?=late|overdue|every)|(?<=date)(?=every)", " ", drawn.group())
            found.append(Shown(f"{file} page {number}", "pack/drawn", labels, about))
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
    said = [plain("".join(it.text or "" for it in p.iter(f"{w}t"))) for root in roots for p in root.iter(f"{w}p")]
    called = next(iter(PSEUDONYM.findall(" ".join(said))), None)
    return [Shown(file, "record", text, {**whom, "called": called}) for text in said if text]
