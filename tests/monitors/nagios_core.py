"""A real Nagios Core on loopback: Debian's own nagios.cfg with other paths, our shipped objects, what it stored read back."""

import os
import re
import shutil

import support

REPOSITORY = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
OBJECTS = os.path.join(REPOSITORY, "nagios", "objects")
PAGE = os.path.join(REPOSITORY, "nagios", "README.md")
DEBIAN = "/etc/nagios4/nagios.cfg"
USER = "nagios"
# Results at once, not spread over minutes; nobody is notified.
PACE = {"status_update_interval": "1", "check_result_reaper_frequency": "1", "service_inter_check_delay_method": "n",
        "host_inter_check_delay_method": "n", "service_interleave_factor": "1", "service_freshness_check_interval": "1",
        "additional_freshness_latency": "0", "use_syslog": "0", "check_workers": "2", "check_for_updates": "0",
        "enable_notifications": "0"}


def code_block(containing):
    """The one code block of the page that has these words."""
    with open(PAGE, encoding="utf-8") as page:
        blocks = [block for block in re.findall(r"^```\n(.*?)^```$", page.read(), re.M | re.S) if containing in block]
    if len(blocks) != 1:
        raise RuntimeError(f"{len(blocks)} code blocks of nagios/README.md have {containing!r}")
    return blocks[0]


def page_row(containing):
    """What the page says in a table that Nagios says, with these words."""
    with open(PAGE, encoding="utf-8") as page:
        return re.search(rf"^\| `([^`]*{containing}[^`]*)`", page.read(), re.M)[1]


def settings(text):
    """name=value lines in order; a name may come several times (cfg_file)."""
    return [line.split("=", 1) for line in text.splitlines() if line and not line.startswith("#")]


def definition(kind, **values):
    lines = "".join(f"    {name} {value}\n" for name, value in values.items())
    return f"define {kind} {{\n{lines}}}\n"


def escaped(value):
    """A value as an object file must have it: a semicolon begins a comment."""
    return value.replace(";", "\\;")


class Nagios:
    """One Nagios in a folder of its own. `plugins` is $USER1$, and has the programs and links to what Debian installed."""

    def __init__(self, run, plugins):
        self.run = run
        self.folder = run.make_folder("nagios", user=USER)
        for name in ("lib", "lib/rw", "lib/spool", "lib/spool/checkresults", "tmp", "log", "log/archives"):
            run.make_folder("nagios", name, user=USER)
        self.objects = run.make_folder("nagios", "conf.d")
        self.plugins = plugins
        self.daemon = None

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def configure(self, replaced=(), without=()):
        """Writes nagios.cfg: Debian's, every path in our folder, `replaced` settings, without the lines with `without` in them."""
        resource = self.run.write(f"$USER1$={self.plugins}\n", "nagios", "resource.cfg")
        ours = {"cfg_dir=/etc/nagios4/conf.d": f"cfg_dir={self.objects}", "/var/lib/nagios4": self.path("lib"),
                "/var/log/nagios4": self.path("log"), "/var/run/nagios4": self.path("lib"), "temp_path=/tmp": f"temp_path={self.path('tmp')}",
                "/etc/nagios4/resource.cfg": resource}
        with open(DEBIAN, encoding="utf-8") as debian:
            text = debian.read()
        for old, new in ours.items():
            if old not in text:
                raise RuntimeError(f"{DEBIAN} has no {old}")
            text = text.replace(old, new)
        replaced = dict(replaced)
        kept = [(name, value) for name, value in settings(text) if name not in replaced and not any(word in value for word in without)]
        lines = [f"{name}={value}\n" for name, value in [*kept, *replaced.items()]]
        self.config = self.run.write("".join(lines), "nagios", "nagios.cfg")

    def ship(self, *names):
        for name in names:
            shutil.copy(os.path.join(OBJECTS, name), self.objects)

    def define(self, name, text):
        self.run.write(text, "nagios", "conf.d", name)

    def verify(self):
        """nagios4 -v: (warnings, errors, what it said)."""
        _, said, _ = self.run.run(["nagios4", "-v", self.config], user=USER)
        counted = re.findall(r"^Total (?:Warnings|Errors): +(\d+)$", said, re.M)
        return (*(int(count) for count in counted), said) if len(counted) == 2 else (None, None, said)

    def start(self):
        self.daemon = self.run.daemon(["nagios4", self.config], user=USER, directory=self.folder)

    def command(self, line):
        """An external command, its time in front."""
        pipe = os.open(self.path("lib/rw/nagios.cmd"), os.O_WRONLY | os.O_NONBLOCK)
        try:
            os.write(pipe, line.encode() + b"\n")
        finally:
            os.close(pipe)

    def services(self):
        """What status.dat says: {(host, service): {key: value}}."""
        try:
            with open(self.path("lib/status.dat"), encoding="utf-8", errors="surrogateescape", newline="\n") as stored:
                text = stored.read()
        except FileNotFoundError:
            return {}
        found = {}
        for block in re.findall(r"^servicestatus \{\n(.*?)^\t\}$", text, re.M | re.S):
            values = dict(line[1:].partition("=")[::2] for line in block.split("\n") if line)
            found[values["host_name"], values["service_description"]] = values
        return found

    def checked(self, host, service):
        """What status.dat says of a service that has a result, else None."""
        values = self.services().get((host, service), {})
        return values if values.get("has_been_checked") == "1" else None

    def log(self):
        with open(self.path("log", "nagios.log"), encoding="utf-8", errors="replace") as lines:
            return lines.read()

    def perfdata(self):
        """The perfdata file's rows, split at tabs."""
        try:
            with open(self.path("lib/service-perfdata"), encoding="utf-8", errors="surrogateescape", newline="\n") as stored:
                return [line.split("\t") for line in stored.read().split("\n") if line]
        except FileNotFoundError:
            return []


class Output:
    """A plugin's output as Nagios takes it apart: state, first line, further lines, performance data."""

    def __init__(self, state, first, more, perfdata):
        self.state, self.first, self.more, self.perfdata = state, first, more, perfdata

    @classmethod
    def of_program(cls, state, text):
        first, _, more = text.partition("\n")
        first, _, perfdata = first.partition("|")
        return cls(state, first.strip(), more.rstrip("\n"), perfdata.strip())

    @classmethod
    def of_status(cls, values):
        more = unescaped(values["long_plugin_output"])
        return cls(int(values["current_state"]), values["plugin_output"], more.rstrip("\n"), values["performance_data"])

    def in_nagios(self):
        """Nagios writes a semicolon in the first line as a colon: semicolons part the fields of its log."""
        return Output(self.state, self.first.replace(";", ":"), self.more, self.perfdata)

    def comparable(self):
        """What two runs have in common: without what a clock says."""
        return self.state, without_times(self.first), without_times(self.more), without_times(self.perfdata)


def unescaped(text):
    """Nagios writes a newline of the long output as \\n and a backslash as two."""
    return re.sub(r"\\(.)", lambda found: {"n": "\n"}.get(found[1], found[1]), text)


def without_times(text):
    """The lab's certificates end at full days from their making: a second later it is a day less, and 48 hours are 2 days."""
    text = re.sub(r"\b\d+ (days|hours)\b", "# days", text)
    text = re.sub(r"\b(\w+_time)=[0-9.]+s", r"\1=#", text)
    return re.sub(r"\b(leaf_left|chain_left|soonest)=(-?\d+)s", lambda found: f"{found[1]}={round(int(found[2]) / 600)}", text)
