"""Python's ssl module, or requests with urllib3: reads lines "SCENARIO HOST PORT", prints "SCENARIO<TAB>accept|reject<TAB>REASON".

client_python.py ssl|requests ROOTS
"""
import socket
import ssl
import sys

TIMEOUT = 10


def by_ssl(roots):
    context = ssl.create_default_context(cafile=roots)

    def visit(host, port):
        with socket.create_connection(("127.0.0.1", port), TIMEOUT) as plain:
            with context.wrap_socket(plain, server_hostname=host) as tls:
                tls.sendall(b"GET / HTTP/1.0\r\n\r\n")
                tls.recv(1)

    return visit, f"Python {sys.version.split()[0]}, {ssl.OPENSSL_VERSION}"


def by_requests(roots):
    import requests
    import urllib3

    look_up = socket.getaddrinfo
    socket.getaddrinfo = lambda host, port, *rest: look_up("127.0.0.1", port, *rest)

    def visit(host, port):
        with requests.Session() as session:
            session.trust_env = False
            session.get(f"https://{host}:{port}/", verify=roots, timeout=TIMEOUT)

    return visit, f"requests {requests.__version__}, urllib3 {urllib3.__version__}"


def innermost(error):
    while True:
        inner = getattr(error, "reason", None) or (error.args[0] if error.args else None)
        if not isinstance(inner, Exception):
            return error
        error = inner


def main():
    kind, roots = sys.argv[1:]
    visit, version = {"ssl": by_ssl, "requests": by_requests}[kind](roots)
    print(version, file=sys.stderr)
    for line in sys.stdin:
        name, host, port = line.split()
        try:
            visit(host, int(port))
            print(name, "accept", "", sep="\t")
        except Exception as error:
            print(name, "reject", " ".join(str(innermost(error)).split()), sep="\t")


main()
