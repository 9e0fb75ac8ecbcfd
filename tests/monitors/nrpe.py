#!/usr/bin/env python3
"""The programs behind a real NRPE daemon, asked by the real check_nrpe and by a real Nagios, by the files that we ship.

  tests/monitors/nrpe.py BIN_DIR

The daemon runs with Debian's own nrpe.cfg; port and paths are the test's. What is expected is what the program itself prints.
"""

import os
import re
import signal
import shlex
import threading
import time

import nagios_core
import nagios_page
import support
from nagios_core import Nagios, Output, definition

WWW, MAIL = "www.lab.example", "mail.lab.example"
SHIPPED = os.path.join(nagios_core.REPOSITORY, "nagios", "nrpe", "tls_checks.cfg")
DEBIAN = "/etc/nagios/nrpe.cfg"
INSTALLED = "/usr/lib/nagios/plugins"
SCENARIOS = ("good-rsa", "expiring", "expired", "leaf-only", "refused", "hostile-names", "smtp-hostile", "invalid-utf8-name", "chain-200", "silent")
V2_PACKET = 1024  # NRPE's MAX_PACKETBUFFER_LENGTH


def shipped_commands():
    """{name: command line} of the file that we ship."""
    with open(SHIPPED, encoding="utf-8") as shipped:
        return dict(re.findall(r"^command\[(\w+)\]=(.*)$", shipped.read(), re.M))


class Commands:
    """The daemon's commands: the shipped ones with the lab's names and ports in them, and those made of them for further servers."""

    def __init__(self, run, lab, plugins):
        self.run, self.lab, self.plugins, self.shipped, self.lines = run, lab, plugins, shipped_commands(), {}
        good, mail = lab["good-rsa"], lab["smtp-good"]
        chain = f"{lab.folder}/chains/good-rsa.pem"
        internal = f"hostname = {WWW}\naddress = 127.0.0.1\nport = {good.port}\nca-file = {lab.roots}\n"
        anchors = f" -r {lab.roots}"
        self.derive("check_tls_files", "check_tls_files", {"/etc/ssl/certs/local/*.pem": f"{lab.folder}/chains/good-*.pem"}, anchors)
        self.derive("check_tls_served", "check_tls_served",
                    {"/etc/nginx/tls/fullchain.pem": chain, "www.example.org": WWW, "127.0.0.1:443": f"127.0.0.1:{good.port}"}, anchors)
        self.derive("check_tls_local", "check_tls_local", {"www.example.org": WWW, "-p 443": f"-p {good.port}"}, anchors)
        self.derive("check_tls_smtp", "check_tls_smtp", {"mx.example.org": MAIL, "-P smtp": f"-P smtp -p {mail.port}"}, anchors)
        self.derive("check_tls_internal", "check_tls_internal",
                    {"/etc/nagios/tls_internal.conf": run.write(internal, "tls_internal.conf")})
        run.equal("the test has every command that is shipped", sorted(self.lines), sorted(self.shipped))
        for name in SCENARIOS:
            self.server(name, lab, name)

    def derive(self, name, shipped, replaced, more=""):
        line = self.shipped[shipped].replace(INSTALLED, self.plugins)
        for old, new in replaced.items():
            if old not in line:
                raise RuntimeError(f"{shipped} has no {old}")
            line = line.replace(old, new)
        self.lines[name] = line + more

    def server(self, name, lab, scenario, more=""):
        scenario = lab[scenario]
        protocol = " -P smtp" if scenario.host == MAIL else ""
        self.derive(name, "check_tls_local", {"www.example.org": scenario.host, "-p 443": f"-p {scenario.port}"},
                    f"{protocol} -r {lab.roots} --aia never{more}")

    def expected(self, name):
        """What the program itself prints: (exit status, output)."""
        status, said, errors = self.run.run(["/bin/sh", "-c", self.lines[name]], user=nagios_core.USER)
        return status, said + errors


def start(run, commands=None, **changed):
    """A daemon with Debian's nrpe.cfg and the commands (default: the file as it is shipped, by the page's commands), and who asks it."""
    name = f"nrpe{len(run.daemons)}"
    folder = run.make_folder(name, user=nagios_core.USER)
    run.make_folder(name, "d")
    if commands:
        run.write("".join(f"command[{command}]={line}\n" for command, line in commands.lines.items()), name, "d", "tls_checks.cfg")
    else:
        answer = nagios_page.run_block(run, "/etc/nagios/nrpe.d/", {"/etc/nagios/nrpe.d": f"{folder}/d"})
        run.equal("the page's commands install", (answer, os.listdir(f"{folder}/d")), ((0, ""), ["tls_checks.cfg"]))
    port = support.free_port()
    ours = {"server_port": str(port), "server_address": "127.0.0.1", "pid_file": f"{folder}/pid", "log_file": f"{folder}/log",
            "include_dir": f"{folder}/d", **changed}
    with open(DEBIAN, encoding="utf-8") as debian:
        kept = [(key, value) for key, value in nagios_core.settings(debian.read()) if key not in ours and key != "include"]
    config = run.write("".join(f"{key}={value}\n" for key, value in [*kept, *ours.items()]), name, "nrpe.cfg")
    run.daemon(["/usr/sbin/nrpe", "-c", config, "-f"], user=nagios_core.USER)
    return Asker(run, port)


class Asker:
    """check_nrpe, with a port of the test."""

    def __init__(self, run, port):
        self.run, self.port = run, port

    def ask(self, command, before=(), after=()):
        status, said, errors = self.run.run([f"{INSTALLED}/check_nrpe", "-H", "127.0.0.1", "-p", str(self.port), *before, "-c", command, *after])
        return status, said + errors

    def ask_until_told(self, command):
        """A daemon that hangs up at once may end check_nrpe by SIGPIPE, which then says nothing."""
        def told():
            answer = self.ask(command)
            return answer if answer[0] != -signal.SIGPIPE else None
        return self.run.until("check_nrpe says something", told)

    def answers(self):
        return "NRPE v" in self.ask("_NRPE_CHECK")[1]


def comparable(answer):
    status, said = answer
    return status, nagios_core.without_times(said)


def check_unchanged(run, asker, commands):
    for name in commands.lines:
        if name != "silent":
            run.equal(f"{name}: exit status, text and perfdata through check_nrpe", comparable(asker.ask(name)), comparable(commands.expected(name)))


def check_page(run, asker, commands):
    answer = nagios_page.run_block(run, "check_nrpe -H 192.0.2.10", {"192.0.2.10": f"127.0.0.1 -p {asker.port}"})
    run.equal("the page's question", comparable(answer), comparable(commands.expected("check_tls_files")))


def check_states(run, asker):
    states = {"check_tls_files": 0, "check_tls_served": 0, "check_tls_local": 0, "check_tls_smtp": 0, "check_tls_internal": 0, "expiring": 1,
              "expired": 2, "refused": 2}
    run.equal("states through check_nrpe", {name: asker.ask(name)[0] for name in states}, states)


def check_hostile(run, asker):
    for name in ("hostile-names", "smtp-hostile", "invalid-utf8-name"):
        _, said = asker.ask(name)
        safe = all(character == "\n" or character.isprintable() for character in said) and said.count("|") == 1
        run.expect(f"{name}: nothing but text arrives", safe, repr(said))


def check_large(run, asker, commands):
    """What a packet holds: all of ours in versions 3 and 4; in version 2 what --max-output keeps short."""
    whole = commands.expected("large")[1]
    run.expect("the large output has more than 4 kB and 30 findings", len(whole) > 4000 and len(re.findall(r"^\[", whole, re.M)) >= 30, whole)
    _, cut = asker.ask("large", ["-2"])
    ends = len(cut.encode()) == V2_PACKET and cut.endswith("\n")
    run.expect("a packet of version 2 ends after 1023 bytes", ends and whole.startswith(cut[:100]), len(cut))
    answer, expected = asker.ask("short", ["-2"]), commands.expected("short")
    run.equal("--max-output fits a packet of version 2", comparable(answer), comparable(expected))
    told = "| leaf_left=" in answer[1] and re.search(r"^\(\d+ more lines left out\)$", answer[1], re.M)
    run.expect("--max-output keeps the perfdata and says that it cut", told, answer[1])


class Slow(threading.Thread):
    """A question that takes its time, beside the others."""

    def __init__(self, asker, command, before=()):
        super().__init__()
        self.asker, self.command, self.before, self.answer, self.seconds = asker, command, before, None, None
        self.start()

    def run(self):
        begin = time.monotonic()
        self.answer = self.asker.ask(self.command, self.before)
        self.seconds = time.monotonic() - begin


def check_silent(run, silent, hurried):
    silent.join()
    status, said = silent.answer
    ours = status == 2 and said.startswith("TLS CRITICAL - www.lab.example:")
    run.expect("a silent server: our CRITICAL, not check_nrpe's time-out", ours, said)
    run.expect("a silent server: before check_nrpe gives up", silent.seconds < 10, silent.seconds)
    hurried.join()
    run.equal("a shorter -t of check_nrpe: it is first", hurried.answer, (2, "CHECK_NRPE STATE CRITICAL: Socket timeout after 3 seconds.\n"))


def messages(run, asker, hasty, stranger):
    """What check_nrpe says when something is wrong: {what: answer}."""
    closed = Asker(run, support.free_port())
    return {"a command that is not there": asker.ask("check_nothing"), "a program that is missing": asker.ask("missing"),
            "arguments": asker.ask("good-rsa", after=["-a", "x"]), "no daemon": closed.ask("good-rsa"),
            "a command that takes too long": hasty.ask("silent"), "a daemon that does not allow us": stranger.ask_until_told("good-rsa")}


def check_messages(run, answers):
    """The page explains each of them."""
    with open(nagios_core.PAGE, encoding="utf-8") as page:
        text = page.read()
    for what, (status, said) in answers.items():
        first = re.sub(r"port \d+", "port 5666", said.splitlines()[0]).replace("127.0.0.1", "192.0.2.10")
        first = first.replace("check_nothing", "check_tls_files").replace("after 1 seconds", "after 60 seconds")
        run.expect(f"the page explains what check_nrpe says of {what}", status in (2, 3) and f"`{first}`" in text, said)


def check_nagios(run, asker, commands):
    """The service template and the command of the Nagios side."""
    plugins = run.make_folder("nagios-plugins")
    run.write(f'#!/bin/sh\nexec {INSTALLED}/check_nrpe -p {asker.port} "$@"\n', "nagios-plugins", "check_nrpe", mode=0o755)
    nagios = Nagios(run, plugins)
    nagios.configure(nagios_core.PACE, without=("localhost.cfg",))
    nagios.ship("tls_commands.cfg", "tls_templates.cfg")
    nagios.define("hosts.cfg", definition("host", use="linux-server", host_name=WWW, address="127.0.0.1", active_checks_enabled=0))
    names = ("check_tls_files", "expired")
    nagios.define("services.cfg", "".join(definition("service", use="tls-nrpe", host_name=WWW, service_description=name, _NRPE_COMMAND=name)
                                          for name in names))
    nagios.start()
    for name in names:
        stored = run.until(f"a result of {name}", lambda name=name: nagios.checked(WWW, name))
        if stored:
            run.equal(f"Nagios, check_nrpe, NRPE: {name}", Output.of_status(stored).comparable(),
                      Output.of_program(*commands.expected(name)).in_nagios().comparable())


def configure(run, lab, plugins):
    for name, line in shipped_commands().items():
        run.expect(f"{name} ends before check_nrpe gives up", re.search(r" -t 8 ", line), line)
    commands = Commands(run, lab, plugins)
    deep = run.lab("ten-intermediates", "--clients")
    verbose = " --profile webpki -vv --clients"
    commands.server("large", deep, "ten-intermediates", verbose)
    commands.server("short", deep, "ten-intermediates", f"{verbose} --max-output 1000")
    commands.lines["missing"] = f"{plugins}/check_missing"
    return commands


def main():
    with support.Run("nrpe") as run:
        lab = run.lab()
        commands = configure(run, lab, run.install_programs("plugins"))
        asker, hasty, stranger = start(run, commands), start(run, commands, command_timeout="1"), start(run, allowed_hosts="192.0.2.1")
        if not run.until("the daemons answer", lambda: asker.answers() and hasty.answers()):
            return
        silent, hurried = Slow(asker, "silent"), Slow(asker, "silent", ["-t", "3"])
        del commands.lines["missing"]
        check_nagios(run, asker, commands)
        check_unchanged(run, asker, commands)
        check_page(run, asker, commands)
        check_states(run, asker)
        check_hostile(run, asker)
        check_large(run, asker, commands)
        check_messages(run, messages(run, asker, hasty, stranger))
        check_silent(run, silent, hurried)


main()
