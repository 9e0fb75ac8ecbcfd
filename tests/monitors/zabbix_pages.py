"""The frontend as a person sees it: tables, graphs, and what strangers say as text."""

import html

import zabbix_api

PNG = b"\x89PNG\r\n"
LATEST = "zabbix.php?action=latest.view&hostids%5B%5D={}&show_details=1"
SCRIPT = "<script>alert(1)</script>"  # in the names of the lab's hostile servers


def logged_in(watch):
    pages = zabbix_api.Pages(watch.zabbix.url)
    pages.login()
    return pages


def paths_of(watch, name):
    """Pages that show what a host's server says: latest data, history, problems, an event."""
    host = watch.ids[name]
    summary = watch.items(name)["tls.summary"]["itemid"]
    problem = watch.api.call("problem.get", {"hostids": host, "output": ["eventid", "objectid"]})[0]
    return {
        "latest data": LATEST.format(host),
        "history": f"history.php?action=showvalues&itemids%5B%5D={summary}",
        "problems": f"zabbix.php?action=problem.view&hostids%5B%5D={host}&show_opdata=1",
        "event": f"tr_events.php?triggerid={problem['objectid']}&eventid={problem['eventid']}",
    }


def check_escaped(watch, name):
    """HTML of strangers is there, as text."""
    pages = logged_in(watch)
    for page, path in paths_of(watch, name).items():
        text = pages.fetch(path)
        where = text.find("alert(1)")
        good = SCRIPT not in text and html.escape(SCRIPT) in text and "\x1b" not in text
        what = f"{watch.zabbix.version}: {name}: the page {page} escapes what the server says"
        watch.run.expect(what, good, repr(text[max(where - 200, 0):where + 200]))


def check_look(watch, name):
    """States in words, dates as dates; graphs that can be drawn, and the dashboard that has them."""
    pages = logged_in(watch)
    host = watch.ids[name]
    text = pages.fetch(LATEST.format(host))
    missing = [word for word in (">OK (0)<", ">good (0)<", ">nothing is wrong<", "TLS: Certificate ends", ">TLSv1.3<") if word not in text]
    watch.expect_equal(f"{name}: the page latest data has states in words", missing, [])
    graphs = watch.api.call("graph.get", {"hostids": host, "output": ["graphid", "name"]})
    watch.expect_equal(f"{name}: the graphs", sorted(graph["name"] for graph in graphs), ["TLS: Days left", "TLS: Response times"])
    for graph in graphs:
        drawn = pages.fetch_bytes(f"chart2.php?graphid={graph['graphid']}&from=now-1h&to=now&width=600&height=200&profileIdx=web.charts.filter")
        watch.run.expect(f"{watch.zabbix.version}: {name}: the graph {graph['name']} is drawn", drawn.startswith(PNG), drawn[:200])
    dashboard = pages.fetch(f"zabbix.php?action=host.dashboard.view&hostid={host}")
    watch.expect_equal(f"{name}: its dashboard has the graphs", (dashboard.count('"type":"graph"'), "TLS endpoint" in dashboard), (2, True))
