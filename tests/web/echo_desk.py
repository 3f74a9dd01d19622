"""Stands for a window's desk where the server is tested: says what it was told, at once and in a few milliseconds."""

from __future__ import annotations

import json
import os
import sys
from typing import BinaryIO


def send(out: BinaryIO, kind: bytes, body: bytes) -> None:
    """One packet."""
    out.write(kind + len(body).to_bytes(4, "big") + body)
    out.flush()


def main() -> None:
    """Echo until told to leave."""
    said, out = sys.stdin.buffer, sys.stdout.buffer
    who = json.loads(said.readline())
    secrets = sorted(name for name in os.environ if name.startswith(("SDRDESK_", "AWS_")))
    out.write(b"__GANGLION__\n")
    told = {"pid": os.getpid(), "login": who["login"], "theme": who["theme"], "argv": sys.argv[1:], "secrets": secrets}
    size = {"width": int(os.environ["COLUMNS"]), "height": int(os.environ["ROWS"])}
    send(out, b"D", json.dumps({"told": told, "size": size}).encode())
    while head := said.read(5):
        body = said.read(int.from_bytes(head[1:], "big"))
        if head[:1] == b"D":
            text = body.decode()
            if text == "q":
                send(out, b"M", b'{"type": "exit"}')
            elif text.startswith("open "):
                send(out, b"M", json.dumps({"type": "open_url", "url": text[5:], "new_tab": True}).encode())
            else:
                send(out, b"D", json.dumps({"typed": text}).encode())
            continue
        note = json.loads(body)
        if note["type"] == "quit":
            return
        if note["type"] == "resize":
            send(out, b"D", json.dumps({"size": {"width": note["width"], "height": note["height"]}}).encode())


if __name__ == "__main__":
    main()
