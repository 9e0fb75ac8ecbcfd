#!/usr/bin/env python3
"""Passive results in a real Nagios, Icinga 2 and Zabbix: what is submitted is read back there, and what is submitted while the monitor is
down waits in the spool and arrives, with its time, once it is up. The shipped passive services go stale when no more comes.

  tests/monitors/submit.py BIN_DIR [nagios] [icinga] [zabbix]
"""

import glob
import json
import os
import shutil
import sys

import nagios_core
import support
import zabbix_api
from icinga_nodes import PASSWORD, Authority, Node, literal
from nagios_core import Nagios, definition
from submit_lists import HOST, SUMMARY, ListRun
from zabbix_system import Database, Zabbix

COUNT = 4  # results of a run, of each state one
FIRST = "TLS - result {} of run {}; back\\slash"
DETAILS = "first detail\nsecond \\x7c detail"
STALE_SECONDS = 8  # after which a service is stale here
MEASURES = ["leaf_left={}s;1728000:;604800:", "total_time=0.125000s"]


class SubmitRun(support.Run):
    def install_programs(self, *parts):
        """No plugin runs here."""
        return self.make_folder(*parts)


class Sample:
    """The program that submits, for one target with a spool of its own."""

    def __init__(self, run, name, target, user=None, options=()):
        self.run = run
        self.user = user
        folder = run.make_folder(name, user=user, mode=0o755)
        self.program = folder + "/submit_sample"
        shutil.copy(run.bin_dir + "/tests/checks/submit/submit_sample", self.program)
        os.chmod(self.program, 0o755)
        self.target = target
        self.spool = folder + "/spool"
        self.options = ["host=h{n}", "service=s {n}", "key=tls.result[h{n},443,https]", "timeout=30", *options]

    def submit(self, name, count=COUNT, *options, spool=True):
        """(delivered, refused, waiting, lost) and what it said."""
        kept = [f"spool={self.spool}"] if spool else []
        _, said, why = self.run.run([self.program, self.target, str(count), name, *kept, *self.options, *options], user=self.user)
        first, _, rest = said.partition("\n")
        try:
            return tuple(int(word) for word in first.split()), rest
        except ValueError:
            return (), said + why

    def times(self):
        """When what waits was judged, in milliseconds, by host: read from the spool."""
        found = {}
        for path in glob.glob(self.spool + "/results-*"):
            with open(path, encoding="utf-8") as lines:
                for line in lines:
                    if line.startswith("R "):
                        kept = json.loads(line[19:])
                        found.setdefault(kept["h"], []).append(kept["e"])
        return found

    def wait(self, what, *names, why):
        """Submits while the monitor is down: the times of what waits then, by host."""
        for name in names:
            counts, said = self.submit(name)
            self.run.expect(f"{what} is down: {name} waits in the spool", counts[:2] == (0, 0) and counts[2] >= COUNT and why in said, said)
        return self.times()

    def arrive(self, what, expected):
        """A run without results of its own delivers what waited, and then the spool is empty."""
        counts, said = self.submit("none", 0)
        self.run.expect(f"{what} is up: what waited is delivered", counts == (expected, 0, 0, 0), said)
        self.run.equal(f"{what}: the spool is empty", os.listdir(self.spool), ["lock"])


def check_nagios_results(run, nagios, what, name, times):
    """The results of that run, read back."""

    def came():
        stored = nagios.services()
        found = [stored.get((f"h{number}", f"{what} {number}"), {}) for number in range(COUNT)]
        return found if all(f"of run {name}" in one.get("plugin_output", "") for one in found) else None

    found = run.until(f"{what}: results of {name}", came)
    for number, values in enumerate(found or ()):
        expected = (str(number), FIRST.format(number, name).replace(";", ":"), DETAILS,
                    " ".join(MEASURES).format(86400 * number), str(times[f"h{number}"][-1] // 1000))
        stored = (values["current_state"], values["plugin_output"], nagios_core.unescaped(values["long_plugin_output"]).rstrip("\n"),
                  values["performance_data"], values["last_check"])
        run.equal(f"{what}: state, text, further lines, measures and time of {number}", stored, expected)


def nagios_list_services(listed):
    """Shipped passive services for the list; one of them goes stale soon."""
    services = {**dict.fromkeys(listed.services().values(), {}), SUMMARY: {}, listed.services()["expired"]: {"freshness_threshold": STALE_SECONDS}}
    return "".join(definition("service", use="tls-passive", host_name=HOST, service_description=name, **more) for name, more in services.items())


def check_nagios_list(run, nagios, listed):
    printed = listed.submit("nagios:" + nagios.path("lib/rw/nagios.cmd"))
    names = [*listed.services().values(), SUMMARY]
    stale = listed.services()["expired"]

    def came():
        found = [nagios.checked(HOST, name) for name in names]
        return found if all(found) else None

    found = run.until("Nagios: results of the list", came)
    if found:
        listed.check({name: (int(one["current_state"]), one["plugin_output"], one["performance_data"].split())
                      for name, one in zip(names, found)}, printed.replace(";", ":"))
    text = f'UNKNOWN: {HOST}: no passive result of "{stale}" has come in time'
    run.until("Nagios: a service goes stale when no more results come",
              lambda: nagios.services()[HOST, stale]["plugin_output"] == text) and run.ok("Nagios: a service goes stale when no more results come")
    fresh = [nagios.services()[HOST, name]["plugin_output"] for name in names if name != stale]
    run.expect("Nagios: the others do not", not [line for line in fresh if line.startswith("UNKNOWN")], fresh)


def check_nagios(run):
    plugins = run.make_folder("plugins")
    os.symlink("/usr/lib/nagios/plugins/check_dummy", plugins + "/check_dummy")
    nagios = Nagios(run, plugins)
    nagios.ship("tls_commands.cfg", "tls_templates.cfg")
    listed = ListRun(run, nagios_core.USER)
    hosts = "".join(definition("host", use="generic-host", host_name=name, address="127.0.0.1", check_command="check-host-alive",
                               max_check_attempts=1, active_checks_enabled=0) for name in [HOST, *(f"h{number}" for number in range(COUNT))])
    services = "".join(definition("service", use="tls-passive", host_name=f"h{number}", service_description=f"{what} {number}")
                       for number in range(COUNT) for what in ("pipe", "folder"))
    nagios.define("submit.cfg", hosts + services + nagios_list_services(listed))
    nagios.configure(nagios_core.PACE, without=("localhost.cfg",))
    pipe = Sample(run, "pipe", "nagios:" + nagios.path("lib/rw/nagios.cmd"), nagios_core.USER, ["service=pipe {n}"])
    results = nagios.path("lib/spool/checkresults")
    folder = Sample(run, "folder", "nagios-spool:" + results, nagios_core.USER, ["service=folder {n}"])

    times = pipe.wait("Nagios", "old", "down", why="is Nagios running")
    counts, said = folder.submit("down")
    run.equal("Nagios is down: its folder takes files", (counts, len(os.listdir(results))), ((COUNT, 0, 0, 0), 2))
    laid = os.path.join(results, min(os.listdir(results)))
    began = [int(float(line.split("=")[1])) for line in open(laid, encoding="utf-8") if line.startswith("start_time=")]
    nagios.start()
    run.until("Nagios opens its command file", lambda: os.path.exists(nagios.path("lib/rw/nagios.cmd")))
    check_nagios_results(run, nagios, "folder", "down", {f"h{number}": [1000 * second] for number, second in enumerate(began)})
    pipe.arrive("Nagios", COUNT)
    check_nagios_results(run, nagios, "pipe", "down", times)
    counts, said = folder.submit("root", COUNT, "service=none {n}", f"spool={folder.spool}")
    run.equal("Nagios takes and logs what it does not know", counts, (COUNT, 0, 0, 0))
    counts, said = pipe.submit("unknown", 2, "service=none {n}")
    run.equal("Nagios takes what it does not know by its command file too", counts, (2, 0, 0, 0))
    for words in ("could not be found", "Unable to find service"):
        quoted = nagios_core.page_row(words).replace("TLS https 8443", "none 1").replace("www.example.org", "h1")
        run.until(f"Nagios logs that it {words}, as its page says", lambda quoted=quoted: quoted in nagios.log())
    run.until("its folder is empty again", lambda: not os.listdir(results))
    check_nagios_list(run, nagios, listed)


def icinga_objects(listed):
    names = [*listed.services().values(), SUMMARY]
    lines = ["const Passive = true", f'object Host "{HOST}" {{ check_command = "dummy"\nvars.tls_passive = {literal(names)} }}',
             f'object ApiUser "tls" {{ password = "{PASSWORD}", permissions = [ "actions/process-check-result" ] }}']
    for number in range(COUNT):
        lines.append(f'object Host "h{number}" {{ check_command = "dummy" }}')
        lines.append(f'object Service "s {number}" {{ import "tls-passive-service"\nhost_name = "h{number}" }}')
    lines.append('object Service "s active" { host_name = "h0"\ncheck_command = "dummy"\nenable_passive_checks = false }')
    return "\n".join(lines) + "\n"


def check_icinga_results(run, master, name, times):
    def came():
        stored = master.services()
        found = [(stored.get(f"h{number}!s {number}") or {}).get("last_check_result") or {} for number in range(COUNT)]
        return found if all(f"of run {name}" in one.get("output", "") for one in found) else None

    found = run.until(f"icinga: results of {name}", came)
    for number, result in enumerate(found or ()):
        ended = times[f"h{number}"][-1] / 1000
        expected = (number, FIRST.format(number, name) + "\n" + DETAILS, [one.format(86400 * number) for one in MEASURES], "submit_sample",
                    round(ended - 0.125, 3), round(ended, 3))
        stored = (int(result["state"]), result["output"], result["performance_data"], result["check_source"],
                  round(result["execution_start"], 3), round(result["execution_end"], 3))
        run.equal(f"icinga: state, text, measures, source and times of {number}", stored, expected)
        run.equal(f"icinga: the ttl of {number}", result.get("ttl"), 3600)


def check_icinga_list(run, master, listed, password):
    names = [*listed.services().values(), SUMMARY]
    trust = ("--submit-ca-file", master.authority.certificate, "--submit-cert-name", "master")
    printed = listed.submit(f"icinga2:https://127.0.0.1:{master.port}", "--submit-user", "tls", "--submit-password-file", password, *trust,
                            "--submit-ttl", f"{STALE_SECONDS}s")

    def results():
        found = master.services()
        return {name: (found.get(f"{HOST}!{name}") or {}).get("last_check_result") or {} for name in names}

    came = results()
    if all(came.values()):
        listed.check({name: (int(one["state"]), one["output"].partition("\n")[0], one["performance_data"]) for name, one in came.items()}, printed)
    else:
        run.fail("Icinga: results of the list", came)
    text = "No Passive Check Result Received."
    run.until("Icinga: all go stale when no more results come", lambda: all(
        (one["state"], one["output"]) == (3, text) for one in results().values())) and run.ok("Icinga: all go stale when no more results come")


def check_icinga(run):
    listed = ListRun(run)
    authority = Authority(run)
    master = Node(run, "master", "master", authority)
    with open(os.path.join(nagios_core.REPOSITORY, "nagios/icinga2/tls-services.conf"), encoding="utf-8") as shipped:
        template = shipped.read()
    passive = template[template.index("template Service \"tls-passive-service\""):]
    master.write(f"object Endpoint {literal('master')} {{ }}\nobject Zone {literal('master')} {{ endpoints = [ {literal('master')} ] }}\n",
                 "zones.conf")
    master.configure(passive + icinga_objects(listed))
    password = run.write(PASSWORD + "\n", "password", mode=0o600)
    wrong = run.write("wrong\n", "wrong", mode=0o600)
    trusted = ["user=root", f"password-file={password}", f"ca-file={authority.certificate}", "certificate-name=master"]
    icinga = Sample(run, "icinga", f"icinga2:https://127.0.0.1:{master.port}", options=[*trusted, "ttl=3600"])
    times = icinga.wait("Icinga", "old", "down", why="connection refused")
    run.equal("the newest of each service waits", {host: len(one) for host, one in times.items()}, {f"h{number}": 1 for number in range(COUNT)})
    if not master.start() or not run.until("Icinga has its services", lambda: len(master.services()) == COUNT + 1 + len(listed.services()) + 1):
        return
    for what, options, why in (
            ("a wrong password", [f"password-file={wrong}"], "answers 401"),
            ("another name", ["certificate-name=other"], "its certificate is not for other: hostname mismatch"),
            ("an unknown CA", ["ca-file="], "its certificate is not trusted: ")):
        counts, said = icinga.submit("none", 0, *options)
        run.expect(f"{what}: told, and all waits", counts == (0, 0, COUNT, 0) and why in said, said)
    run.equal("what waits keeps its time", icinga.times(), times)
    icinga.arrive("Icinga", COUNT)
    check_icinga_results(run, master, "down", times)
    counts, said = icinga.submit("unknown", 2, "service=nobody {n}")
    run.expect("Icinga: unknown services are told by name and dropped", counts == (0, 2, 0, 0) and
               "not submitted: h0/nobody 0: Icinga has no such service" in said and "not submitted: h1/nobody 1: " in said, said)
    counts, said = icinga.submit("refused", 1, "service=s active")
    run.expect("Icinga: a service that takes no passive results is told", counts == (0, 1, 0, 0) and "assive" in said, said)
    check_icinga_list(run, master, listed, password)


def zabbix_values(api, items):
    """Of each item: [(clock in milliseconds, value)], the oldest first."""
    found = {}
    for key, item in items.items():
        stored = api.call("history.get", {"itemids": item, "history": 4, "output": "extend", "sortfield": "clock", "sortorder": "ASC"})
        found[key] = sorted((int(one["clock"]) * 1000 + int(one["ns"]) // 1000000, json.loads(one["value"])) for one in stored)
    return found


def make_items(api):
    """Trapper items for each result, and one to see that the server knows them: ids by host."""
    hosts = api.create_hosts([{"host": f"h{number}"} for number in range(COUNT)])
    wanted = [{"name": "TLS", "key_": f"tls.result[h{number},443,https]", "hostid": host, "type": 2, "value_type": 4}
              for number, host in enumerate(hosts)]
    ids = api.call("item.create", wanted)["itemids"]
    api.call("item.create", [{"name": "probe", "key_": "probe", "hostid": hosts[0], "type": 2, "value_type": 4}])
    return {f"h{number}": one for number, one in enumerate(ids)}


def check_zabbix_values(run, api, items, times):
    def came():
        stored = zabbix_values(api, items)
        return stored if all(len(one) >= 2 for one in stored.values()) else None

    stored = run.until("zabbix: values of both runs", came)
    for number in range(COUNT):
        values = (stored or {}).get(f"h{number}", [])
        run.equal(f"zabbix: times of both values of {number}", [clock for clock, _ in values], times[f"h{number}"])
        expected = [{"schema": 1, "status": number, "state": ("OK", "WARNING", "CRITICAL", "UNKNOWN")[number],
                     "summary": FIRST.format(number, name), "details": DETAILS.split("\n"), "clock": clock // 1000,
                     "metrics": {"leaf_left": 86400 * number, "total_time": 0.125}} for name, clock in zip(("old", "down"), times[f"h{number}"])]
        run.equal(f"zabbix: both values of {number}", [value for _, value in values], expected)


def check_zabbix(run):
    database = Database(run)
    zabbix = Zabbix(run, "6.0", database)
    sample = Sample(run, "trapper", f"zabbix:127.0.0.1:{zabbix.port}")
    times = sample.wait("Zabbix", "old", "down", why="connection refused")
    run.equal("all results of each item wait", {host: len(one) for host, one in times.items()}, {f"h{number}": 2 for number in range(COUNT)})
    zabbix.start()
    api = zabbix_api.Api(zabbix.url)
    run.until("the API answers", api.answers)
    api.login()
    items = make_items(api)
    if not run.until("the server knows the items", lambda: sample.submit("probe", 1, "key=probe", spool=False)[0] == (1, 0, 0, 0), 60, 0.5):
        return
    sample.arrive("Zabbix", 2 * COUNT)
    check_zabbix_values(run, api, items, times)
    counts, said = sample.submit("unknown", 2, "key=nobody.{n}")
    run.expect("Zabbix: a batch of unknown items is told by name and dropped", counts == (0, 2, 0, 0) and
               "not submitted: h0:nobody.0: Zabbix has no such host or trapper item" in said and "not submitted: h1:nobody.1: " in said, said)
    counts, said = sample.submit("mixed", COUNT + 2)
    run.expect("Zabbix: unknown items among known ones are counted, and dropped", counts == (COUNT, 2, 0, 0) and
               f"not submitted: 2 of {COUNT + 2} results, from h0:" in said, said)
    counts, said = sample.submit("none", 0)
    run.equal("Zabbix: nothing of it is sent again", counts, (0, 0, 0, 0))
    counts, said = sample.submit("singly", COUNT + 2)
    run.expect("Zabbix: the next run tells their names", counts == (COUNT, 2, 0, 0) and
               all(f"not submitted: h{number}:tls.result[h{number},443,https]: " in said for number in (COUNT, COUNT + 1)), said)


def main():
    wanted = sys.argv[2:] or ["nagios", "icinga", "zabbix"]
    for name, check in (("nagios", check_nagios), ("icinga", check_icinga), ("zabbix", check_zabbix)):
        if name in wanted:
            try:
                with SubmitRun("submit " + name) as run:
                    check(run)
            except SystemExit as end:
                main.failed = main.failed or bool(end.code)
    sys.exit(1 if main.failed else 0)


main.failed = False
main()
