"""Reads the YAML that Zabbix exports: block maps and lists, plain and 'single-quoted' scalars, literal blocks. All scalars are strings.

What is not of this kind is an error: the templates stay readable by this and by any YAML parser. Python's standard library has none.
"""


class Reader:
    def __init__(self, text):
        self.lines = [(number, line) for number, line in enumerate(text.split("\n"), 1)]
        self.at = 0

    def error(self, why):
        raise ValueError(f"line {self.lines[min(self.at, len(self.lines) - 1)][0]}: {why}")

    def skip(self):
        while self.at < len(self.lines) and (not self.lines[self.at][1].strip() or self.lines[self.at][1].lstrip().startswith("#")):
            self.at += 1

    def indent(self):
        self.skip()
        if self.at == len(self.lines):
            return -1
        line = self.lines[self.at][1]
        return len(line) - len(line.lstrip(" "))

    def value(self, least):
        """A map or a list, indented by at least so much."""
        indent = self.indent()
        if indent < least:
            self.error("a value is missing")
        return self.list(indent) if self.lines[self.at][1].lstrip().startswith("- ") else self.map(indent)

    def list(self, indent):
        items = []
        while self.indent() == indent and self.lines[self.at][1].lstrip().startswith("- "):
            number, line = self.lines[self.at]
            rest = line[indent + 2:]
            if rest == "|":
                self.at += 1
                items.append(self.block(indent))
            elif self.key_of(rest):
                self.lines[self.at] = (number, " " * (indent + 2) + rest)
                items.append(self.map(indent + 2))
            else:
                self.at += 1
                items.append(self.scalar(rest))
        return items

    def map(self, indent):
        entries = {}
        while self.indent() == indent and not self.lines[self.at][1].lstrip().startswith("- "):
            key = self.key_of(self.lines[self.at][1][indent:])
            if not key or key in entries:
                self.error(f"no key, or one that comes twice: {key}")
            rest = self.lines[self.at][1][indent + len(key) + 1:].strip()
            self.at += 1
            entries[key] = self.block(indent) if rest == "|" else self.scalar(rest) if rest else self.value(indent + 1)
        return entries

    def block(self, indent):
        lines = []
        while self.at < len(self.lines):
            line = self.lines[self.at][1]
            if line.strip() and len(line) - len(line.lstrip(" ")) <= indent:
                break
            lines.append(line)
            self.at += 1
        margin = min(len(line) - len(line.lstrip(" ")) for line in lines if line.strip())
        return "\n".join(line[margin:] for line in lines).rstrip("\n") + "\n"

    @staticmethod
    def key_of(text):
        key = text.split(":", 1)[0]
        return key if ":" in text and key.replace("_", "").isalnum() and (text[len(key) + 1:] + " ").startswith(" ") else None

    def scalar(self, text):
        if text.startswith("'"):
            if len(text) < 2 or not text.endswith("'") or "'" in text[1:-1].replace("''", ""):
                self.error(f"a quote is not closed: {text}")
            return text[1:-1].replace("''", "'")
        if text[0] in "\"{}[]&*!>%@`,?|-" or ": " in text or " #" in text:
            self.error(f"a scalar that must be quoted: {text}")
        return text


def load(text):
    reader = Reader(text)
    document = reader.value(0)
    if reader.indent() != -1:
        reader.error("what is this?")
    return document
