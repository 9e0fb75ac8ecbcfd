"""check_tls_list itself, for the monitors' passive services as they are shipped: a list of lab servers, what is submitted of each and of the
run, and what it all becomes when no more results come.
"""

import os
import shutil

HOST = "www.lab.example"
SUMMARY = "TLS list"
# State and words of an endpoint's result.
EXPECTED = {"good-rsa": (0, "certificate expires in "), "expiring": (1, "certificate expires in "), "expired": (2, "certificate expired "),
            "refused": (2, "connect: connection refused")}
WORDS = ("OK", "WARNING", "CRITICAL", "UNKNOWN")


class ListRun:
    """A list of the lab's servers, and the program where a daemon's user may run it."""

    def __init__(self, run, user=None):
        self.run = run
        self.user = user
        self.lab = run.lab()
        folder = run.make_folder("lists", user=user)
        self.program = shutil.copy(run.bin_dir + "/nagios/check_tls_list", folder)
        os.chmod(self.program, 0o755)
        self.spool = folder + "/spool"
        rows = "".join(f"{HOST},{self.lab[name].port},https,127.0.0.1\n" for name in EXPECTED)
        self.list = run.write("name,port,protocol,address\n" + rows, "lists", "hosts.csv")

    def services(self):
        """Their names as --submit-service makes them, by scenario."""
        return {name: f"TLS https {self.lab[name].port}" for name in EXPECTED}

    def submit(self, target, *options, summary=f"{HOST}/{SUMMARY}"):
        """Checks and submits all; what the program printed, the first line without its measures."""
        status, said, why = self.run.run([self.program, "-f", self.list, "-r", self.lab.roots, "--aia", "never", "--submit", target,
                                          "--submit-summary", summary, "--spool", self.spool, *options], user=self.user)
        count = len(EXPECTED) + 1
        self.run.expect(f"list: {count} results submitted", status == 2 and said.rstrip().endswith(f"{count} results submitted to {target}"), said + why)
        return said.partition(" | ")[0]

    def check(self, results, printed):
        """results: (state, first line, measures) by service."""
        for name, service in self.services().items():
            state, words = EXPECTED[name]
            came, line, measures = results[service]
            expected = f"TLS {WORDS[state]} - {HOST}:{self.lab[name].port}/https: {words}"
            self.run.expect(f"list: {name}: state and text", came == state and line.startswith(expected), (came, line, expected))
            labels = [one.split("=")[0] for one in measures]
            self.run.equal(f"list: {name}: measures", labels, ["total_time"] if name == "refused" else ["leaf_left", "total_time"])
        self.run.equal("list: state and text of the run itself", results[SUMMARY][:2], (2, printed))
        wanted = ["endpoints=4", "critical=2", "warning=1", "ok=1", "unknown=0"]
        self.run.equal("list: measures of the run itself", results[SUMMARY][2][:5], wanted)
