"""The page nagios/icinga2/README.md: its configuration is read by Icinga, its commands are run."""

import os
import re

from icinga_nodes import PASSWORD, Node

ROOT = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "..")
PAGE = os.path.join(ROOT, "nagios", "icinga2", "README.md")
MASTER_NAME = "icinga.example.org"
ELSEWHERE = "icingacli"  # director.py runs these
# How a command begins, and what it prints.
PRINTS = {"install ": "", "/usr/lib/nagios/plugins/check_tls ": "TLS OK - ",
          "/usr/lib/nagios/plugins/check_tls_list ": "\n2 results submitted to icinga2:https://",
          "icinga2 daemon -C": "Finished validating the configuration file(s).",
          "icinga2 object list": "Object 'www.example.org!tls-mail' of type 'Service'", "curl ": "Successfully processed check result"}


def blocks(kind):
    with open(PAGE, encoding="utf-8") as text:
        return re.findall(rf"^```{kind}\n(.*?)^```$", text.read(), re.M | re.S)


def commands():
    return [line for block in blocks("sh") for line in block.replace("\\\n", " ").splitlines()]


class Page:
    """A node whose configuration folder stands for /etc/icinga2; `master` answers what the page asks the API."""

    def __init__(self, run, lab, master):
        self.run = run
        self.good = lab["good-rsa"]
        self.roots = lab.roots
        self.master = master
        self.node = Node(run, "page", "page")
        self.plugins = run.make_folder("page", "installed")
        self.list = run.write(f"name,port,protocol,address\n{self.good.host},{self.good.port},https,127.0.0.1\n", "page", "branch.csv")
        self.password = run.write(PASSWORD + "\n", "page", "tls.pass", mode=0o600)
        self.node.configure('include "/etc/icinga2/conf.d/templates.conf"\ninclude_recursive "conf.d"\n')
        for number, text in enumerate(blocks("icinga2")):
            self.node.write(text, "conf.d", f"page{number}.conf")

    @staticmethod
    def passive(lab):
        """The services of the host `passive` that the page's command feeds."""
        return [f"TLS https {lab['good-rsa'].port}", "TLS list"]

    def adapted(self, line):
        """The command with this test's folders and servers in place of those of a real machine."""
        options = " ".join(self.node.options())
        answering = f"{MASTER_NAME}:{self.master.port}"
        for old, new in (
                ("bazel-bin/nagios/", self.run.bin_dir + "/nagios/"),
                ("/usr/lib/nagios/plugins/", self.plugins + "/"),
                ("/etc/icinga2/tls/branch.csv", f"{self.list} -r {self.roots} --submit-host passive"),
                ("/etc/icinga2/tls.pass", self.password),
                (f"icinga2:https://{MASTER_NAME} ", f"icinga2:https://127.0.0.1:{self.master.port} --submit-cert-name {MASTER_NAME} "),
                ("'branch.example.org/TLS list'", "'passive/TLS list'"),
                ("/var/spool/tls", self.run.path("page-spool")),
                ("/etc/icinga2/", self.node.folders["conf"] + "/"),
                ("icinga2 daemon -C", f"icinga2 daemon -C -c {self.node.path('conf', 'icinga2.conf')} {options}"),
                ("icinga2 object list", f"icinga2 object list {options}"),
                ("check_tls -H www.example.org", f"check_tls -H {self.good.host} -I 127.0.0.1 -p {self.good.port} -r {self.roots}"),
                ("curl ", f"curl --silent --resolve {answering}:127.0.0.1 "),
                (f"{MASTER_NAME}:5665", answering),
                ("/var/lib/icinga2/certs/ca.crt", self.master.authority.certificate),
                ("branch.example.org!TLS https 443", "passive!tls")):
            line = line.replace(old, new)
        return line

    def check(self):
        self.run.expect("page: has configuration and commands", len(blocks("icinga2")) >= 5 and len(commands()) >= 8)
        for line in commands():
            if not line.startswith(ELSEWHERE):
                status, output, errors = self.run.run(["/bin/bash", "-c", f"cd {ROOT} && {self.adapted(line)}"])
                words = [text for beginning, text in PRINTS.items() if line.startswith(beginning)]
                self.run.expect(f"page: {line[:60]}", status == 0 and words and words[0] in output, output + errors)
        listed = self.run.run(["icinga2", "object", "list", "--type", "Service", *self.node.options()])[1]
        names = sorted(re.findall(r"^Object '(\S.*?)' of type", listed, re.M))
        self.run.equal("page: the services of its examples", names, [
            "branch.example.org!TLS https 443", "branch.example.org!TLS list", "branch.example.org!TLS smtp 25",
            "proxy.example.org!tls-chain", "proxy.example.org!tls-keystore", "shop.example.org!tls-two weeks ahead",
            "www.example.org!lists", "www.example.org!tls-https", "www.example.org!tls-mail"])
