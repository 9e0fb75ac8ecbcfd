#!/usr/bin/env python3
"""One port on several loopback addresses, and behind each another server.

  tests/programs/relay.py ADDRESS=PORT|one:PORT|silent|full|socks5...

Prints the port, which is free on all of them, and relays each connection to 127.0.0.1:PORT until standard input ends.
`silent` accepts and says nothing; `full` takes no connection, since its queue is full: whoever connects hears nothing.
`one:PORT` relays one connection at a time and closes those that are too many; `socks5` is a proxy that wants no login and connects to IPv4 addresses.
"""

import asyncio
import socket
import sys

busy = set()  # ports of one:PORT that have their connection
TRIES = 50  # to find a port that is free on every address


def bound(address, port):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((address, port))
    except OSError:
        listener.close()
        raise
    return listener


def bind_all(addresses):
    for _ in range(TRIES):
        listeners = []
        try:
            for address in addresses:
                listeners.append(bound(address, listeners[0].getsockname()[1] if listeners else 0))
            return listeners
        except OSError:
            for listener in listeners:
                listener.close()
    raise SystemExit("no port is free on all of " + " ".join(addresses))


def fill(listener):
    """The connections that fill its queue, and some more which hang."""
    listener.listen(0)
    clients = []
    for _ in range(4):
        client = socket.socket(listener.family, socket.SOCK_STREAM)
        client.setblocking(False)
        client.connect_ex(listener.getsockname())
        clients.append(client)
    return clients


async def copy(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.write_eof()
    except OSError:
        writer.close()


async def through_socks5(reader, writer):
    """RFC 1928: the greeting, then a request with four bytes of address and two of port."""
    _, count = await reader.readexactly(2)
    await reader.readexactly(count)
    writer.write(b"\5\0")
    request = await reader.readexactly(10)
    address, port = socket.inet_ntoa(request[4:8]), int.from_bytes(request[8:], "big")
    streams = await asyncio.open_connection(address, port)
    writer.write(b"\5\0\0\1" + bytes(6))
    return streams


async def copy_request(reader, writer, port):
    """Until the client ends, whose place is free from then on."""
    try:
        await copy(reader, writer)
    finally:
        busy.discard(port)


async def relay(port, reader, writer):
    try:
        if port in busy:
            return
        if port.startswith("one:"):
            busy.add(port)
        if port == "silent":
            await reader.read()
            return
        if port == "socks5":
            other_reader, other_writer = await through_socks5(reader, writer)
        else:
            other_reader, other_writer = await asyncio.open_connection("127.0.0.1", int(port.removeprefix("one:")))
        await asyncio.gather(copy_request(reader, other_writer, port), copy(other_reader, writer))
        other_writer.close()
    except (OSError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def serve(listeners, ports):
    held, servers = [], []
    for listener, port in zip(listeners, ports):
        if port == "full":
            held += fill(listener)
        else:
            servers.append(await asyncio.start_server(lambda r, w, port=port: relay(port, r, w), sock=listener))
    print(listeners[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.buffer.read)
    for server in servers:
        server.close()


def main():
    pairs = [argument.rsplit("=", 1) for argument in sys.argv[1:]]
    listeners = bind_all([address for address, _ in pairs])
    asyncio.run(serve(listeners, [port for _, port in pairs]))


if __name__ == "__main__":
    main()
