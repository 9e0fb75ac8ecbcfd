#!/usr/bin/python3
"""zabbix/README.md: its commands are run, and what it names exists. Prints "ok NAME" and "not ok NAME: why".

    tests/zabbix/page.py BIN_DIR

What Zabbix itself says of it (errors, the module's templates, the official template) is tests/monitors' matter.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import templates
from templates import BIN, FILES, OF_CHECKS, ROOT, Template, contents, expect

# Where the page's commands write; a folder of the test's own takes the place of each.
PLACES = ("/etc/zabbix/", "/usr/lib/zabbix/")


def blocks(page):
    """The texts between ``` lines."""
    return page.split("```\n")[1::2]


def shell(command, folder):
    """Runs a command of the page beside copies of the files, with places of its own and what was built."""
    for place in PLACES:
        command = command.replace(place, folder + place)
    done = subprocess.run(["bash", "-e", "-u", "-c", command], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
                          env={"PATH": f"{folder}/etc/zabbix/externalscripts:/usr/sbin:/usr/bin:/sbin:/bin"}, check=False)
    return done.returncode, done.stdout, done.stderr


def installed(page, folder):
    """The commands that install, and the program where they put it."""
    os.symlink(BIN, folder + "/bazel-bin")
    commands = [line for block in blocks(page) for line in block.splitlines() if line.startswith("install ")]
    expect("page: the commands that install are found", [] if len(commands) == 2 else commands)
    for command in commands:
        status, _, errors = shell(command, folder)
        expect(f"page: {command.split()[-1]} is installed", [errors] if status else [])
    status, _, errors = shell("zabbix_tls --version", folder)
    expect("page: the program runs where it was installed", [] if status == 3 and not errors else [status, errors])


def lists(page, folder):
    """The commands that try a list, the section of the example, and the page's list and file."""
    commands = [line for block in blocks(page) for line in block.splitlines() if line.startswith("zabbix_tls --endpoints")]
    status, output, errors = shell(commands[0], folder)
    labels = [row["{#TLS.LABEL}"] for row in json.loads(output)]
    expect("page: a list is tried by hand", [] if (status, labels) == (0, ["www.example.org", "mx.example.org/smtp"]) else [output, errors])
    entries = next(block for block in blocks(page) if block.startswith("www.example.org mx.example.org/smtp")).strip()
    rows = json.loads(shell(f"zabbix_tls --endpoints='{entries}'", folder)[1])
    expect("page: every entry of its list is good", [row for row in rows if "bad entry" in row["{#TLS.HOST}"]] + [] if len(rows) == 5 else [rows])
    expect("page: the section that it tries is in the example", [] if "[all-endpoints]" in contents("zabbix/zabbix_tls.conf") else ["all-endpoints"])


def sections(page):
    """The options of its sections."""
    help_text = templates.program("--help") + subprocess.run([BIN + "/nagios/check_tls_list", "--help"], capture_output=True, text=True, timeout=30,
                                                             check=False).stdout
    options = {name for block in blocks(page) if block.startswith("[") for name in re.findall(r"^([a-z-]+) = ", block, re.M)}
    options |= {name for name in re.findall(r"(?:^|[ `\"])--([a-z-]+)", page) if name != "hostname"} - {"discover", "endpoints"}
    expect("page: options exist", [name for name in options if f"--{name} " not in help_text and f"--{name}\n" not in help_text]
           + ([] if len(options) > 5 else [options]))


def module_templates(page, folder):
    """The sed of the page makes templates of the module: the same but for the master item."""
    for name in OF_CHECKS:
        shutil.copy(f"{ROOT}/zabbix/{name}.yaml", folder)
    command = next(block for block in blocks(page) if block.startswith("for name in"))
    status, _, errors = shell(command, folder)
    expect("page: the command that makes the module's templates", [errors] if status or errors else [])
    for name in OF_CHECKS:
        before = Template(contents(f"zabbix/{name}.yaml"))
        with open(f"{folder}/{name}_module.yaml", encoding="utf-8") as text:
            after = Template(text.read())
        simple = [item for item in after.items if item["type"] == "SIMPLE"]
        of_module = re.compile(r'tls\.get\[("[^"\\]*(\\"[^"\\]*)*",?){8}\]')
        expect(f"{name}: one item is the module's", [] if len(simple) == 1 and of_module.fullmatch(simple[0]["key"])
               else [item["key"] for item in simple])
        old = next(item["key"] for item in before.items if "--hostname=" in item["key"])
        expect(f"{name}: nothing else is different", [] if before.text.replace(old, simple[0]["key"]).replace("EXTERNAL", "SIMPLE")
               == after.text.replace("EXTERNAL", "SIMPLE") and "--hostname" not in after.text else ["it is"])
        expect(f"{name}: master items of the module's exist", [item["key"] for item in after.items if item["type"] == "DEPENDENT"
                                                               and item["master_item"]["key"] not in after.keys])


def names(page):
    """Macros, triggers, files and items."""
    every = [Template(contents(f"zabbix/{name}.yaml")) for name in FILES]
    macros = {macro["macro"] for template in every for macro in template.body["macros"]}
    named = {"{$" + name + "}" for name in re.findall(r"\{\$(TLS\.[A-Z._]+)(?::[^}]*)?\}", page)}
    expect("page: macros exist", sorted(named - macros))
    expect("page: macros are told", sorted(macros - named))
    rows = [row.split("|")[1].replace("`*`", "").strip() for row in page.split("| trigger |")[1].split("\n\n")[0].splitlines()[2:]]
    triggers = {re.sub(r"^TLS( \[\S+\])?: ", "", trigger["name"]).replace("{#TLS.RULE}", "RULE")
                for template in every for trigger in template.triggers}
    told = {name.strip() for row in rows for name in re.sub(r", is a", ",Another finding is a", row).split(",")}
    told |= {name for name in ("The endpoints cannot be read", "No list of endpoints", "No results", "Part of the list could not be checked")
             if f"*{name}*" in page}
    expect("page: triggers exist", sorted(told - triggers))
    expect("page: triggers are told", sorted(triggers - told))
    files = re.findall(r"^\| `([a-z_.]+)`", page.split("## Install")[0], re.M)
    expect("page: files exist", [name for name in files if not os.path.exists(f"{ROOT}/zabbix/{name}") and not os.path.exists(f"{BIN}/zabbix/{name}")]
           + ([] if len(files) > 4 else files))
    keys = {item["name"].split("]: ")[-1].removeprefix("TLS: ") for template in every for item in template.items + template.rules}
    items = set(re.findall(r"\*TLS: ([A-Z][a-z]+)\*", page))
    expect("page: items exist", sorted(items - keys) + ([] if items else ["none"]))


def main():
    page = contents("zabbix/README.md")
    folder = tempfile.mkdtemp()
    try:
        installed(page, folder)
        lists(page, folder)
        module_templates(page, folder)
    finally:
        shutil.rmtree(folder)
    sections(page)
    names(page)
    sys.exit(1 if templates.failed else 0)


if __name__ == "__main__":
    main()
