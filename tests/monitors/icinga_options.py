"""What Icinga makes of custom variables: each option of each program, flags, several values, empty ones, hostile ones."""

import re

from icinga_nodes import host, service

# Their options are what --help lists; those of them that no check has.
PROGRAMS = ("check_tls", "check_tls_expiry", "check_tls_chain", "check_tls_certificate", "check_cert_file", "check_tls_list")
NOT_OF_A_CHECK = ("help", "version", "list-checks", "list-protocols")
HELP_ROW = re.compile(r"  (?:-\w, |    )--([a-z0-9-]+)(?: (\S+))?(?:$| {2,})")
# @FILE@: a path that anybody may write to. It must not be there afterwards.
HOSTILE = (
    ("tls_hostname", "-z", "-H, --hostname -z: expected a host name or address"),
    ("tls_hostname", "-x", "-H, --hostname HOST: the value is missing (-x is an option)"),
    ("tls_hostname", "-4", "-H, --hostname HOST: the value is missing (-4 is an option)"),
    ("tls_hostname", "--save-evidence=@FILE@", "-H, --hostname HOST: the value is missing (--save-evidence="),
    ("tls_hostname", "$(touch @FILE@)", "-H, --hostname $(touch "),
    ("tls_hostname", "www; touch @FILE@", "-H, --hostname www; touch "),
    ("tls_hostname", "`touch @FILE@`", "-H, --hostname `touch "),
    ("tls_hostname", "www\ntouch @FILE@", "-H, --hostname www\\ntouch "),
    ("tls_hostname", "www|leaf_left=1s", "-H, --hostname www\\x7cleaf_left=1s: expected"),
    ("tls_hostname", "\"'<script>alert(1)</script>", "-H, --hostname \"'<script>"),
    ("tls_address", "--write-chain=@FILE@", "-I, --address ADDR: the value is missing (--write-chain="),
    ("tls_port", "443 --save-evidence=@FILE@", "-p, --port 443 --save-evidence="),
    ("tls_port", ["443", "--save-evidence=@FILE@"], "-p, --port N: the value is missing (--save-evidence="),
    ("tls_warning", "$(touch @FILE@)", "-w, --warning $(touch "),
    ("tls_match", ["www.lab.example", "--save-evidence=@FILE@"], "-m, --match NAME: the value is missing (--save-evidence="),
    ("tls_protocol", "smtp;touch @FILE@", "-P, --protocol smtp;touch "),
    ("tls_sni", "'; touch @FILE@; '", "--sni '; touch "),
    ("tls_output", "--save-evidence=@FILE@", "-o, --output FORM: the value is missing (--save-evidence="),
    ("tls_min_tls", "1.2\r\n[0] PROCESS_SERVICE_CHECK_RESULT;a;b;0;ok", "--min-tls 1.2\\r\\n[0] PROCESS"),
)


class Option:
    def __init__(self, name, is_flag, is_repeatable):
        self.name = name
        self.is_flag = is_flag
        self.is_repeatable = is_repeatable
        self.variable = "tls_" + name.replace("-", "_")


def options_of(run, path):
    """What `PROGRAM --help` lists, without those of no check."""
    rows = []
    for line in run.run([path, "--help"])[1].splitlines():
        found = HELP_ROW.match(line)
        if found:
            rows.append([found[1], found[2], line])
        elif rows and line.startswith(" " * 20):
            rows[-1][2] += line
    return [Option(name, value is None, "(repeatable" in text) for name, value, text in rows if name not in NOT_OF_A_CHECK]


def given(option):
    """Its variable's value, and the arguments that shall come of it."""
    key = "--" + option.name
    if option.name == "verbose":
        return 2, [(key,), (key,)]
    if option.is_flag:
        return True, [(key,)]
    if option.is_repeatable:
        return ["one " + option.name, "two"], [(key, "one " + option.name), (key, "two")]
    return "of " + option.name, [(key, "of " + option.name)]


def pairs(command):
    """The arguments of a command, each with its value, in no order: Icinga has none either."""
    found = []
    for argument in command[1:]:
        if argument.startswith("--") or not found:
            found.append((argument,))
        else:
            found[-1] += (argument,)
    return sorted(found)


def escaped(value):
    """A text in which Icinga finds no macro."""
    return [escaped(one) for one in value] if isinstance(value, list) else value.replace("$", "$$")


class Options:
    def __init__(self, run, node, lab):
        self.run = run
        self.node = node
        self.good = lab["good-rsa"]
        self.by_address = lab["ip-name"]
        self.roots = lab.roots
        self.options = {program: options_of(run, f"{node.plugins}/{program}") for program in PROGRAMS}
        self.file = run.make_folder("anyone", mode=0o777) + "/made"

    def objects(self):
        text = host("options", {})
        for program in PROGRAMS:
            text += service("options", program, program, {option.variable: given(option)[0] for option in self.options[program]})
        text += service("options", "flags not set", "check_tls", self.flags_not_set())
        text += service("options", "empty", "check_tls", self.empty())
        resolved = {"tls_hostname": self.by_address.host, "tls_address": "", "tls_port": self.by_address.port, "tls_ca_file": self.roots}
        text += service("options", "resolved", "check_tls", resolved)
        for number, (variable, value, _) in enumerate(HOSTILE):
            hostile = [self.with_file(one) for one in value] if isinstance(value, list) else self.with_file(value)
            text += service("options", f"hostile {number}", "check_tls", {"tls_hostname": "www.lab.example", variable: escaped(hostile)})
        return text

    def with_file(self, value):
        return value.replace("@FILE@", self.file)

    def to_good(self):
        return {"tls_hostname": self.good.host, "tls_port": self.good.port, "tls_ca_file": self.roots}

    def flags_not_set(self):
        return {**{option.variable: False for option in self.options["check_tls"] if option.is_flag}, **self.to_good()}

    def empty(self):
        return {**{option.variable: "" for option in self.options["check_tls"] if not option.is_flag and option.name != "address"}, **self.to_good()}

    def check(self, services):
        for program in PROGRAMS:
            result = services["options!" + program]["last_check_result"]
            expected = sorted(pair for option in self.options[program] for pair in given(option)[1])
            self.run.equal(f"{program}: every option from its variable", pairs(result["command"]), expected)
        defaults = sorted([("--address", "127.0.0.1"), ("--ca-file", self.roots), ("--hostname", self.good.host), ("--port", str(self.good.port))])
        result = services["options!flags not set"]["last_check_result"]
        self.run.equal("flags that are false are not given", pairs(result["command"]), defaults)
        for name in ("empty", "resolved"):
            result = services["options!" + name]["last_check_result"]
            self.run.equal(f"{name} variables count as not given", (result["state"], result["output"][:9]), (0.0, "TLS OK - "))
        self.check_hostile(services)

    def check_hostile(self, services):
        for number, (variable, value, why) in enumerate(HOSTILE):
            result = services[f"options!hostile {number}"]["last_check_result"]
            good = result["state"] == 3 and result["output"].startswith("TLS UNKNOWN - " + why) and not result["performance_data"]
            self.run.expect(f"hostile {variable} {value!r}: a usage error", good and "\n" not in result["output"], result)
        status, _, why = self.run.run(["/usr/bin/find", self.file])
        self.run.expect("hostile variables make no file", status != 0, why)
