#!/usr/bin/env python3
"""The pages for users against the programs and the tree: options that no program has, files that are not there.

  tests/pages.py BIN_DIR       prints "ok pages: ..." and "not ok pages: ...: why"

What counts as an option: in code (between backquotes, or in a block), a word with a dash behind the name of a program of ours, or at the
beginning. What counts as a file: a word in code that begins with a folder of the tree, and where a link leads. Patterns and {a,b} count too;
in bazel-bin they have to find programs and nothing else.
"""

import glob
import os
import re
import subprocess
import sys

PAGES = ("README.md", "nagios/README.md", "nagios/icinga2/README.md", "zabbix/README.md")
PROGRAMS = ("nagios/check_tls", "nagios/check_tls_expiry", "nagios/check_tls_chain", "nagios/check_tls_certificate", "nagios/check_cert_file",
            "nagios/check_tls_list", "zabbix/zabbix_tls")
COMMANDS = "nagios/objects/tls_commands.cfg"
TEMPLATES = "nagios/objects/tls_templates.cfg"
NRPE = "nagios/nrpe/tls_checks.cfg"
FOLDERS = r"(?:tests|nagios|zabbix|checks|plugin|bazel-bin)"

failed = 0


def result(what, wrong):
    global failed
    wrong = list(wrong)
    if wrong:
        failed += 1
        print(f"not ok pages: {what}: {', '.join(sorted(set(wrong)))}")
    else:
        print(f"ok pages: {what}")


def read(path):
    with open(path, encoding="utf-8") as text:
        return text.read()


def options_of(bin_dir, program):
    """Every option that the program's --help names."""
    command = [os.path.join(bin_dir, program), "--help"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20, check=False)
    long = set(re.findall(r"(?<![\w-])--[a-z][a-z0-9-]*", done.stdout))
    return long | set(re.findall(r"^ +(-[A-Za-z0-9]), --", done.stdout, re.M))


def code_of(text):
    """The lines of the blocks, continuations joined, and what stands between backquotes."""
    blocks = re.findall(r"^```\w*\n(.*?)^```$", text, re.M | re.S)
    prose = re.sub(r"^```\w*\n.*?^```$", "", text, flags=re.M | re.S)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    return lines + re.findall(r"`([^`]+)`", prose)


def unknown_options(code, programs):
    """Options in code that the program does not have: ["check_tls --foo"]."""
    everywhere = set().union(*programs.values())
    for line in code:
        line = re.sub(r"(?:^| )#.*", "", line)
        for command in re.split(r"\$\(|[|;()]|&&", line):
            known, name = (everywhere, "") if command.strip().startswith("-") else (None, "")
            for word in command.split():
                if os.path.basename(word) in programs:
                    name = os.path.basename(word)
                    known = programs[name]
                option = re.match(r"--[a-z][a-z0-9-]*|-[A-Za-z](?![\w.])", word)
                if known and option and option[0] not in known:
                    yield f"{name} {option[0]}".strip()


def expanded(path):
    """{a,b} as a shell does it."""
    found = re.match(r"(.*?)\{([^}]*)\}(.*)", path)
    if not found:
        return [path]
    return [one for part in found[2].split(",") for one in expanded(found[1] + part + found[3])]


def is_there(path, bin_dir):
    if not path.startswith("bazel-bin/"):
        return bool(glob.glob(path))
    found = glob.glob(os.path.join(bin_dir, path.removeprefix("bazel-bin/")))
    return bool(found) and all(os.path.isfile(one) and os.access(one, os.X_OK) for one in found)


def missing_files(page, text, bin_dir):
    for code in code_of(text):
        code = re.sub(r"//[\w/.:]+", "", code)  # Bazel's labels
        for word in re.findall(rf"(?<![\w./@-])({FOLDERS}/[\w./*{{,}}-]*)", code):
            for path in expanded(word.rstrip(".,")):
                if not is_there(path, bin_dir):
                    yield path
    for link in re.findall(r"\]\(([^):#]+)\)", text):
        if not os.path.exists(os.path.join(os.path.dirname(page), link)):
            yield link


def command_lines(text):
    return [line.replace("$USER1$/", "") for line in re.findall(r"^\s*command_line\s+(.*)$", text.replace("\\\n", " "), re.M)]


def check_objects(programs):
    """Nagios' objects: options exist, each macro stands alone in quotes, each variable is named as its option and has a template."""
    commands, templates = read(COMMANDS), read(TEMPLATES)
    lines = command_lines(commands)
    result(f"options in {COMMANDS}", unknown_options(lines, programs))
    quoted = re.compile(r"'\$\w+\$'")
    bare = [line.split()[0] for line in lines if not line.startswith("check_dummy ") and ("$" in quoted.sub("", line) or "$ARG" in line)]
    result(f"every macro in {COMMANDS} stands in quotes", bare)
    pairs = re.findall(r"(--[a-z-]+) '\$_SERVICETLS_(\w+)\$'", " ".join(lines))
    result("variables are named as their options", [variable for option, variable in pairs if option != "--" + variable.lower().replace("_", "-")])
    used = set(re.findall(r"\$_SERVICE(\w+)\$", " ".join(lines)))
    defined = set(re.findall(r"^\s+_(\w+)\s+(?:null|\d+)\b", templates, re.M))
    result(f"{TEMPLATES} has every variable that a command takes, and no other", used ^ defined)
    named = set(re.findall(r"`_(TLS_\w+|NRPE_\w+)", read("nagios/README.md")))
    result("nagios/README.md names every variable, and no other", named ^ used)


def main():
    bin_dir = os.path.realpath(sys.argv[1])
    os.chdir(os.path.join(os.path.dirname(os.path.realpath(__file__)), ".."))
    programs = {os.path.basename(program): options_of(bin_dir, program) for program in PROGRAMS}
    result("every program has a --help", [name for name, options in programs.items() if len(options) < 20])
    for page in filter(os.path.exists, PAGES):
        text = read(page)
        result(f"options in {page}", unknown_options(code_of(text), programs))
        result(f"files in {page}", missing_files(page, text, bin_dir))
    result(f"options in {NRPE}", unknown_options(read(NRPE).replace("]=", " ").splitlines(), programs))
    check_objects(programs)
    sys.exit(1 if failed else 0)


main()
