"""Reads the PDF packs and Word records below a folder with libraries of others, and prints JSON."""

import json
import pathlib
import sys

import docx
import pypdf

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
KINDS = {f"{W}text": "text", f"{W}date": "date", f"{W}dropDownList": "choice", f"{W14}checkbox": "tick"}


def pdf(path):
    reader = pypdf.PdfReader(path)
    return {"title": reader.metadata.title, "text": "\n".join(page.extract_text() for page in reader.pages)}


def control(element):
    properties = element.find(f"{W}sdtPr")
    kinds = [KINDS[child.tag] for child in properties if child.tag in KINDS]
    tag, alias = (properties.find(f"{W}{name}").get(f"{W}val") for name in ("tag", "alias"))
    shown = "".join(run.text or "" for run in element.iter(f"{W}t"))
    is_blank = properties.find(f"{W}showingPlcHdr") is not None
    return {"tag": tag, "label": alias, "kind": kinds[0], "shown": shown, "is_blank": is_blank}


def form(path):
    document = docx.Document(path)
    body = document.element.body
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    return {
        "title": document.core_properties.title,
        "language": document.core_properties.language,
        "headings": [p.text for p in document.paragraphs if p.style.name.lower().startswith("heading")],
        "controls": [control(element) for element in body.iter(f"{W}sdt")],
        "rows": rows,
    }


root = pathlib.Path(sys.argv[1])
found = {"pdf": {}, "docx": {}}
for path in sorted(root.rglob("*.pdf")):
    found["pdf"][str(path.relative_to(root))] = pdf(path)
for path in sorted(root.rglob("*.docx")):
    found["docx"][str(path.relative_to(root))] = form(path)
json.dump(found, sys.stdout)
