"""zabbix_tls and its templates in a real Zabbix 6.0, and 7.0 where it can be had.

    zabbix.py BIN_DIR                     the tests
    zabbix.py BIN_DIR --serve [VERSION]   starts all, tells where it is, and waits for a signal
"""

import os
import shutil
import signal
import sys

import support
import zabbix_api
import zabbix_checks
from own_server import OwnServer
from zabbix_hosts import Watch
from zabbix_system import Database, Zabbix, private_etc

NEW = "7.0"
LAB_LIFETIME = "86400"  # seconds, for --serve
HERE = os.path.dirname(os.path.realpath(__file__))
TEMPLATES = [os.path.realpath(os.path.join(HERE, "../../zabbix", name)) for name in ("tls_endpoint.yaml", "tls_endpoints.yaml",
                                                                                     "tls_results.yaml")]


def versions(run, wanted=None):
    """The versions that can be started here."""
    if wanted:
        return [wanted]
    if os.path.exists(f"{support.guest_folder()}/zabbix-{NEW}/usr/sbin/zabbix_server"):
        return ["6.0", NEW]
    run.skip("Zabbix " + NEW, "it is not here: bookworm-backports could not be reached")
    return ["6.0"]


def contents(path):
    with open(path, encoding="utf-8") as text:
        return text.read()


class World:
    """What all versions share: servers to check, anchors that know them, an /etc/zabbix, a database."""

    def __init__(self, run, wanted=None, *lab_options):
        self.run = run
        self.templates = TEMPLATES
        self.of_checks = TEMPLATES[:2]  # the others wait for values
        self.database = Database(run)
        self.hosts = run.write("127.0.0.1 localhost www.lab.example mail.lab.example own.example\n", "hosts")
        self.etc_folder = run.make_folder("etc")
        self.etc = private_etc(run, self.etc_folder, self.hosts)
        if not self.etc:
            run.skip("sections and names", "no mount is allowed here")
        self.systems = [Zabbix(run, version, self.database, self.etc) for version in versions(run, wanted)]
        self.lab = run.lab("*", *lab_options)
        self.own = OwnServer(run, "own.example")
        self.deep = run.deep_chain()
        self.module = self.install_module()
        self.roots = run.write("".join(contents(path) for path in (self.lab.roots, self.own.roots, self.deep[2])), "roots.pem")

    def start(self, zabbix):
        """Server, frontend, templates: a Watch of its hosts."""
        zabbix.start([self.module] if self.module else [], SSL_CERT_FILE=self.roots)
        api = zabbix_api.Api(zabbix.url)
        self.run.until(f"{zabbix.version}: the API answers", api.answers)
        api.login()
        for path in self.templates:
            api.import_templates(contents(path))
        return Watch(self.run, api, zabbix)

    def install_module(self):
        """A copy of the module where daemons may load it; None if it is not built."""
        built = self.run.bin_dir + "/zabbix/zabbix_tls.so"
        return shutil.copy(built, self.run.make_folder("modules")) if os.path.exists(built) else None

    def etc_of(self, folder):
        """What makes another folder a daemon's /etc/zabbix."""
        return private_etc(self.run, folder, self.hosts)


def serve(run, wanted):
    world = World(run, wanted, "--lifetime", LAB_LIFETIME)
    for zabbix in world.systems:
        world.start(zabbix)
        print(f"Zabbix {zabbix.version}: {zabbix.url} (Admin, zabbix); server at 127.0.0.1:{zabbix.port}; scripts in {zabbix.scripts}")
    print(f"/etc/zabbix of the servers: {world.etc_folder}; anchors: {world.roots}; logs: {run.path('logs')}")
    for scenario in world.lab.scenarios.values():
        print(f"{scenario.name}: -H {scenario.host} -I 127.0.0.1 -p {scenario.port} {' '.join(scenario.options)}")
    print("ready", flush=True)
    signal.pause()


def main():
    with support.Run("zabbix") as run:
        if sys.argv[2:3] == ["--serve"]:
            serve(run, sys.argv[3] if len(sys.argv) > 3 else None)
        else:
            zabbix_checks.check(World(run, sys.argv[2] if len(sys.argv) > 2 else None))


main()
