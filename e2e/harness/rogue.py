"""A TCP server that answers every line with whatever a test makes up."""

import socket
import threading


class Rogue:
    """`reply(line)` gives the bytes to answer with (None closes); `greeting` comes first. With
    `silent` nothing is ever said."""

    def __init__(self, greeting: bytes = b"", reply=lambda line: None, silent: bool = False):
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._greeting, self._reply, self._silent = greeting, reply, silent
        self.connections = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=[client], daemon=True).start()

    def _talk(self, client: socket.socket):
        try:
            with client, client.makefile("rb") as lines:
                client.sendall(self._greeting)
                for line in lines:
                    if self._silent:
                        continue
                    answer = self._reply(line)
                    if answer is None:
                        return
                    client.sendall(answer)
        except OSError:
            return

    def stop(self):
        self._socket.close()
