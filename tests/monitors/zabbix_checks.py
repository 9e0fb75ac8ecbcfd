"""The order of things: what is created first and checked last, since Zabbix takes its time."""

import threading
import time

import zabbix_hostile
import zabbix_pages
import zabbix_states as states
from zabbix_hosts import ENDPOINT, ENDPOINTS
from zabbix_others import Missing, Module, Official, check_variant
from zabbix_results import Results

NEWER = ("list", "no such list")


def check_newer(world, zabbix):
    """The same templates in the newer version: fewer hosts, the same states."""
    watch = world.start(zabbix)
    hosts = states.scenario_hosts(world, states.FEW)
    watch.create(ENDPOINT, hosts)
    lists = {name: host for name, host in states.list_hosts(world).items() if name in NEWER} if world.etc else {}
    watch.create(ENDPOINTS, lists)
    results = Results(world, watch)
    results.create()
    watch.expect("its problems", [*hosts, *lists])
    results.begin()
    states.check_events(watch)
    states.check_values(world, watch, ("good-rsa", "expired"))
    results.check()
    zabbix_hostile.check_stored(watch, ("hostile-names", "smtp-hostile"))
    check_pages(watch)
    if world.module:
        more = {"list by the module": states.list_hosts(world)["list by context"]} if world.etc else {}
        check_variant(world, watch, list(hosts), more)
    results.check_stopped()


def check_pages(watch):
    zabbix_pages.check_look(watch, "good-rsa")
    for name in ("hostile-names", "smtp-hostile"):
        zabbix_pages.check_escaped(watch, name)


def in_thread(run, what, function, *arguments):
    """Runs it beside the rest; what it throws is a failure of the run."""
    def guarded():
        try:
            function(*arguments)
        except Exception as error:  # pylint: disable=broad-except
            run.fail(what, f"{type(error).__name__}: {error}")
    thread = threading.Thread(target=guarded, daemon=True)
    thread.start()
    return thread


class Stage:
    """Tells how long the parts take."""

    def __init__(self):
        self.began = time.monotonic()

    def done(self, what):
        print(f"# {what}: {time.monotonic() - self.began:.0f} s", flush=True)


def check(world):
    world.run.write(states.SECTIONS.replace("@", world.lab.folder), "etc", "zabbix_tls.conf")
    threads = [in_thread(world.run, zabbix.version, check_newer, world, zabbix) for zabbix in world.systems[1:]]
    check_whole(world, world.systems[0])
    for thread in threads:
        thread.join()


def check_whole(world, zabbix):
    stage = Stage()
    watch = world.start(zabbix)
    stage.done("started")
    hosts = states.scenario_hosts(world, states.SCENARIOS) | states.special_hosts(world)
    renewal = states.Renewal(world, watch)
    watch.create(ENDPOINT, renewal.hosts())
    renewal.begin()
    watch.create(ENDPOINT, hosts)
    lists = states.list_hosts(world) if world.etc else {}
    watch.create(ENDPOINTS, lists)
    proxy = states.Proxy(world, zabbix, watch)
    proxy.create()
    official, missing, hostile = Official(world, watch), Missing(watch), zabbix_hostile.Hostile(world, watch)
    official.create()
    missing.create()
    hostile.create(world)
    results = Results(world, watch)
    results.create()
    module = create_module(world, zabbix, watch)
    stage.done("created")
    hosts.pop("killed", None)
    watch.expect("its problems", [*hosts, *lists])
    stage.done("problems")
    results.begin()
    states.check_events(watch)
    states.check_values(world, watch, ("good-rsa", "expired", "wrong-name", "smtp-good", "refused", "self-signed", "hostile-names"))
    results.check()
    stage.done("results")
    renewal.check_away()
    renewal.come_back()
    if world.etc:
        states.check_list(world, watch)
        states.check_deep_chain(world, watch)
    stage.done("values")
    proxy.check()
    stage.done("proxy")
    official.check()
    missing.check()
    stage.done("official template")
    if module:
        module.check()
    stage.done("module")
    hostile.check()
    stage.done("hostile macros")
    for name in ("hostile-names", "smtp-hostile", "invalid-utf8-name"):
        zabbix_hostile.check_stored(watch, [name])
    check_pages(watch)
    renewal.check_back()
    watch.expect("its problems", ["killed"])
    states.check_killed(watch)
    results.check_stopped()
    watch.expect("its problems, still", [*hosts, *lists, *proxy.names])
    stage.done("all")


def create_module(world, zabbix, watch):
    """The module's hosts, and an agent that has it too."""
    if not world.module:
        world.run.skip("the module", "zabbix_tls.so is not built")
        return None
    module = Module(world, watch)
    module.create(zabbix.start_agent("agent", f"LoadModule={world.module}\n", SSL_CERT_FILE=world.roots))
    return module
