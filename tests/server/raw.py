"""Bytes to a port and back, with no client between that would tidy them up."""

import socket


def raw(port: int, sent: bytes, *, timeout_s: float = 5.0, most: int = 65536) -> bytes:
    """Send bytes and give what comes back until the server closes, pauses, or enough has come."""
    with socket.create_connection(("127.0.0.1", port), timeout=timeout_s) as connection:
        return exchange(connection, sent, most)


def exchange(connection: socket.socket, sent: bytes, most: int = 65536) -> bytes:
    """Send bytes on an open connection and give what comes back."""
    got = b""
    try:
        connection.sendall(sent)
        while len(got) < most:
            piece = connection.recv(65536)
            if not piece:
                break
            got += piece
            if got.startswith(b"HTTP/1.1 101"):
                break
    except (TimeoutError, ConnectionError):
        pass
    return got
