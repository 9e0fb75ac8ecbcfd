"""The template *TLS results*: what check_tls_list submits of a list of lab servers, and what is told when it does not come.

One host gets results of every endpoint that it discovers, and then no more. Another one discovers two endpoints, one of which the list has not.
"""

import os
import time

import zabbix_states as states
from zabbix_hosts import QUICK, macros
from zabbix_others import commands_of_page

RESULTS = "TLS results"
BY_ADDRESS = "by address"
TOLD = {"smtp-good": [], **{name: states.SCENARIOS[name] for name in ("good-rsa", "expiring", "expired", "leaf-only", "wrong-name", "self-signed",
                                                                      "refused", "hostile-names", "smtp-hostile")},
        BY_ADDRESS: [states.UNREACHABLE], "tls10-only": ["Another finding is a warning"], "expired-intermediate": ["Another finding is critical"]}
NO_RESULTS, NO_DATA, UNKNOWN_PART = "No results", "No data", "Part of the list could not be checked"
NODATA = "30s"  # Zabbix looks every 30 s whether values are missing


class Results:
    def __init__(self, world, watch):
        self.world = world
        self.watch = watch
        self.run = world.run
        rows = {name: self.entry(world.lab[name]) for name in TOLD if name != BY_ADDRESS}
        rows[BY_ADDRESS] = ("::1", world.lab["refused"].port, "https")
        self.entries = {name: f"[{host}]:{port}/{protocol}" if ":" in host else f"{host}:{port}/{protocol}"
                        for name, (host, port, protocol) in rows.items()}
        lines = [f"{host},{port},{protocol},{'' if ':' in host else '127.0.0.1'}" for host, port, protocol in rows.values()]
        self.list = self.run.write("\n".join(["name,port,protocol,address", *lines, "bad name,,,", ""]), f"results-{watch.zabbix.version}", "hosts.csv")
        self.spool = os.path.dirname(self.list) + "/spool"
        self.printed = ""

    @staticmethod
    def entry(scenario):
        return scenario.host, scenario.port, "smtp" if "smtp" in scenario.options else "https"

    def name(self, host):
        return f"{host} of {self.watch.zabbix.version}"

    def create(self):
        linked = [{"templateid": self.watch.api.template(RESULTS)}]
        whole = macros(endpoints=" ".join(self.entries.values()), discovery_interval=QUICK, results_nodata=NODATA)
        part = macros(endpoints=f"{self.entries['good-rsa']} mx.lab.example/smtp", discovery_interval=QUICK, result_nodata=NODATA, run="0")
        hosts = {self.name("submitted"): whole, self.name("in part"): part}
        made = self.watch.api.create_hosts([{
            "host": name, "templates": linked, "macros": [{"macro": macro, "value": value} for macro, value in values.items()],
        } for name, values in hosts.items()])
        self.watch.ids.update(zip(hosts, made))

    def submit(self, host):
        """The page's command, for that host: what it prints."""
        command = commands_of_page(os.path.dirname(self.world.templates[0]) + "/README.md", "check_tls_list -f")
        here = {"check_tls_list -f": f"{self.run.bin_dir}/nagios/check_tls_list -r {self.world.roots} --aia never -f",
                "/etc/zabbix/tls_endpoints": self.list, "zabbix:127.0.0.1": f"zabbix:127.0.0.1:{self.watch.zabbix.port}", "TLS list": self.name(host),
                "/var/spool/tls": self.spool}
        for old, new in here.items():
            if old not in command:
                raise RuntimeError(f"the page's command has no {old}")
            command = command.replace(old, new)
        return self.run.run(["bash", "-c", command])[1]

    def labels(self, host):
        """The labels that the host has items of."""
        return [key.split('"')[1] for key in self.watch.items(self.name(host)) if key.startswith("tls.result.status[")]

    def begin(self):
        """Discovers, and submits until the server knows all items."""
        for host, count in (("submitted", len(TOLD)), ("in part", 2)):
            self.watch.until(f"results: {host}: discovered", lambda host=host, count=count: len(self.labels(host)) == count)
        def is_taken():
            self.printed = self.submit("submitted")
            return f"\n{len(TOLD) + 1} results submitted" in self.printed
        self.watch.until("results: all are taken", is_taken, 60)
        said = self.submit("in part")
        refused = f"of {len(TOLD) + 1} results, from {self.name('in part')}:"
        self.run.expect(f"{self.watch.zabbix.version}: results: what was not discovered is told", refused in said, said)

    def expected(self):
        return {f"[{self.label(name)}]: {problem}" for name, problems in TOLD.items() for problem in problems} | {UNKNOWN_PART}

    def label(self, name):
        return self.entries[name]

    def problems(self, host):
        return self.watch.problems([self.name(host)])[self.name(host)]

    def check(self):
        """The problems of each endpoint, and what items and events say; while results come."""
        def settled():
            items = self.watch.items(self.name("submitted"))
            is_known = all(item["lastclock"] != "0" for key, item in items.items() if key.startswith(("tls.run.", "tls.result.status[")))
            return is_known and self.problems("submitted") - {NO_RESULTS} == self.expected()
        if not self.watch.until("results: the problems of each endpoint", settled):
            self.watch.expect_equal("results: the problems", sorted(self.problems("submitted")), sorted(self.expected()))
        self.check_values()
        events = "\n".join(self.watch.event_names(self.name("submitted")))
        for name, words in states.WORDS.items():
            if name in TOLD:
                line = [one for one in events.splitlines() if f"[{self.label(name)}]" in one]
                self.watch.expect_equal(f"results: {name}: what its event says", (len(line), [words in one for one in line]), (1, [True]))

    def check_values(self):
        items = self.watch.items(self.name("submitted"))

        def value(what, name):
            return items[f'tls.result.{what}["{self.label(name)}"]']["lastvalue"]

        counts = {what: items[f"tls.run.count[{what}]"]["lastvalue"] for what in ("endpoints", "critical", "warning", "unknown")}
        self.watch.expect_equal("results: the run", (items["tls.run.status"]["lastvalue"], counts["endpoints"], counts["unknown"]),
                                ("2", str(len(TOLD)), "1"))
        self.watch.expect_equal("results: the run's summary", items["tls.run.summary"]["lastvalue"], self.printed.partition(" | ")[0])
        self.watch.expect_equal("results: a good server", (value("status", "good-rsa"), value("problems", "good-rsa")), ("0", ""))
        self.watch.expect_equal("results: a bad one", (value("status", "expired"), value("problems", "expired").startswith("[CRITICAL] leaf-expiry: ")),
                                ("2", True))
        summary = value("summary", "refused")
        self.watch.expect_equal("results: an unreachable one", (summary.split(":")[0], value("not_after", "refused")),
                                ("TLS CRITICAL - www.lab.example", "0"))
        left = int(value("not_after", "expiring")) - time.time()
        days = float(value("days", "expiring"))
        self.watch.expect_equal("results: its end", (round(left / 86400, 1), round(days, 1)), (10.0, 10.0))

    def check_stopped(self):
        """No run any more: one problem, not one for each endpoint. Where an endpoint alone has no results: that."""
        def are_told():
            whole, part = self.problems("submitted"), self.problems("in part")
            return whole == self.expected() | {NO_RESULTS} and "[mx.lab.example/smtp]: " + NO_DATA in part
        what = "results: that no more come is told"
        if self.watch.until(what, are_told, 90):
            self.run.ok(f"{self.watch.zabbix.version}: {what}")
        else:
            self.watch.expect_equal(what, (sorted(self.problems("submitted")), sorted(self.problems("in part"))), None)
