"""zabbix_tls and its templates in a real Zabbix 6.0, and 7.0 where it can be had.

    zabbix.py BIN_DIR                     the tests
    zabbix.py BIN_DIR --serve [VERSION]   starts all, tells where it is, and waits for a signal
"""

import os
import signal
import sys

import support
import zabbix_api
from zabbix_system import Database, Zabbix

NEW = "7.0"
LAB_LIFETIME = "86400"  # seconds


def versions(run, wanted=None):
    """The versions that can be started here."""
    if wanted:
        return [wanted]
    if os.path.exists(f"{support.guest_folder()}/zabbix-{NEW}/usr/sbin/zabbix_server"):
        return ["6.0", NEW]
    run.skip("Zabbix " + NEW, "it is not here: bookworm-backports could not be reached")
    return ["6.0"]


def log_in(run, zabbix):
    """The API of a started Zabbix."""
    api = zabbix_api.Api(zabbix.url)
    run.until(f"{zabbix.version}: the API answers", api.answers)
    api.login()
    return api


def serve(run, wanted):
    database = Database(run)
    systems = [Zabbix(run, version, database) for version in versions(run, wanted)]
    lab = run.lab("*", "--lifetime", LAB_LIFETIME)
    etc = run.make_folder("etc")
    for zabbix in systems:
        if not zabbix.give_etc(etc):
            run.skip("sections", "no mounts allowed here")
        zabbix.start(SSL_CERT_FILE=lab.roots)
        log_in(run, zabbix)
        print(f"Zabbix {zabbix.version}: {zabbix.url} (Admin, zabbix); server at 127.0.0.1:{zabbix.port}; scripts in {zabbix.scripts}")
    print(f"/etc/zabbix of the servers: {etc}; anchors: {lab.roots}; logs: {run.path('logs')}")
    for scenario in lab.scenarios.values():
        print(f"{scenario.name}: -H {scenario.host} -I 127.0.0.1 -p {scenario.port} {' '.join(scenario.options)}")
    print("ready", flush=True)
    signal.pause()


def main():
    with support.Run("zabbix") as run:
        if sys.argv[2:3] == ["--serve"]:
            serve(run, sys.argv[3] if len(sys.argv) > 3 else None)


main()
