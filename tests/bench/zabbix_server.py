"""What a check costs inside a real Zabbix server: COUNT items (1000) as external checks, then by the loadable module.

    zabbix_server.py BIN_DIR [COUNT]

Zabbix 6.0 of Debian with PostgreSQL, as tests/monitors/zabbix.py starts it (tests/monitors/run.sh installs what that needs). Each item checks the
same server of the lab once, told to by "execute now". CPU time is that of the server's pollers and of what they start; a table in Markdown.
"""

import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "../monitors"))

import support
import zabbix_api
from zabbix_hosts import EXTERNAL, SIMPLE, TEXT
from zabbix_system import Database, Zabbix

CHECK_NOW = 6
TICKS = os.sysconf("SC_CLK_TCK")
NOT_SOON = "1d"  # interval: nothing else is checked while this runs


def ticks_of(process):
    """CPU time of a process and of its children that have ended."""
    with open(f"/proc/{process}/stat", encoding="utf-8") as text:
        return sum(int(one) for one in text.read().rpartition(")")[2].split()[11:15])


def pollers(server):
    """The pollers among the children of a server."""
    with open(f"/proc/{server}/task/{server}/children", encoding="utf-8") as children:
        for process in children.read().split():
            with open(f"/proc/{process}/cmdline", encoding="utf-8", errors="replace") as title:
                if ": poller #" in title.read():
                    yield process


class Server:
    """A Zabbix server with the module, whose items look at one server of the lab."""

    def __init__(self, run, count):
        self.run = run
        self.count = count
        self.lab = run.lab("good-rsa")
        self.zabbix = Zabbix(run, "6.0", Database(run))
        module = shutil.copy(run.bin_dir + "/zabbix/zabbix_tls.so", run.make_folder("modules"))
        self.zabbix.start([module], SSL_CERT_FILE=self.lab.roots)
        self.process = run.daemons[-2].process.pid
        self.api = zabbix_api.Api(self.zabbix.url)
        run.until("the API answers", self.api.answers)
        self.api.login()

    def create(self, kind, key):
        """The items of a new host. Keys differ in a threshold of some seconds, which the certificate is far from."""
        host = self.api.create_hosts([{"host": f"cost {kind}"}])[0]
        interface = self.api.call("hostinterface.get", {"hostids": host})[0]["interfaceid"]
        items = [{"hostid": host, "interfaceid": interface, "name": str(number), "type": kind, "key_": key.replace("@", f"{number + 1}s"),
                  "value_type": TEXT, "delay": NOT_SOON, "history": "1h"} for number in range(self.count)]
        return self.api.call("item.create", items)["itemids"]

    def cost(self, kind, key):
        """Milliseconds of CPU for one check."""
        items = self.create(kind, key)
        self.run.until("the server knows the items", lambda: self.configured(items[-1]), 60)
        before = sum(map(ticks_of, pollers(self.process)))
        self.api.call("task.create", [{"type": CHECK_NOW, "request": {"itemid": item}} for item in items])
        self.run.until("all values", lambda: self.values(items, '"state":"OK"') == self.count, 300, 1)
        return (sum(map(ticks_of, pollers(self.process))) - before) * 1000 / TICKS / self.count

    def configured(self, item):
        """A first check of one item by itself shows that the configuration was read."""
        self.api.call("task.create", [{"type": CHECK_NOW, "request": {"itemid": item}}])
        return self.values([item], "") == 1

    def values(self, items, words):
        found = self.api.call("item.get", {"itemids": items, "output": ["lastvalue", "lastclock"]})
        return sum(item["lastclock"] != "0" and words in item["lastvalue"] for item in found)


def main():
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    with support.Run("cost") as run:
        server = Server(run, count)
        scenario = server.lab["good-rsa"]
        module = server.cost(SIMPLE, f"tls.get[{scenario.host},{scenario.port},,127.0.0.1,,@]")
        external = server.cost(EXTERNAL, f"zabbix_tls[-H,{scenario.host},-p,{scenario.port},-I,127.0.0.1,-w,@]")
        print(f"| {count} items of a Zabbix server | CPU of a check | ratio |\n|---|---|---|")
        for name, cost in (("loadable module, tls.get", module), ("external check, zabbix_tls", external)):
            print(f"| {name} | {cost:.2f} ms | {cost / module:.2f} |")


main()
